/**
 * The normalised cut of a labelled graph (Shi and Malik 2000).
 */
import { rangeError } from '../../errors';
import { withExtensionSync, type ArrayInput, type GraphInput } from '../../standard';
import { asCsr, checkGraph } from '../graph/input';
import { checkArray, numberNow } from '../values';
import { asLabels, groups } from './groups';

const fn = 'normalizedCut';

/**
 * How much weight a partition of a graph cuts: the sum over the clusters of the weight that leaves the cluster, divided
 * by the sum of the degrees in it. Between 0 (nothing is cut) and the number of clusters. The diagonal of A is ignored
 * and an isolated node has degree 1, as in spectralClustering. It waits for the result.
 *
 * The arrays of a namespace without `sparse` must offer `dataSync` or `tolist`.
 *
 * @param A n × n weights: a sparse array, its parts, a dense array or a nested list.
 * @param labels n labels, of the same namespace (a typed array or a list beside obol's arrays).
 * @throws TypeError for another kind or dtype; RangeError for another shape.
 * @example
 * normalizedCut([[0, 1, 0], [1, 0, 1], [0, 1, 0]], [0, 0, 1]); // 1/3 + 1/1
 */
export function normalizedCut(A: GraphInput, labels: ArrayInput): number {
  checkGraph(fn, A);
  checkArray(fn, 'labels', labels);
  return withExtensionSync('sparse', { A, labels }, (xp, { A, labels }) => {
    const W = asCsr(fn, xp, A);
    const n = W.shape[0]!;
    const names = asLabels(fn, 'labels', xp, labels, W.data);
    if (names.size !== n) throw rangeError(fn, 'labels', `${n} labels`, names.size);
    const { row, col, data } = W.tocoo();
    const cluster = xp.astype(groups(xp, names), xp.int32);
    const weights = xp.where(xp.equal(row!, col!), 0, data);
    const degrees = xp.sparse.csr_array([weights, [row!, col!]], { shape: W.shape }).sum({ axis: 1 });
    const counted = xp.where(xp.equal(degrees, 0), 1, degrees);
    const first = xp.zeros_like(cluster, { device: cluster.device });
    const volumes = xp.reshape(xp.sparse.csr_array([counted, [cluster, first]], { shape: [n, 1] }).toarray(), [n]);
    const [from, to] = [xp.take(cluster, row!), xp.take(cluster, col!)];
    const share = xp.divide(weights, xp.take(volumes, from));
    return numberNow(xp.sum(xp.where(xp.equal(from, to), 0, share)));
  });
}
