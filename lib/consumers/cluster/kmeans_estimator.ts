/**
 * k-means as an object that is fitted and remembers: scikit-learn's KMeans.
 */
import { checkOptions, type AnyArray, type ArrayInput, type ArrayOf, type OfDefault } from '../../standard';
import { Fitted, heldArrays } from '../fitted';
import { kMeans, kMeansOptions, type KMeansOptions } from './kmeans';
import { distancesTo, nearest, toCenters } from './nearest';
import { weightedScore } from './score';

/** What `fit` takes beside the points. */
export type FitOptions = Pick<KMeansOptions, 'sampleWeight' | 'signal' | 'onProgress'>;

const fitOptions = ['sampleWeight', 'signal', 'onProgress'] as const;
const ownOptions = kMeansOptions.filter((name) => !(fitOptions as readonly string[]).includes(name));

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
  readonly #fitted = new Fitted<{ centers: A; labels: A; inertia: number; nIter: number }>('KMeans');

  /** @throws TypeError for options that kMeans does not know; their values are checked by `fit`. */
  constructor(options?: Omit<KMeansOptions, keyof FitOptions>) {
    this.options = { ...checkOptions('KMeans', options as KMeansOptions | undefined, ownOptions) };
  }

  /** nClusters × d. */
  get centers(): A {
    return this.#fitted.get('centers').centers;
  }

  /** The centers under scikit-learn's name. */
  get clusterCenters(): A {
    return this.#fitted.get('clusterCenters').centers;
  }

  /** int32, one per point that was fitted. */
  get labels(): A {
    return this.#fitted.get('labels').labels;
  }

  /** Sum of the fitted points' squared distances to their centers, by weight. */
  get inertia(): number {
    return this.#fitted.get('inertia').inertia;
  }

  /** Columns of the points that were fitted. */
  get nFeaturesIn(): number {
    return (this.#fitted.get('nFeaturesIn').centers as AnyArray).shape[1]!;
  }

  /** Rounds of the best of the starts. */
  get nIter(): number {
    return this.#fitted.get('nIter').nIter;
  }

  /** Finds the centers of the points; errors as {@link kMeans}. Returns this object. */
  async fit<X extends ArrayInput>(X: X, options?: FitOptions): Promise<KMeans<ArrayOf<X>>> {
    const given = checkOptions('KMeans.fit', options, fitOptions);
    const fitted = this as unknown as KMeans<ArrayOf<X>>;
    fitted.#fitted.set(await kMeans(X, { ...this.options, ...given }));
    return fitted;
  }

  /** {@link KMeans.fit}, then the labels. */
  async fitPredict<X extends ArrayInput>(X: X, options?: FitOptions): Promise<ArrayOf<X>> {
    return (await this.fit(X, options)).labels;
  }

  /** {@link KMeans.fit}, then the points' distances to the centers: n × nClusters. */
  async fitTransform<X extends ArrayInput>(X: X, options?: FitOptions): Promise<ArrayOf<X>> {
    return (await this.fit(X, options)).transform(X);
  }

  /**
   * For each point the number of the nearest center: int32, -1 where a coordinate is NaN or infinite. The points belong
   * to the namespace of the centers.
   *
   * @throws TypeError before `fit`; RangeError for points of another dimension.
   */
  predict(X: ArrayInput): A {
    return toCenters('KMeans.predict', X, this.#fitted.get('predict').centers as AnyArray, nearest) as A;
  }

  /**
   * The points' distances to the centers: n × nClusters, in the centers' dtype; NaN where a coordinate is NaN, infinity
   * where one is infinite.
   *
   * @throws TypeError before `fit`; RangeError for points of another dimension.
   */
  transform(X: ArrayInput): A {
    return toCenters('KMeans.transform', X, this.#fitted.get('transform').centers as AnyArray, distancesTo) as A;
  }

  /**
   * Less the sum of the points' squared distances to their nearest centers, by weight.
   *
   * @throws TypeError before `fit`; RangeError for points of another dimension, other weights, NaN or infinity.
   */
  async score(X: ArrayInput, options?: Pick<FitOptions, 'sampleWeight'>): Promise<number> {
    const { sampleWeight } = checkOptions('KMeans.score', options, ['sampleWeight']);
    return weightedScore('KMeans.score', X, this.#fitted.get('score').centers as AnyArray, sampleWeight);
  }

  /** @internal */
  [heldArrays](): Iterable<unknown> {
    return this.#fitted.held();
  }
}
