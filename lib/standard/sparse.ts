/**
 * Sparse arrays: the type that an extension `sparse` answers with, the plain parts that stand for one where there is
 * no such extension, and the extension itself. Types only.
 */
import type { AnyArray, ArrayInput } from './array';
import type { ArrayNamespace } from './namespace';
import type { Device, DType, TypedArray } from './values';

/** A sparse array of two axes, an immutable value; the parts are read-only views of what it owns. */
export interface SparseArray<A> {
  readonly format: 'coo' | 'csr' | 'csc';
  readonly shape: readonly number[];
  readonly ndim: number;
  /** Number of stored elements. */
  readonly nnz: number;
  readonly dtype: DType;
  readonly device: Device;
  readonly data: A;
  /** Row and column of each stored element ('coo'). */
  readonly row?: A;
  readonly col?: A;
  /** Column of each stored element, and where each row begins: `indptr` has rows + 1 entries ('csr'); of 'csc' the other way round. */
  readonly indices?: A;
  readonly indptr?: A;
  readonly T: SparseArray<A>;
  tocsr(): SparseArray<A>;
  tocoo(): SparseArray<A>;
  toarray(): A;
  diagonal(): A;
  sum(options?: { axis?: number | null }): A;
  astype(dtype: DType): SparseArray<A>;
  to_device(device: Device): SparseArray<A>;
  dispose(): void;
  __array_namespace__(options?: { api_version?: string | null }): ArrayNamespace<A>;
}

/** A sparse array spelled out: what stands for one in a namespace without `sparse`. Duplicates are summed. */
export interface CooParts<A> {
  readonly format: 'coo';
  readonly shape: readonly number[];
  readonly data: A;
  readonly row: A;
  readonly col: A;
}

/** A sparse array spelled out by rows. */
export interface CsrParts<A> {
  readonly format: 'csr';
  readonly shape: readonly number[];
  readonly data: A;
  readonly indices: A;
  readonly indptr: A;
}

/** A sparse array of whichever provider. */
export interface AnySparse extends SparseArray<AnyArray> {}

/** What graph consumers take as a graph: a sparse array, its parts, or a dense square array. */
export type GraphInput = AnySparse | CooParts<ArrayInput> | CsrParts<ArrayInput> | ArrayInput;

/** How a job tells of itself. */
export interface Progress {
  readonly stage: string;
  readonly iteration: number;
  /** Share of the work done, 0 to 1, as far as it can be told. */
  readonly fraction: number;
  /** The present error estimate, where the stage has one. */
  readonly error: number;
}

/** What every job takes: a signal to stop it, a function to hear of it. */
export interface JobOptions {
  /** Stops the job: it rejects with an AbortError. */
  signal?: AbortSignal;
  /** Hears how far the job is. */
  onProgress?: (progress: Progress) => void;
}

export interface SpectralEigsOptions extends JobOptions {
  /** How many of the smallest eigenpairs. */
  k?: number;
  /** Error of the subspace; 'auto': what labels need. */
  tol?: 'auto' | number;
  /** The normalised Laplacian; default true. */
  normed?: boolean;
  /** Of the starting block; the same seed gives the same bits. */
  seed?: number;
}

export interface EigenResult<A> {
  /** Ascending. */
  readonly eigenvalues: A;
  /** In columns. */
  readonly eigenvectors: A;
  readonly iterations: number;
  readonly residuals: A;
}

type Part<A> = A | TypedArray | readonly number[];

/** The capability `sparse`, under SciPy's names. */
export interface SparseExtension<A> {
  coo_array(source: A | SparseArray<A> | readonly unknown[], options?: SparseOptions): SparseArray<A>;
  csr_array(
    source: A | SparseArray<A> | readonly [Part<A>, readonly [Part<A>, Part<A>]] | readonly unknown[],
    options?: SparseOptions,
  ): SparseArray<A>;
  issparse(x: unknown): boolean;

  /** A sparse matrix times a sparse or dense one. */
  matmul(x1: SparseArray<A> | A, x2: SparseArray<A> | A): SparseArray<A> | A;

  readonly linalg: {
    eigsh(
      A: SparseArray<A>,
      options?: Record<string, unknown>,
    ): Promise<EigenResult<A> & { readonly converged: boolean }>;
  };
  readonly csgraph: {
    /**
     * D - A, the diagonal of A ignored, degrees by columns; normed: D^-1/2 (D - A) D^-1/2. `diag` is that of D, or
     * normed its square root with 1 for an isolated node.
     */
    laplacian(
      A: SparseArray<A>,
      options: { normed?: boolean; return_diag: true },
    ): { readonly laplacian: SparseArray<A>; readonly diag: A };
    laplacian(A: SparseArray<A>, options?: { normed?: boolean; return_diag?: false }): SparseArray<A>;
    connected_components(
      A: SparseArray<A> | A,
      options?: { directed?: boolean },
    ): { readonly n_components: number; readonly labels: A };

    /**
     * The k smallest eigenpairs of the Laplacian of a symmetric graph of weights >= 0, its diagonal ignored. Columns
     * y = D^-1/2 x with yᵀDy = 1, an isolated node having D = 1; `normed: false`: unit eigenvectors of D - W. In each
     * column the first entry of largest |y| is positive. Of a null space of several dimensions column 0 is the constant
     * vector.
     */
    spectral_eigs(W: SparseArray<A>, options?: SpectralEigsOptions): Promise<EigenResult<A>>;
  };
}

export interface SparseOptions {
  /** Rows and columns, where they can not be read off. */
  shape?: readonly number[] | null;
  /** Default (null): that of the elements. */
  dtype?: DType | null;
  /** Default (null): that of the parts. */
  device?: Device | null;
  /** Copy what could be shared; default false. */
  copy?: boolean;
}
