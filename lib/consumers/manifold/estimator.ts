/**
 * Spectral embedding as an object that is fitted and remembers: scikit-learn's SpectralEmbedding.
 */
import {
  checkOptions,
  wholeNumber,
  type AnyArray,
  type ArrayOf,
  type GraphInput,
  type JobOptions,
  type OfDefault,
} from '../../standard';
import { Fitted, heldArrays } from '../fitted';
import {
  affinityOf,
  checkAffinity,
  columnsOf,
  neighborsFor,
  type Affinity,
  type AffinityOptions,
  type GraphOf,
} from '../graph/affinity';
import { drawSeed, seedOf, type RandomState } from '../job';
import { checkEigenTol, spectralEmbedding } from './embedding';

export interface SpectralEmbeddingClassOptions {
  /** Dimensions of the embedding (default 2). */
  nComponents?: number;
  /**
   * What X is. 'nearest_neighbors' (default): points, each joined to its nNeighbors nearest, itself among them, C, and
   * the graph is (C + Cᵀ) / 2; 'rbf': points, joined by exp(-gamma |x - y|²); 'precomputed': the graph itself;
   * 'precomputed_nearest_neighbors': distances, of which the nNeighbors least of each row count, as above.
   */
  affinity?: Affinity;
  /** Of 'rbf' (default null: 1 / d). */
  gamma?: number | null;
  /** A whole number, a generator, or left out for a fresh seed. */
  randomState?: RandomState;
  /** The error of the eigenvectors' subspace; 'auto' (default) is what labels need, about 1e-4. */
  eigenTol?: 'auto' | number;
  /** Of the two affinities by neighbours (default null: a tenth of the points, at least 1). */
  nNeighbors?: number | null;
}

const fn = 'SpectralEmbedding';
const own = ['nComponents', 'affinity', 'gamma', 'randomState', 'eigenTol', 'nNeighbors'] as const;

/**
 * Places points, or the nodes of a graph, by the smallest eigenvectors of the graph's normalised Laplacian but the first
 * (Laplacian eigenmaps, Belkin and Niyogi 2003); remembers the embedding and the graph. It is {@link spectralEmbedding},
 * and how points become a graph.
 *
 * @example
 * const points = [[0, 0], [0, 1], [1, 0], [8, 8], [8, 9], [9, 8]];
 * const places = await new SpectralEmbedding({ nComponents: 1, affinity: 'rbf', randomState: 0 }).fitTransform(points);
 * places.shape; // [6, 1]
 */
export class SpectralEmbedding<A = OfDefault> {
  /** What it was made with. */
  readonly options: Readonly<SpectralEmbeddingClassOptions>;
  readonly #fitted = new Fitted<{ embedding: A; affinityMatrix: GraphOf<A>; nFeaturesIn: number }>(fn);

  /** @throws TypeError for unknown options and other kinds; RangeError for their values. */
  constructor(options?: SpectralEmbeddingClassOptions) {
    this.options = { ...checkOptions(fn, options, own) };
    wholeNumber(fn, 'nComponents', this.options.nComponents ?? 2, 1);
    checkEigenTol(fn, this.options.eigenTol ?? 'auto');
    checkAffinity(fn, this.#graph());
  }

  #graph(): AffinityOptions {
    const { affinity = 'nearest_neighbors', gamma, nNeighbors } = this.options;
    return { affinity, gamma, nNeighbors };
  }

  /** n × nComponents float64, one row per point. */
  get embedding(): A {
    return this.#fitted.get('embedding').embedding;
  }

  /** The graph, n × n: dense for 'rbf', CSR for neighbours, what was given for 'precomputed'. */
  get affinityMatrix(): GraphOf<A> {
    return this.#fitted.get('affinityMatrix').affinityMatrix;
  }

  /** Columns of the points that were fitted, or n where X was a graph or distances. */
  get nFeaturesIn(): number {
    return this.#fitted.get('nFeaturesIn').nFeaturesIn;
  }

  /** How many neighbours each point was joined to, where the affinity is by neighbours: what was asked for, or a tenth. */
  get nNeighbors(): number {
    const { embedding } = this.#fitted.get('nNeighbors');
    return neighborsFor(this.options.nNeighbors, (embedding as AnyArray).shape[0]!);
  }

  /**
   * Embeds n × d points, or a graph where `affinity` is precomputed. Returns this object.
   *
   * @throws as {@link spectralEmbedding}; RangeError for nNeighbors > n or rows with fewer distances.
   */
  async fit<X extends GraphInput>(X: X, options?: JobOptions): Promise<SpectralEmbedding<ArrayOf<X>>> {
    const given = checkOptions(`${fn}.fit`, options, ['signal', 'onProgress']);
    const { nComponents = 2, eigenTol } = this.options;
    const fitted = this as unknown as SpectralEmbedding<ArrayOf<X>>;
    const graph = this.#graph();
    // The graph, or the points and the seed, are taken before the first wait.
    const ready = graph.affinity === 'precomputed';
    const drawn = ready ? undefined : drawSeed(fn, this.options.randomState);
    const affinityMatrix = ready ? X : await affinityOf(fn, X, graph);
    const randomState = drawn === undefined ? this.options.randomState : await seedOf(drawn);
    const embedding = await spectralEmbedding(affinityMatrix, { nComponents, randomState, eigenTol, ...given });
    fitted.#fitted.set({
      embedding: embedding as ArrayOf<X>,
      affinityMatrix: affinityMatrix as unknown as GraphOf<ArrayOf<X>>,
      nFeaturesIn: columnsOf(X),
    });
    return fitted;
  }

  /** {@link SpectralEmbedding.fit}, then the embedding. */
  async fitTransform<X extends GraphInput>(X: X, options?: JobOptions): Promise<ArrayOf<X>> {
    return (await this.fit(X, options)).embedding;
  }

  /** @internal */
  [heldArrays](): Iterable<unknown> {
    return this.#fitted.held();
  }
}
