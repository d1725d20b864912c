/**
 * Spectral clustering as an object that is fitted and remembers: scikit-learn's SpectralClustering.
 */
import { checkOptions, type ArrayOf, type GraphInput, type OfDefault } from '../../standard';
import { Fitted, heldArrays } from '../fitted';
import { affinityOf, checkAffinity, columnsOf, type Affinity, type GraphOf } from '../graph/affinity';
import { drawSeed, seedOf } from '../job';
import { checkSpectralOptions, spectralClustering, spectralOptions, type SpectralClusteringOptions } from './spectral';

export interface SpectralClusteringClassOptions extends Omit<SpectralClusteringOptions, 'signal' | 'onProgress'> {
  /**
   * What X is. 'rbf' (default): points, joined by exp(-gamma |x - y|²); 'nearest_neighbors': points, each joined to its
   * nNeighbors nearest, itself among them, C, and the graph is (C + Cᵀ) / 2; 'precomputed': the graph itself;
   * 'precomputed_nearest_neighbors': distances, of which the nNeighbors least of each row count, likewise.
   */
  affinity?: Affinity;
  /** Of 'rbf' (default 1). */
  gamma?: number;
  /** Of the two affinities by neighbours (default 10). */
  nNeighbors?: number;
}

/** What `fit` takes beside the points or the graph. */
export type SpectralFitOptions = Pick<SpectralClusteringOptions, 'signal' | 'onProgress'>;

const fn = 'SpectralClustering';

/**
 * Spectral clustering of points or of a graph, which remembers its labels and its graph. The options are those of
 * {@link spectralClustering}, and how points become a graph.
 *
 * @example
 * const sc = await new SpectralClustering({ nClusters: 2, gamma: 0.1, randomState: 0 }).fit([[0], [1], [10], [11]]);
 * sc.affinityMatrix.shape; // [4, 4]
 */
export class SpectralClustering<A = OfDefault> {
  /** What it was made with. */
  readonly options: Readonly<SpectralClusteringClassOptions>;
  readonly #fitted = new Fitted<{ labels: A; affinityMatrix: GraphOf<A>; nFeaturesIn: number }>(fn);

  /** @throws TypeError for unknown options and other kinds; RangeError for their values. */
  constructor(options?: SpectralClusteringClassOptions) {
    const own = spectralOptions.filter((name) => name !== 'signal' && name !== 'onProgress');
    const given = checkSpectralOptions(fn, options, [...own, 'affinity', 'gamma', 'nNeighbors']);
    this.options = { ...given };
    checkAffinity(fn, this.#graph());
  }

  #graph() {
    const { affinity = 'rbf', gamma = 1, nNeighbors = 10 } = this.options;
    return { affinity, gamma, nNeighbors };
  }

  /** int32, one per point. */
  get labels(): A {
    return this.#fitted.get('labels').labels;
  }

  /** The graph that was cut, n × n: dense for 'rbf', CSR for neighbours, what was given for 'precomputed'. */
  get affinityMatrix(): GraphOf<A> {
    return this.#fitted.get('affinityMatrix').affinityMatrix;
  }

  /** Columns of the points that were fitted, or n where X was a graph or distances. */
  get nFeaturesIn(): number {
    return this.#fitted.get('nFeaturesIn').nFeaturesIn;
  }

  /**
   * Clusters n × d points, or a graph where `affinity` is precomputed. Returns this object.
   *
   * @throws as {@link spectralClustering}; RangeError for nNeighbors > n or rows with fewer distances.
   */
  async fit<X extends GraphInput>(X: X, options?: SpectralFitOptions): Promise<SpectralClustering<ArrayOf<X>>> {
    const given = checkOptions(`${fn}.fit`, options, ['signal', 'onProgress']);
    const { affinity: _, gamma: __, nNeighbors: ___, ...own } = this.options;
    const graph = this.#graph();
    const fitted = this as unknown as SpectralClustering<ArrayOf<X>>;
    // The graph, or the points and the seed, are taken before the first wait.
    const ready = graph.affinity === 'precomputed';
    const drawn = ready ? undefined : drawSeed(fn, own.randomState);
    const affinityMatrix = ready ? X : await affinityOf(fn, X, graph);
    const randomState = drawn === undefined ? own.randomState : await seedOf(drawn);
    const labels = await spectralClustering(affinityMatrix, { ...own, ...given, randomState });
    fitted.#fitted.set({
      labels: labels as ArrayOf<X>,
      affinityMatrix: affinityMatrix as unknown as GraphOf<ArrayOf<X>>,
      nFeaturesIn: columnsOf(X),
    });
    return fitted;
  }

  /** {@link SpectralClustering.fit}, then the labels. */
  async fitPredict<X extends GraphInput>(X: X, options?: SpectralFitOptions): Promise<ArrayOf<X>> {
    return (await this.fit(X, options)).labels;
  }

  /** @internal */
  [heldArrays](): Iterable<unknown> {
    return this.#fitted.held();
  }
}
