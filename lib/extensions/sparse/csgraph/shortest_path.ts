/** Shortest paths. */
import { rangeError, typeError } from '../../../errors';
import { isArray, nativeDType, type NDArray } from '../../../core/array';
import { Casts } from '../../../core/call';
import { checkArray, checkSameDevice } from '../../../core/check';
import { fromHost, typedArrayDType } from '../../../core/convert';
import { int32, int64 } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import { integer } from '../../../core/shape';
import type { Indices } from '../../../api/indexing';
import { arange } from '../../../api/creation';
import type { CsrArray } from '../array';
import * as kernels from './kernels';
import { edgesOf, weightsOf, type Graph } from './square';

/** What {@link shortest_path} takes. */
export interface ShortestPathOptions {
  /** false: an edge leads both ways, by the lighter of csgraph[i, j] and csgraph[j, i]. Default true. */
  directed?: boolean;
  /** The nodes to start from, negative ones from the end; default (null): all. */
  indices?: number | bigint | Indices | null;
  /** Whether to answer the predecessors too; default false. */
  return_predecessors?: boolean;
  /** Every edge has length 1; default false. */
  unweighted?: boolean;
}

/** What {@link dijkstra} takes. */
export interface DijkstraOptions extends ShortestPathOptions {
  /** Nodes farther away than this count as not reached; at least 0, default Infinity. */
  limit?: number;
  /** Distances from the nearest of `indices` alone; default false. */
  min_only?: boolean;
}

/** Distances with the trees of paths that they belong to. */
export interface ShortestPaths {
  /** float64, Infinity where there is no path. */
  dist_matrix: NDArray;
  /** The node before each one on its path, int32; -9999 where there is none. */
  predecessors: NDArray;
}

// Which nodes to start from, as native code reads them; what JavaScript holds is checked here.
function sourcesOf(fn: string, indices: unknown, edges: CsrArray): NDArray {
  const n = edges.shape[0];
  if (indices === undefined || indices === null) return arange(n, { device: edges.device });
  if (isArray(indices)) {
    const array = checkArray(fn, 'indices', indices);
    const dtype = nativeDType(array);
    if (!dtype.integer) throw typeError(fn, 'indices', 'an integer array', dtype.name);
    checkSameDevice(fn, edges._data, array);
    const casts = new Casts();
    return casts.contiguous(fn, casts.to(fn, array, dtype === int32 ? int32 : int64));
  }
  const single = typeof indices === 'number' || typeof indices === 'bigint';
  if (!single && !Array.isArray(indices) && typedArrayDType(indices)?.integer !== true)
    throw typeError(fn, 'indices', 'whole numbers', indices);
  const values = single ? [indices] : Array.from(indices as ArrayLike<unknown>);
  for (const v of values) {
    if (typeof v !== 'number' && typeof v !== 'bigint') throw typeError(fn, 'indices', 'whole numbers', v);
    if (typeof v === 'number') integer(fn, 'indices', v);
    if (v < -n || v >= n) throw rangeError(fn, 'indices', `numbers in [${-n}, ${n - 1}]`, v);
  }
  return fromHost(fn, single ? Number(indices) : values.map(Number), int32, edges._device, 'indices');
}

/**
 * The lengths of the shortest paths from nodes to all others, by Dijkstra's method. Sources are shared out over the
 * host's threads, also for a graph on a GPU; whatever their number, the result is the same. Nodes are taken by distance,
 * then by number, and of equally long paths the first one found is kept. Every stored element is an edge, an explicit
 * zero is one of length 0; of a dense array what is not 0, NaN or infinite. From CSR nothing waits.
 *
 * @param csgraph n × n, sparse or dense, real weights >= 0.
 * @returns Distances [...indices' shape, n], float64, Infinity where there is no path (with `min_only` [n]: from the
 * nearest source); with `return_predecessors` `{ dist_matrix, predecessors }`, and with `min_only` also `sources`, the nearest source of each
 * node (int32, -9999 where there is none).
 * @throws TypeError, RangeError; a negative weight (of which SciPy warns) or NaN, and an index out of range in an array,
 * are RangeErrors when the result is read. ObolError ERR_OBOL_MEMORY where the distances do not fit. As
 * scipy.sparse.csgraph.dijkstra.
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 5], [0, 0, 2], [0, 0, 0]]);
 * xp.sparse.csgraph.dijkstra(A, { indices: 0 }).tolist(); // [0, 1, 3]
 */
export function dijkstra(
  csgraph: Graph,
  options: DijkstraOptions & { return_predecessors: true; min_only: true },
): ShortestPaths & { sources: NDArray };
export function dijkstra(csgraph: Graph, options: DijkstraOptions & { return_predecessors: true }): ShortestPaths;
export function dijkstra(csgraph: Graph, options?: DijkstraOptions & { return_predecessors?: false }): NDArray;
export function dijkstra(csgraph: Graph, options?: DijkstraOptions): NDArray | ShortestPaths {
  const fn = 'dijkstra';
  const known = ['directed', 'indices', 'return_predecessors', 'unweighted', 'limit', 'min_only'];
  return paths(fn, csgraph, checkOptions(fn, options, known));
}

function paths(fn: string, csgraph: unknown, o: DijkstraOptions): NDArray | ShortestPaths {
  const directed = booleanOption(fn, 'directed', o.directed, true);
  const predecessors = booleanOption(fn, 'return_predecessors', o.return_predecessors, false);
  const weighted = !booleanOption(fn, 'unweighted', o.unweighted, false);
  const minOnly = booleanOption(fn, 'min_only', o.min_only, false);
  const limit: unknown = o.limit ?? Infinity;
  if (typeof limit !== 'number') throw typeError(fn, 'limit', 'a number', limit);
  if (!(limit >= 0)) throw rangeError(fn, 'limit', 'a number >= 0', limit);
  return scope(() => {
    const edges = weighted ? weightsOf(fn, 'csgraph', csgraph) : edgesOf(fn, 'csgraph', csgraph);
    const sources = sourcesOf(fn, o.indices, edges);
    const result = kernels.dijkstra(fn, edges, { directed, minOnly, limit, weighted, predecessors, sources });
    return predecessors ? (result as ShortestPaths) : result.dist_matrix;
  });
}

/**
 * The lengths of the shortest paths, by the method that fits: Dijkstra's, see {@link dijkstra}. Weights are not negative.
 *
 * @param csgraph n × n, sparse or dense, real weights >= 0.
 * @param options `method`: 'auto' (default) or 'D'.
 * @returns Distances [...indices' shape, n], float64; with `return_predecessors` `{ dist_matrix, predecessors }`.
 * @throws As {@link dijkstra}. As scipy.sparse.csgraph.shortest_path.
 * @example
 * xp.sparse.csgraph.shortest_path(xp.asarray([[0, 1], [0, 0]])).tolist(); // [[0, 1], [Infinity, 0]]
 */
export function shortest_path(
  csgraph: Graph,
  options: ShortestPathOptions & { method?: 'auto' | 'D'; return_predecessors: true },
): ShortestPaths;
export function shortest_path(
  csgraph: Graph,
  options?: ShortestPathOptions & { method?: 'auto' | 'D'; return_predecessors?: false },
): NDArray;
export function shortest_path(
  csgraph: Graph,
  options?: ShortestPathOptions & { method?: 'auto' | 'D' },
): NDArray | ShortestPaths {
  const fn = 'shortest_path';
  const known = ['method', 'directed', 'return_predecessors', 'unweighted', 'indices'];
  const { method, ...o } = checkOptions(fn, options, known) as ShortestPathOptions & { method?: unknown };
  if (method !== undefined && typeof method !== 'string') throw typeError(fn, 'method', "'auto' or 'D'", method);
  if (method !== undefined && method !== 'auto' && method !== 'D')
    throw rangeError(fn, 'method', "'auto' or 'D' (Dijkstra)", method);
  return paths(fn, csgraph, o);
}
