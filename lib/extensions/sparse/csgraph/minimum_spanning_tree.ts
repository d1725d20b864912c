/** Minimum spanning trees. */
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import { argsort } from '../../../api/sorting';
import type { CsrArray } from '../array';
import { spanningTree } from './kernels';
import { weightsOf, type Graph } from './square';

/**
 * A minimum spanning tree of an undirected graph, one of each component, by Kruskal's method. An edge is
 * the lighter of csgraph[i, j] and csgraph[j, i]; of equal weights the entry that comes first by row, then by column, is
 * tried first, so the tree is always the same one. Negative weights are weights like others. An explicit zero joins its
 * nodes and is left out of the result, as in SciPy; of a dense array what is 0, NaN or infinite is no edge. Waits for the
 * number of elements. The host joins, also for a graph on a GPU; the weights are sorted on their device.
 *
 * @param csgraph n × n, sparse or dense, real.
 * @param options `overwrite`: whether csgraph may be written to; nothing ever does.
 * @returns n × n CSR of float64, each edge where it stands in csgraph.
 * @throws TypeError for complex weights, RangeError for another shape and for a NaN among stored weights. As
 * scipy.sparse.csgraph.minimum_spanning_tree.
 * @example
 * const A = xp.sparse.csr_array([[0, 8, 0, 3], [0, 0, 2, 5], [0, 0, 0, 6], [0, 0, 0, 0]]);
 * xp.sparse.csgraph.minimum_spanning_tree(A).data.tolist(); // [3, 2, 5]
 */
export function minimum_spanning_tree(csgraph: Graph, options?: { overwrite?: boolean }): CsrArray {
  const fn = 'minimum_spanning_tree';
  booleanOption(fn, 'overwrite', checkOptions(fn, options, ['overwrite']).overwrite, false);
  return scope(() => {
    const edges = weightsOf(fn, 'csgraph', csgraph);
    return spanningTree(fn, edges, argsort(edges._data));
  });
}
