// The edges of a grid as few large array operations: whole slices of node numbers and pixels, no loop over pixels.
import {
  extension,
  type AnyArray,
  type ArrayNamespace,
  type CooParts,
  type CsrParts,
  type Device,
  type DType,
  type SparseArray,
} from '../../standard';
import { along } from '../ndimage/correlate';

type Space = ArrayNamespace<AnyArray>;

/** The undirected edges of a grid: the numbers of their two nodes, and for a picture weights and diagonal. */
export interface Edges {
  readonly nodes: number;
  readonly low: AnyArray;
  readonly high: AnyArray;
  readonly weights?: AnyArray;
  readonly diagonal?: AnyArray;
  readonly device: Device | null | undefined;
}

/**
 * Edges between neighbours along each axis, the last axis first. With a mask, those within it, its true elements
 * numbered in C order (this waits: their number depends on the values).
 */
export function gridEdges(
  xp: Space,
  shape: readonly number[],
  device: Device | null | undefined,
  mask?: AnyArray,
  image?: AnyArray,
): Edges {
  const size = shape.reduce((product, length) => product * length, 1);
  const flat = (x: AnyArray): AnyArray => xp.reshape(x, [-1]);
  const numbers = mask
    ? xp.subtract(xp.cumulative_sum(xp.astype(flat(mask), xp.int32), { dtype: xp.int32 }), 1)
    : xp.arange(size, { dtype: xp.int32, device });
  const grid = xp.reshape(numbers, shape);
  const values = image && widened(xp, image);
  const [low, high, weights, inside]: AnyArray[][] = [[], [], [], []];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] < 2) continue;
    const near = along(xp, shape.length, axis, null, -1);
    const far = along(xp, shape.length, axis, 1, null);
    low.push(flat(grid.get(...near)));
    high.push(flat(grid.get(...far)));
    if (values) weights.push(flat(distance(xp, values.get(...near), values.get(...far))));
    if (mask) inside.push(flat(xp.logical_and(mask.get(...near), mask.get(...far))));
  }
  const joined = (parts: AnyArray[], dtype: DType): AnyArray =>
    parts.length > 0 ? xp.concat(parts) : xp.zeros([0], { dtype, device });
  const all: Edges = {
    nodes: size,
    low: joined(low, xp.int32),
    high: joined(high, xp.int32),
    ...(image && values && { weights: joined(weights, values.dtype), diagonal: flat(image) }),
    device,
  };
  return mask ? within(xp, all, joined(inside, xp.bool), flat(mask)) : all;
}

/** What of the edges lies in a mask: `inside` tells it of each edge, `mask` of each pixel. */
function within(xp: Space, edges: Edges, inside: AnyArray, mask: AnyArray): Edges {
  const [kept] = xp.nonzero(inside) as [AnyArray];
  const [pixels] = xp.nonzero(mask) as [AnyArray];
  const { low, high, weights, diagonal, device } = edges;
  return {
    nodes: pixels.size,
    low: xp.take(low, kept),
    high: xp.take(high, kept),
    ...(weights && diagonal && { weights: xp.take(weights, kept), diagonal: xp.take(diagonal, pixels) }),
    device,
  };
}

/** Signed integers one size wider, so that their differences fit. */
function widened(xp: Space, image: AnyArray): AnyArray {
  if (image.dtype === xp.int32) return xp.astype(image, xp.int64);
  return image.dtype === xp.int8 || image.dtype === xp.int16 ? xp.astype(image, xp.int32) : image;
}

function distance(xp: Space, a: AnyArray, b: AnyArray): AnyArray {
  return xp.isdtype(a.dtype, 'unsigned integer')
    ? xp.subtract(xp.maximum(a, b), xp.minimum(a, b))
    : xp.abs(xp.subtract(a, b));
}

/** The symmetric graph of the edges: each edge one way, then the other, then the diagonal; without weights all ones. */
export function toGraph(
  xp: Space,
  edges: Edges,
  dtype: DType,
  format: 'coo' | 'csr',
): SparseArray<AnyArray> | CooParts<AnyArray> | CsrParts<AnyArray> {
  const { nodes, low, high, weights, diagonal, device } = edges;
  const numbers = xp.arange(nodes, { dtype: xp.int32, device });
  const row = xp.concat([low, high, numbers]);
  const col = xp.concat([high, low, numbers]);
  const data =
    weights && diagonal
      ? xp.concat([weights, weights, diagonal].map((part) => xp.astype(part, dtype, { copy: false })))
      : xp.ones([row.size], { dtype, device });
  const shape = [nodes, nodes];
  const sparse = extension(xp, 'sparse');
  if (sparse) {
    const graph = sparse.coo_array([data, [row, col]], { shape });
    return format === 'csr' ? graph.tocsr() : graph;
  }
  return format === 'csr' ? byRows(xp, data, row, col, shape) : { data, row, col, shape, format };
}

/** The entries sorted by row, then column; there are no duplicates among them. */
function byRows(xp: Space, data: AnyArray, row: AnyArray, col: AnyArray, shape: number[]): CsrParts<AnyArray> {
  const byColumn = xp.argsort(col);
  const order = xp.take(byColumn, xp.argsort(xp.take(row, byColumn)));
  const starts = xp.arange(shape[0] + 1, { dtype: row.dtype, device: row.device });
  const indptr = xp.astype(xp.searchsorted(xp.take(row, order), starts), row.dtype);
  return { data: xp.take(data, order), indices: xp.take(col, order), indptr, shape, format: 'csr' };
}
