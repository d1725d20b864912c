/** Orders of a graph's nodes: breadth first, depth first, and the one that brings a matrix's entries near its diagonal. */
import { rangeError } from '../../../errors';
import type { NDArray } from '../../../core/array';
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import { integer } from '../../../core/shape';
import { cuthillMckee, order } from './kernels';
import { edgesOf, squareGraph, type Graph } from './square';

/** How a graph is walked, and what is answered. */
export interface OrderOptions {
  /** false: edges lead both ways. Default true. */
  directed?: boolean;
  /** Whether to answer the predecessors too; default true. */
  return_predecessors?: boolean;
}

/** The nodes that were met, in order, and by which node each was met. */
export interface Order {
  /** As many as can be reached, int32. */
  node_array: NDArray;
  /** One a node, int32; -9999 for the start and for what is not reached. */
  predecessors: NDArray;
}

function walk(fn: string, depthFirst: boolean, csgraph: unknown, i_start: unknown, options: unknown): Order | NDArray {
  const n = squareGraph(fn, 'csgraph', csgraph).shape[0]!;
  const start = integer(fn, 'i_start', i_start);
  if (start < 0 || start >= n) throw rangeError(fn, 'i_start', `a node in [0, ${n})`, i_start);
  const o = checkOptions(fn, options as OrderOptions | undefined, ['directed', 'return_predecessors']);
  const directed = booleanOption(fn, 'directed', o.directed, true);
  const withPredecessors = booleanOption(fn, 'return_predecessors', o.return_predecessors, true);
  const result = scope(() => order(fn, edgesOf(fn, 'csgraph', csgraph), { depthFirst, directed, start }));
  if (withPredecessors) return result;
  result.predecessors.dispose();
  return result.node_array;
}

/**
 * The nodes that can be reached from `i_start`, nearest first: a node's neighbours by ascending number, of an undirected
 * graph those at the ends of its edges before those at their starts. Every stored element is an edge, an explicit zero too; of a dense
 * array what is not 0, NaN or infinite. Waits for the number of nodes. The host computes, also for a graph on a GPU.
 *
 * @param csgraph n × n, sparse or dense, of any dtype.
 * @param i_start Where to start, in [0, n).
 * @returns `{ node_array, predecessors }`; with `return_predecessors: false` the nodes alone.
 * @throws TypeError, RangeError. As scipy.sparse.csgraph.breadth_first_order.
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 1], [0, 0, 1], [0, 0, 0]]);
 * xp.sparse.csgraph.breadth_first_order(A, 0).predecessors.tolist(); // [-9999, 0, 0]
 */
export function breadth_first_order(
  csgraph: Graph,
  i_start: number,
  options: OrderOptions & { return_predecessors: false },
): NDArray;
export function breadth_first_order(
  csgraph: Graph,
  i_start: number,
  options?: OrderOptions & { return_predecessors?: true },
): Order;
export function breadth_first_order(csgraph: Graph, i_start: number, options?: OrderOptions): Order | NDArray {
  return walk('breadth_first_order', false, csgraph, i_start, options);
}

/**
 * The nodes that can be reached from `i_start` in the order of a depth-first search: from each node to its first
 * neighbour not yet met (neighbours as for {@link breadth_first_order}), back where there is none. Waits for the number
 * of nodes. The host computes, also for a graph on a GPU.
 *
 * @param csgraph n × n, sparse or dense, of any dtype.
 * @param i_start Where to start, in [0, n).
 * @returns `{ node_array, predecessors }`; with `return_predecessors: false` the nodes alone.
 * @throws TypeError, RangeError. As scipy.sparse.csgraph.depth_first_order.
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 1], [0, 0, 1], [0, 0, 0]]);
 * xp.sparse.csgraph.depth_first_order(A, 0).predecessors.tolist(); // [-9999, 0, 1]
 */
export function depth_first_order(
  csgraph: Graph,
  i_start: number,
  options: OrderOptions & { return_predecessors: false },
): NDArray;
export function depth_first_order(
  csgraph: Graph,
  i_start: number,
  options?: OrderOptions & { return_predecessors?: true },
): Order;
export function depth_first_order(csgraph: Graph, i_start: number, options?: OrderOptions): Order | NDArray {
  return walk('depth_first_order', true, csgraph, i_start, options);
}

/**
 * A permutation that brings a matrix's entries near its diagonal, by Cuthill and McKee's method, reversed: row i of the
 * reordered matrix is row `permutation[i]` of the graph. Each component starts at a pseudo-peripheral node (George and
 * Liu 1979), sought from its node of least degree, where SciPy starts at that node itself: the bandwidth is mostly
 * smaller. Neighbours by degree, then by number. The host computes, also for a graph on a GPU; from CSR nothing waits.
 *
 * @param graph n × n, sparse or dense, of any dtype; only where entries are counts.
 * @param options `symmetric_mode`: the pattern is known to be symmetric; default false: its union with the transpose's.
 * @returns The permutation (n), int32.
 * @throws TypeError, RangeError. As scipy.sparse.csgraph.reverse_cuthill_mckee.
 * @example
 * const A = xp.sparse.csr_array([[1, 0, 1], [0, 1, 0], [1, 0, 1]]);
 * xp.sparse.csgraph.reverse_cuthill_mckee(A, { symmetric_mode: true }).tolist(); // [0, 2, 1]
 */
export function reverse_cuthill_mckee(graph: Graph, options?: { symmetric_mode?: boolean }): NDArray {
  const fn = 'reverse_cuthill_mckee';
  const o = checkOptions(fn, options, ['symmetric_mode']);
  const symmetric = booleanOption(fn, 'symmetric_mode', o.symmetric_mode, false);
  return scope(() => cuthillMckee(fn, edgesOf(fn, 'graph', graph), symmetric));
}
