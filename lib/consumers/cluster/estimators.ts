/**
 * The clusterings as objects that are fitted and remember: scikit-learn's KMeans and SpectralClustering.
 */
import { rangeError, typeError } from '../../errors';
import {
  arrayNamespace,
  checkOptions,
  scope,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
  type GraphInput,
  type OfDefault,
} from '../../standard';
import { checkArray } from '../values';
import { kMeans, kMeansOptions, nearest, type KMeansOptions } from './kmeans';
import { checkSpectralOptions, spectralClustering, spectralOptions, type SpectralClusteringOptions } from './spectral';

/** What `fit` takes beside the points. */
export type FitOptions = Pick<KMeansOptions, 'sampleWeight' | 'signal' | 'onProgress'>;

/**
 * k-means that remembers its centers. The options are those of {@link kMeans}; what `fit` finds stands in `centers`,
 * `labels`, `inertia` and `nIter`.
 *
 * @example
 * const km = await new KMeans({ nClusters: 2, randomState: 0 }).fit([[0], [1], [10], [11]]);
 * km.predict([[2], [9]]); // the labels of the clusters around 0.5 and 10.5
 */
export class KMeans<A = OfDefault> {
  /** What it was made with. */
  readonly options: Readonly<Omit<KMeansOptions, keyof FitOptions>>;
  #fitted: { centers: A; labels: A; inertia: number; nIter: number } | undefined;

  /** @throws TypeError for options that kMeans does not know; their values are checked by `fit`. */
  constructor(options?: Omit<KMeansOptions, keyof FitOptions>) {
    const own = kMeansOptions.filter((name) => !['sampleWeight', 'signal', 'onProgress'].includes(name));
    this.options = { ...checkOptions('KMeans', options as KMeansOptions | undefined, own) };
  }

  /** nClusters × d. */
  get centers(): A {
    return this.#result('centers').centers;
  }

  /** int32, one per point that was fitted. */
  get labels(): A {
    return this.#result('labels').labels;
  }

  /** Sum of the fitted points' squared distances to their centers, by weight. */
  get inertia(): number {
    return this.#result('inertia').inertia;
  }

  /** Rounds of the best of the starts. */
  get nIter(): number {
    return this.#result('nIter').nIter;
  }

  /** Finds the centers of the points; errors as {@link kMeans}. Returns this object. */
  async fit<X extends ArrayInput>(X: X, options?: FitOptions): Promise<KMeans<ArrayOf<X>>> {
    const given = checkOptions('KMeans.fit', options, ['sampleWeight', 'signal', 'onProgress']);
    const fitted = this as unknown as KMeans<ArrayOf<X>>;
    fitted.#fitted = await kMeans(X, { ...this.options, ...given });
    return fitted;
  }

  /** {@link KMeans.fit}, then the labels. */
  async fitPredict<X extends ArrayInput>(X: X, options?: FitOptions): Promise<ArrayOf<X>> {
    return (await this.fit(X, options)).labels;
  }

  /**
   * For each point the number of the nearest center: int32. The points belong to the namespace of the centers.
   *
   * @throws TypeError before `fit`; RangeError for points of another dimension.
   */
  predict(X: ArrayInput): A {
    const { centers } = this.#result('predict') as unknown as { centers: AnyArray };
    checkArray('KMeans.predict', 'X', X);
    const xp: ArrayNamespace<AnyArray> = arrayNamespace(centers, X as AnyArray);
    return scope(xp, () => nearest('KMeans.predict', xp, X, centers)) as A;
  }

  #result(member: string) {
    if (this.#fitted) return this.#fitted;
    throw new TypeError(`KMeans.${member}: expected a fitted KMeans; call fit first`);
  }
}

export interface SpectralClusteringClassOptions extends Omit<SpectralClusteringOptions, 'signal' | 'onProgress'> {
  /** What X is: 'precomputed' takes it as the graph itself. scikit-learn's default, 'rbf', is not there yet. */
  affinity?: 'precomputed';
}

/** What `fit` takes beside the graph. */
export type SpectralFitOptions = Pick<SpectralClusteringOptions, 'signal' | 'onProgress'>;

/**
 * Spectral clustering that remembers its labels. The options are those of {@link spectralClustering}, and `affinity`,
 * which must be 'precomputed': `fit` takes the graph.
 *
 * @example
 * const graph = gridToGraph(4, 6);
 * const labels = await new SpectralClustering({ nClusters: 2, affinity: 'precomputed' }).fitPredict(graph);
 */
export class SpectralClustering<A = OfDefault> {
  /** What it was made with. */
  readonly options: Readonly<SpectralClusteringClassOptions>;
  #labels: A | undefined;

  /** @throws TypeError for unknown options; RangeError for their values, 'rbf' (the default) among them. */
  constructor(options?: SpectralClusteringClassOptions) {
    const own = spectralOptions.filter((name) => name !== 'signal' && name !== 'onProgress');
    const { affinity = 'rbf' as string, ...given } = checkSpectralOptions('SpectralClustering', options, [
      ...own,
      'affinity',
    ]);
    const wanted = "'precomputed' (the graph itself; kernels and neighbours are not there yet)";
    if (typeof affinity !== 'string') throw typeError('SpectralClustering', 'affinity', wanted, affinity);
    if (affinity !== 'precomputed') throw rangeError('SpectralClustering', 'affinity', wanted, affinity);
    this.options = { ...given, affinity };
  }

  /** int32, one per node. */
  get labels(): A {
    if (this.#labels !== undefined) return this.#labels;
    throw new TypeError('SpectralClustering.labels: expected a fitted SpectralClustering; call fit first');
  }

  /** Clusters the graph; errors as {@link spectralClustering}. Returns this object. */
  async fit<X extends GraphInput>(A: X, options?: SpectralFitOptions): Promise<SpectralClustering<ArrayOf<X>>> {
    const given = checkOptions('SpectralClustering.fit', options, ['signal', 'onProgress']);
    const { affinity: _, ...own } = this.options;
    const fitted = this as unknown as SpectralClustering<ArrayOf<X>>;
    fitted.#labels = await spectralClustering(A, { ...own, ...given });
    return fitted;
  }

  /** {@link SpectralClustering.fit}, then the labels. */
  async fitPredict<X extends GraphInput>(A: X, options?: SpectralFitOptions): Promise<ArrayOf<X>> {
    return (await this.fit(A, options)).labels;
  }
}
