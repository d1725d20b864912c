/** The standard's extension `linalg`. Functions work on stacks: matrices in the last two axes. */
import type { LinearAlgebraFunctions } from './linearalgebra';
import type { DType } from '../values';

/** Eigenvalues (..., n) and eigenvectors (..., n, n) in columns. */
export interface EigenDecomposition<A> {
  /** Ascending for Hermitian matrices. */
  readonly eigenvalues: A;
  /** In columns, in the order of the eigenvalues. */
  readonly eigenvectors: A;
}

/** The extension `linalg`: decompositions, norms and products of stacks of matrices. */
export interface LinalgExtension<A> extends LinearAlgebraFunctions<A> {
  /** L with x = L Lᴴ, or U with x = Uᴴ U, of Hermitian positive definite matrices. */
  cholesky(x: A, options?: { upper?: boolean }): A;

  /** Cross products of vectors of three elements along one axis (counted from the end). */
  cross(x1: A, x2: A, options?: { axis?: number }): A;

  /** The determinant of each square matrix. */
  det(x: A): A;

  /** One diagonal of each matrix: the main one, above it (offset > 0), below it (< 0). */
  diagonal(x: A, options?: { offset?: number }): A;

  /** Complex eigenvalues and eigenvectors of square matrices. */
  eig(x: A): EigenDecomposition<A>;

  /** Real eigenvalues and orthonormal eigenvectors of Hermitian matrices. */
  eigh(x: A): EigenDecomposition<A>;

  /** The complex eigenvalues alone. */
  eigvals(x: A): A;

  /** The eigenvalues of Hermitian matrices alone. */
  eigvalsh(x: A): A;

  /** The inverse of each square matrix. */
  inv(x: A): A;

  /** 'fro', 'nuc', 1, -1, 2, -2, Infinity or -Infinity. */
  matrix_norm(x: A, options?: { keepdims?: boolean; ord?: number | 'fro' | 'nuc' | null }): A;

  /** Whole powers of square matrices; negative ones of the inverse. */
  matrix_power(x: A, n: number): A;

  /** How many singular values are above rtol times the largest. */
  matrix_rank(x: A, options?: { rtol?: number | A | null }): A;

  /** x1[i] x2[j] of two vectors. */
  outer(x1: A, x2: A): A;

  /** The Moore-Penrose pseudo-inverse. */
  pinv(x: A, options?: { rtol?: number | A | null }): A;

  /** x = Q R, Q with orthonormal columns, R upper triangular. */
  qr(x: A, options?: { mode?: 'reduced' | 'complete' }): { readonly Q: A; readonly R: A };

  /** The determinant as sign exp(logabsdet). */
  slogdet(x: A): { readonly sign: A; readonly logabsdet: A };

  /** X with x1 X = x2; an x2 of one axis is a single right-hand side. */
  solve(x1: A, x2: A): A;

  /** x = U diag(S) Vh, S descending. */
  svd(x: A, options?: { full_matrices?: boolean }): { readonly U: A; readonly S: A; readonly Vh: A };

  /** The singular values alone, descending. */
  svdvals(x: A): A;

  /** The sum of a diagonal of each matrix. */
  trace(x: A, options?: { offset?: number; dtype?: DType | null }): A;

  /** (Σ |x|^ord)^(1/ord); also 0, Infinity and -Infinity. */
  vector_norm(x: A, options?: { axis?: number | readonly number[] | null; keepdims?: boolean; ord?: number }): A;
}
