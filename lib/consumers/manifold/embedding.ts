/**
 * Spectral embedding: the nodes of a graph by the smallest eigenvectors of its Laplacian, as
 * sklearn.manifold.spectral_embedding has it.
 */
import { ObolError, rangeError } from '../../errors';
import {
  checkOptions,
  finiteNumber,
  flag,
  isArray,
  withExtension,
  wholeNumber,
  type AnyArray,
  type ArrayOf,
  type EigenResult,
  type GraphInput,
  type JobOptions,
  type NamespaceWith,
  type SparseArray,
  type SpectralEigsOptions,
} from '../../standard';
import { componentsOf } from '../graph/disconnected';
import { asAffinity, checkGraph } from '../graph/input';
import { checkJob, drawSeed, jobOptions, seedOf, type RandomState } from '../job';

export interface SpectralEmbeddingOptions extends JobOptions {
  /** Dimensions of the embedding (default 8). */
  nComponents?: number;
  /** Leave out the first eigenvector, which is constant on a connected graph (default true). */
  dropFirst?: boolean;
  /** Of the normalised Laplacian (default true) or of D - A. */
  normLaplacian?: boolean;
  /** Seed of the eigensolver's start: a whole number, a generator, or left out for a fresh one. */
  randomState?: RandomState;
  /** The error of the subspace (sine of its angle); 'auto' (default) is what labels need, about 1e-4. */
  eigenTol?: 'auto' | number;
  /** Return the eigenvalues too (default false). */
  returnEigenvalues?: boolean;
}

/** An embedding with the eigenvalues of its columns. */
export interface EmbeddingWithEigenvalues<A> {
  embedding: A;
  eigenvalues: A;
}

const fn = 'spectralEmbedding';

/**
 * Places the nodes of a graph in space by the smallest eigenvectors of its Laplacian, so that strongly joined nodes lie
 * close together.
 *
 * The columns are y = D^-1/2 x for the eigenvectors x of D^-1/2 (D - A) D^-1/2, scaled to yᵀDy = 1, by ascending
 * eigenvalue; with `normLaplacian: false` the unit eigenvectors of D - A. In each column the entry of largest magnitude
 * is positive. The diagonal of A is ignored. An isolated node has D = 1 and the eigenvalue 0 (scikit-learn says 1). In
 * a null space of several dimensions (a graph of several components) column 0 is the constant vector; of such a graph a
 * warning tells once (OBOL_DISCONNECTED_GRAPH).
 *
 * A difference |A - Aᵀ| up to 1e-10 max |A| is averaged out. A graph of a namespace without `sparse` is worked on by
 * obol's CPU device and answered in arrays of its own namespace.
 *
 * @param A n × n weights >= 0, symmetric: a sparse array, its parts, a dense array or a nested list.
 * @returns n × nComponents float64, one row per node; with `returnEigenvalues`, `{ embedding, eigenvalues }`.
 * @throws TypeError for another kind of argument; RangeError for another shape, negative, infinite or NaN weights, a
 * graph that is not symmetric, more components than nodes; ObolError ERR_OBOL_CONVERGENCE with what was reached as
 * `partial: { embedding, eigenvalues }`, ERR_OBOL_ABORTED when the signal stops it.
 * @example
 * const graph = gridToGraph(4, 6);
 * const positions = await spectralEmbedding(graph, { nComponents: 2, randomState: 0 });
 */
export function spectralEmbedding<X extends GraphInput>(
  A: X,
  options: SpectralEmbeddingOptions & { returnEigenvalues: true },
): Promise<EmbeddingWithEigenvalues<ArrayOf<X>>>;
export function spectralEmbedding<X extends GraphInput>(
  A: X,
  options?: SpectralEmbeddingOptions & { returnEigenvalues?: false },
): Promise<ArrayOf<X>>;
export async function spectralEmbedding(A: GraphInput, options?: SpectralEmbeddingOptions): Promise<unknown> {
  const given = checkOptions(fn, options, [
    'nComponents',
    'dropFirst',
    'normLaplacian',
    'randomState',
    'eigenTol',
    'returnEigenvalues',
    ...jobOptions,
  ]);
  const { nComponents = 8, dropFirst = true, normLaplacian = true, returnEigenvalues = false } = given;
  const { eigenTol = 'auto', signal, onProgress } = given;
  wholeNumber(fn, 'nComponents', nComponents, 1);
  flag(fn, 'dropFirst', dropFirst);
  flag(fn, 'normLaplacian', normLaplacian);
  flag(fn, 'returnEigenvalues', returnEigenvalues);
  checkEigenTol(fn, eigenTol);
  checkJob(fn, given);
  checkGraph(fn, A);
  const drawn = drawSeed(fn, given.randomState);

  const found = await withExtension('sparse', { A }, async (xp, { A }) => {
    const [W, seed] = await Promise.all([asAffinity(fn, xp, A), seedOf(drawn)]);
    const settings = { nComponents, dropFirst, normLaplacian, eigenTol, seed, signal, onProgress };
    const { embedding, eigenvalues, failure } = await embed(fn, xp, W, settings);
    const at = dropFirst ? 0 : 1;
    if (!failure && at < nComponents) await componentsOf(fn, xp, W, eigenvalues.get(at));
    return { embedding, failure, ...((returnEigenvalues || failure) && { eigenvalues }) };
  });
  const { embedding, eigenvalues } = converged(found);
  return returnEigenvalues ? { embedding, eigenvalues } : embedding;
}

/** Refuses what is neither 'auto' nor a number > 0. */
export function checkEigenTol(fn: string, eigenTol: unknown): void {
  if (eigenTol === 'auto') return;
  if (finiteNumber(fn, 'eigenTol', eigenTol, 0) === 0) throw rangeError(fn, 'eigenTol', "'auto' or a number > 0", 0);
}

export interface EmbedSettings extends JobOptions {
  nComponents: number;
  dropFirst: boolean;
  normLaplacian: boolean;
  eigenTol: 'auto' | number;
  seed: number;
}

/** An embedding, and where the iteration gave up before it was good enough, its error. */
export interface Embedded extends EmbeddingWithEigenvalues<AnyArray> {
  readonly failure?: ObolError;
}

/** The embedding of a checked affinity and its eigenvalues. */
export async function embed(
  fn: string,
  xp: NamespaceWith<'sparse'>,
  W: SparseArray<AnyArray>,
  { nComponents, dropFirst, normLaplacian, eigenTol, seed, signal, onProgress }: EmbedSettings,
): Promise<Embedded> {
  const first = dropFirst ? 1 : 0;
  wholeNumber(fn, 'nComponents', nComponents, 1, W.shape[0]! - first);
  const { eigenvalues, eigenvectors, failure } = await eigenpairs(xp, W, {
    k: nComponents + first,
    tol: eigenTol,
    normed: normLaplacian,
    seed,
    signal,
    onProgress,
  });
  return {
    embedding: first === 0 ? eigenvectors : eigenvectors.get(xp.ellipsis, xp.slice(first)),
    eigenvalues: eigenvalues.get(xp.slice(first)),
    failure,
  };
}

/** The eigenpairs, also those that an iteration had reached when it gave up. */
async function eigenpairs(
  xp: NamespaceWith<'sparse'>,
  W: SparseArray<AnyArray>,
  options: SpectralEigsOptions,
): Promise<EigenPairs & { failure?: ObolError }> {
  try {
    return await xp.sparse.csgraph.spectral_eigs(W, options);
  } catch (error) {
    const failure = error as ObolError;
    const reached = failure.code === 'ERR_OBOL_CONVERGENCE' ? (failure.partial as EigenPairs | undefined) : undefined;
    if (!reached || !isArray(reached.eigenvectors) || !isArray(reached.eigenvalues)) throw error;
    return { ...reached, failure };
  }
}

type EigenPairs = Pick<EigenResult<AnyArray>, 'eigenvalues' | 'eigenvectors'>;

/** The result, or where the iteration gave up its error, with what was reached as `partial`: in the caller's arrays. */
export function converged<R extends { failure?: ObolError }>(result: R): R {
  const { failure, ...partial } = result;
  if (failure) throw new ObolError(failure.code, failure.message, { cause: failure, partial });
  return result;
}
