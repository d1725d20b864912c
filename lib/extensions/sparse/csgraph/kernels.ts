/** The graph routines of native/algorithms, one function each: allocate, pack, call. Checks are their callers'. */
import { allocate, viewOf, type NDArray } from '../../../core/array';
import { cast, check } from '../../../core/call';
import { float64, int32 } from '../../../core/dtype';
import { begin, putAbsent, putArray } from '../../../core/pack';
import { dataSync } from '../../../core/transfer';
import { CsrArray } from '../array';

const put = (a: Float64Array, at: number, x: NDArray | undefined): number =>
  x === undefined ? putAbsent(a, at) : putArray(a, at, x);

function putEdges(a: Float64Array, at: number, x: CsrArray, weighted: boolean): number {
  a[at++] = x.shape[0];
  a[at++] = x.shape[1];
  at = putArray(a, at, x._indptr);
  at = putArray(a, at, x._indices);
  return put(a, at, weighted ? x._data : undefined);
}

/** The number in an int32 array of no axes, which is used up; waits for it. */
function count(fn: string, x: NDArray): number {
  const n = Number(dataSync(x, fn)[0]);
  x.dispose();
  return n;
}

/** The first n elements, in memory of their own where they are few; `x` is used up. */
function first(fn: string, x: NDArray, n: number): NDArray {
  if (x.shape[0] === n) return x;
  const view = viewOf(x, [n], x._strides, x._offset);
  x.dispose();
  if (2 * n >= x.shape[0]!) return view;
  const copy = cast(fn, view, view.dtype as typeof int32);
  view.dispose();
  return copy;
}

/** Strong components; waits for their number. */
export function strongComponents(fn: string, x: CsrArray): { n_components: number; labels: NDArray } {
  const device = x._device;
  const labels = allocate(fn, int32, [x.shape[0]], device);
  const total = allocate(fn, int32, [], device);
  const a = device.buffer.f64;
  putEdges(a, putArray(a, putArray(a, begin(device), labels), total), x, false);
  check(fn, device, device.addon.strongComponents());
  return { n_components: count(fn, total), labels };
}

/** How a graph is walked. */
export interface Walk {
  depthFirst: boolean;
  directed: boolean;
  start: number;
}

/** The nodes in the order they are met, and by which each was met; waits for their number. */
export function order(fn: string, x: CsrArray, walk: Walk): { node_array: NDArray; predecessors: NDArray } {
  const device = x._device;
  const n = x.shape[0];
  const nodes = allocate(fn, int32, [n], device);
  const predecessors = allocate(fn, int32, [n], device);
  const total = allocate(fn, int32, [], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = walk.depthFirst ? 1 : 0;
  a[at++] = walk.directed ? 1 : 0;
  a[at++] = walk.start;
  for (const out of [nodes, predecessors, total]) at = putArray(a, at, out);
  putEdges(a, at, x, false);
  check(fn, device, device.addon.graphOrder());
  return { node_array: first(fn, nodes, count(fn, total)), predecessors };
}

/** What {@link dijkstra} looks for. */
export interface Search {
  directed: boolean;
  minOnly: boolean;
  limit: number;
  weighted: boolean;
  predecessors: boolean;
  /** int32 or int64, contiguous. */
  sources: NDArray;
}

/** Distances from each source, or with `minOnly` from the nearest. */
export function dijkstra(
  fn: string,
  x: CsrArray,
  search: Search,
): { dist_matrix: NDArray; predecessors?: NDArray; sources?: NDArray } {
  const device = x._device;
  const n = x.shape[0];
  const shape = search.minOnly ? [n] : [...search.sources.shape, n];
  const dist_matrix = allocate(fn, float64, shape, device);
  const predecessors = search.predecessors ? allocate(fn, int32, shape, device) : undefined;
  const sources = search.predecessors && search.minOnly ? allocate(fn, int32, [n], device) : undefined;
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = search.directed ? 1 : 0;
  a[at++] = search.minOnly ? 1 : 0;
  a[at++] = search.limit;
  for (const out of [dist_matrix, predecessors, sources]) at = put(a, at, out);
  at = putEdges(a, at, x, search.weighted);
  putArray(a, at, search.sources);
  check(fn, device, device.addon.dijkstra(fn));
  return { dist_matrix, ...(predecessors && { predecessors }), ...(sources && { sources }) };
}

/** The entries of a minimum spanning forest, float64; `sorted` orders x's entries by weight. Waits for their number. */
export function spanningTree(fn: string, x: CsrArray, sorted: NDArray): CsrArray {
  const device = x._device;
  const n = x.shape[0];
  const room = Math.min(x.nnz, Math.max(0, n - 1));
  const indptr = allocate(fn, int32, [n + 1], device);
  const indices = allocate(fn, int32, [room], device);
  const data = allocate(fn, float64, [room], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = n;
  a[at++] = n;
  for (const out of [indptr, indices, data]) at = putArray(a, at, out);
  putArray(a, putEdges(a, at, x, true), sorted);
  check(fn, device, device.addon.spanningTree());
  const left = count(fn, viewOf(indptr, [], [], n));
  return new CsrArray([n, n], first(fn, data, left), first(fn, indices, left), indptr);
}

/** Reverse Cuthill–McKee. */
export function cuthillMckee(fn: string, x: CsrArray, symmetric: boolean): NDArray {
  const device = x._device;
  const permutation = allocate(fn, int32, [x.shape[0]], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = symmetric ? 1 : 0;
  at = putArray(a, at, permutation);
  putEdges(a, at, x, false);
  check(fn, device, device.addon.cuthillMckee());
  return permutation;
}
