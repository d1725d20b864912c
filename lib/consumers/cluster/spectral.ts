/**
 * Spectral clustering of a graph, as sklearn.cluster.spectral_clustering has it. The class is in spectral_estimator.ts.
 */
import {
  checkOptions,
  oneOf,
  wholeNumber,
  withExtension,
  type AnyArray,
  type ArrayOf,
  type GraphInput,
  type JobOptions,
} from '../../standard';
import { asAffinity, checkGraph } from '../graph/input';
import { componentsOf } from '../graph/disconnected';
import { checkJob, drawSeed, jobOptions, seedOf, type RandomState } from '../job';
import { checkEigenTol, converged, embed, type Embedded, type EmbedSettings } from '../manifold/embedding';
import { assignApart } from './apart';
import { assign, labelings, type AssignLabels } from './labels';

export interface SpectralClusteringOptions extends JobOptions {
  /** How many clusters (default 8). */
  nClusters?: number;
  /** Eigenvectors that the labels are read from (default nClusters; the other ways than 'kmeans' need just that). */
  nComponents?: number | null;
  /** How labels are read off the eigenvectors (default 'kmeans'). */
  assignLabels?: AssignLabels;
  /** Starts of k-means (default 10). */
  nInit?: number;
  /** A whole number, a generator, or left out for a fresh seed. */
  randomState?: RandomState;
  /** The error of the eigenvectors' subspace; 'auto' (default) is what labels need, about 1e-4. */
  eigenTol?: 'auto' | number;
}

export const spectralOptions = [
  'nClusters',
  'nComponents',
  'assignLabels',
  'nInit',
  'randomState',
  'eigenTol',
  ...jobOptions,
] as const;

const fn = 'spectralClustering';

/** Labels, or the embedding at which the iteration gave up. */
type Found = Partial<Embedded> & { labels?: AnyArray };

/**
 * Cuts a graph into nClusters parts that hang together, with little weight between them: labels of the nodes from the
 * smallest eigenvectors of the normalised Laplacian (Shi and Malik 2000; von Luxburg 2007), by k-means, by `discretize`
 * (Yu and Shi 2003) or by `cluster_qr` (Damle, Minden and Ying 2019).
 *
 * Exactly nClusters labels are given, none to no node: a cluster that came out empty gets the node that lies farthest,
 * in the embedding, from the mean of a cluster with nodes to spare. In a graph of several components, of which a warning
 * tells once (OBOL_DISCONNECTED_GRAPH), no cluster reaches over two of them: each component gets as many clusters as it
 * has eigenvectors among the nClusters smallest. Where fewer clusters are asked for than there are components, these
 * stay whole and are put together so that the clusters are about even.
 *
 * The diagonal of A is ignored. A graph of a namespace without `sparse` and `cluster` is worked on by obol's CPU device and answered in arrays of its own.
 *
 * @param A n × n weights >= 0, symmetric up to 1e-10 max |A|: a sparse array, its parts, a dense array or a nested list.
 * @returns n labels, int32, on the graph's device.
 * @throws TypeError for another kind of argument; RangeError for another shape, negative, infinite or NaN weights, a
 * graph that is not symmetric, nClusters > n; ObolError ERR_OBOL_CONVERGENCE with the embedding that was reached as
 * `partial: { embedding, eigenvalues }`, ERR_OBOL_ABORTED.
 * @example
 * const picture = xp.asarray([[9, 9, 1], [9, 8, 1], [9, 9, 2]]);
 * const { data, row, col, shape } = imgToGraph(picture); // differences of neighbours
 * const affinity = xp.sparse.coo_array([xp.exp(xp.negative(data)), [row, col]], { shape });
 * const labels = await spectralClustering(affinity, { nClusters: 2, assignLabels: 'cluster_qr' });
 */
export function spectralClustering<X extends GraphInput>(
  A: X,
  options?: SpectralClusteringOptions,
): Promise<ArrayOf<X>>;
export async function spectralClustering(A: GraphInput, options?: SpectralClusteringOptions): Promise<unknown> {
  const given = checkSpectralOptions(fn, options);
  const { nClusters = 8, assignLabels = 'kmeans', nInit = 10, eigenTol = 'auto', signal, onProgress } = given;
  const nComponents = given.nComponents ?? nClusters;
  checkGraph(fn, A);
  const drawn = drawSeed(fn, given.randomState);

  const found = await withExtension(['sparse', 'cluster'], { A }, async (xp, { A }): Promise<Found> => {
    const [W, seed] = await Promise.all([asAffinity(fn, xp, A), seedOf(drawn)]);
    wholeNumber(fn, 'nClusters', nClusters, 1, W.shape[0]!);
    const job = { seed, signal, onProgress };
    const space = (columns: number): EmbedSettings => ({
      nComponents: columns,
      dropFirst: false,
      normLaplacian: true,
      eigenTol,
      ...job,
    });
    const first = await embed(fn, xp, W, space(nComponents));
    if (first.failure) return first;
    checkJob(fn, { signal });
    const settings = { nClusters, assignLabels, nInit, ...job };
    const second = nComponents > 1 ? first.eigenvalues.get(1) : undefined;
    const apart = nClusters > 1 ? await componentsOf(fn, xp, W, second) : undefined;
    onProgress?.({ stage: 'labels', iteration: 0, fraction: 0, error: 0 });
    if (!apart) return { labels: await assign(xp, first.embedding, settings) };
    const wide = nComponents < nClusters && nClusters > apart.nComponents;
    const spectrum = wide ? await embed(fn, xp, W, space(nClusters)) : first;
    if (spectrum.failure) return spectrum;
    return { labels: await assignApart(xp, apart, spectrum, settings) };
  });
  return converged(found).labels;
}

/** The options, each checked as far as it can be without the graph. */
export function checkSpectralOptions<O extends SpectralClusteringOptions>(
  fn: string,
  options: O | undefined,
  names: readonly (keyof O & string)[] = spectralOptions,
): O {
  const given = checkOptions(fn, options, names);
  const { nClusters = 8, assignLabels = 'kmeans', nInit = 10, eigenTol = 'auto' } = given;
  wholeNumber(fn, 'nClusters', nClusters, 1);
  oneOf(fn, 'assignLabels', assignLabels, labelings);
  if (given.nComponents !== undefined && given.nComponents !== null) {
    const [least, most] = assignLabels === 'kmeans' ? [1, Infinity] : [nClusters, nClusters];
    wholeNumber(fn, 'nComponents', given.nComponents, least, most);
  }
  wholeNumber(fn, 'nInit', nInit, 1);
  checkEigenTol(fn, eigenTol);
  checkJob(fn, given);
  return given;
}
