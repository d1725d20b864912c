/** The capabilities beside `sparse` that a namespace may carry: random, ndimage, cluster. Types only. */
import type { JobOptions } from './sparse';
import type { Device, DType, Scalar, Shape } from './values';

export interface RandomOptions {
  size?: Shape | null;
  dtype?: DType | null;
  device?: Device | null;
}

/** A stream of random numbers; the same seed gives the same stream on every device. */
export interface Generator<A> {
  /** Uniform in [0, 1). */
  random(options?: RandomOptions): A;
  uniform(options?: RandomOptions & { low?: number; high?: number }): A;
  normal(options?: RandomOptions & { loc?: number; scale?: number }): A;
  /** Whole numbers in [low, high), or in [0, low) when `high` is left out. */
  integers(low: number | bigint, options?: RandomOptions & { high?: number | bigint | null; endpoint?: boolean }): A;
  permutation(x: number | A, options?: { axis?: number; device?: Device | null }): A;
  choice(a: number | A, options?: Omit<RandomOptions, 'dtype'> & { replace?: boolean; p?: A | null; axis?: number }): A;
}

export interface RandomExtension<A> {
  default_rng(seed?: number | bigint | null): Generator<A>;
}

export interface NdimageExtension<A> {
  /** Correlation along one axis with a short kernel, under SciPy's boundary modes. */
  correlate1d(
    x: A,
    weights: A | readonly number[],
    options?: { axis?: number; mode?: string; cval?: Scalar; origin?: number },
  ): A;
}

export interface KMeansPrimitiveOptions<A> extends JobOptions {
  /** Default 8. */
  n_clusters?: number;
  /** How centers are chosen, or the centers. */
  init?: 'k-means++' | 'random' | A;
  /** How many starts, of which the best is kept. */
  n_init?: number;
  /** Most rounds of a start. */
  max_iter?: number;
  /** A start ends when the centers move less, relative to the variance of X. */
  tol?: number;
  /** Of the starts; left out: fresh. */
  seed?: number;
  /** One weight for each point. */
  sample_weight?: A | null;
  /** 'elkan' gives the same result by way of bounds. */
  algorithm?: 'lloyd' | 'elkan';
}

export interface MinibatchPrimitiveOptions<A> {
  n_clusters?: number;
  init?: 'k-means++' | 'random' | A;
  /** How many points a start chooses from. */
  init_size?: number | null;
  /** Centers with less than this part of the most popular one's weight start anew. */
  reassignment_ratio?: number;
  seed?: number;
  sample_weight?: A | null;
}

export interface ClusterExtension<A> {
  kmeans(
    X: A,
    options?: KMeansPrimitiveOptions<A>,
  ): Promise<{ readonly centers: A; readonly labels: A; readonly inertia: number; readonly n_iter: number }>;

  /** k-means on batches of points drawn at random (Sculley 2010); counts: the weight that each center was given. */
  minibatch_kmeans(
    X: A,
    options?: MinibatchPrimitiveOptions<A> &
      JobOptions & {
        n_init?: number;
        max_iter?: number;
        batch_size?: number;
        tol?: number;
        max_no_improvement?: number | null;
      },
  ): Promise<{
    readonly centers: A;
    readonly counts: A;
    readonly labels: A;
    readonly inertia: number;
    readonly n_iter: number;
    readonly n_steps: number;
  }>;

  /** One batch of it, X, from the centers (`init`) and counts of the one before; without counts the first. */
  minibatch_kmeans_step(
    X: A,
    options?: MinibatchPrimitiveOptions<A> &
      Pick<JobOptions, 'signal'> & { counts?: A; samples_since_reassign?: number },
  ): Promise<{
    readonly centers: A;
    readonly counts: A;
    readonly labels: A;
    readonly inertia: number;
    readonly samples_since_reassign: number;
  }>;

  /** Labels from spectral vectors by alternating rotation and rounding (Yu & Shi 2003). */
  discretize(
    vectors: A,
    options?: { seed?: number; max_svd_restarts?: number; n_iter_max?: number } & Pick<JobOptions, 'signal'>,
  ): Promise<A>;

  /** Labels from spectral vectors by a pivoted QR (Damle, Minden, Ying 2019). */
  cluster_qr(vectors: A, options?: Pick<JobOptions, 'signal'>): Promise<A>;
  /** For each row of Y (left out: of X) the nearest rows of X: ascending distances, and int32 indices. */
  kneighbors(X: A, options?: { n_neighbors?: number; Y?: A }): { distances: A; indices: A };
}
