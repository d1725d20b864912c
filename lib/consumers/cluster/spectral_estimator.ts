/**
 * Spectral clustering as an object that is fitted and remembers: scikit-learn's SpectralClustering.
 */
import { rangeError, typeError } from '../../errors';
import { checkOptions, type ArrayOf, type GraphInput, type OfDefault } from '../../standard';
import { checkSpectralOptions, spectralClustering, spectralOptions, type SpectralClusteringOptions } from './spectral';

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
