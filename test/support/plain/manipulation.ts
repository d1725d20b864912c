/** Manipulation, indexing, sorting and linear-algebra functions of the plain namespace. */
import type {
  IndexingFunctions,
  LinearAlgebraFunctions,
  ManipulationFunctions,
  SortingFunctions,
} from '../../../lib/standard';
import { broadcast, permute, PlainArray } from './array';
import { cast, dtypes, promote, type Element, type PlainDType } from './dtype';
import { elementwise as ew } from './elementwise';
import { ellipsis, PlainSlice } from './keys';
import { axesOf, axisOf, broadcastShapes, product } from './shape';

/** The array with each line along an axis replaced by f of it; all results have one length. */
export function lines(
  x: PlainArray,
  axis: number,
  dtype: PlainDType,
  f: (line: Element[], at: number) => readonly Element[],
): PlainArray {
  const at = axisOf(axis, x.ndim);
  const order = axesOf(null, x.ndim).filter((a) => a !== at);
  const last = permute(x, [...order, at]);
  const n = x.shape[at]!;
  const count = product(order.map((a) => x.shape[a]!));
  const results = Array.from({ length: count }, (_, i) => f(last.values.slice(i * n, (i + 1) * n), i));
  const length = results[0]?.length ?? n;
  const shape = [...order.map((a) => x.shape[a]!), length];
  const back = axesOf(null, x.ndim).map((a) => (a === at ? order.length : order.indexOf(a)));
  return permute(
    x.like(
      results.flat().map((v) => cast(v, dtype)),
      shape,
      dtype,
    ),
    back,
  );
}

export function concat(arrays: readonly PlainArray[], { axis = 0 }: { axis?: number | null } = {}): PlainArray {
  const dtype = arrays.map((a) => a.dtype).reduce(promote);
  if (new Set(arrays.map((a) => a.device)).size > 1) throw new TypeError('concat: arrays on two devices');
  const parts = axis === null ? arrays.map((a) => a.like(a.values, [a.size])) : arrays;
  const at = axisOf(axis ?? 0, parts[0]!.ndim);
  const front = [at, ...axesOf(null, parts[0]!.ndim).filter((a) => a !== at)];
  const rest = front.slice(1).map((a) => parts[0]!.shape[a]!);
  for (const part of parts) {
    const own = front.slice(1).map((a) => part.shape[a]!);
    if (own.join() !== rest.join()) throw new RangeError('concat: shapes differ beside the axis');
  }
  const moved = parts.map((a) => permute(a, front));
  const values = moved.flatMap((a) => a.values.map((v) => cast(v, dtype)));
  const joined = parts[0]!.like(values, [moved.reduce((n, a) => n + a.shape[0]!, 0), ...rest], dtype);
  return permute(
    joined,
    front.map((_, i) => front.indexOf(i)),
  );
}

function reshape(x: PlainArray, shape: readonly number[]): PlainArray {
  const known = product(shape.filter((n) => n !== -1));
  const full = shape.map((n) => (n === -1 ? (known === 0 ? 0 : x.size / known) : n));
  if (product(full) !== x.size) throw new RangeError(`reshape: ${x.size} elements for shape [${shape.join(', ')}]`);
  return x.like([...x.values], full);
}

function takeAt(x: PlainArray, axis: number, places: readonly number[]): PlainArray {
  return lines(x, axis, x.dtype, (line) => places.map((p) => line[p]!));
}

function pairs(shift: number | readonly number[], axis: readonly number[]): [number, number][] {
  return axis.map((a, i) => [a, typeof shift === 'number' ? shift : shift[i]!]);
}

function expand(x: PlainArray, axis: number | readonly number[]): PlainArray {
  const list = typeof axis === 'number' ? [axis] : axis;
  const places = axesOf(list, x.ndim + list.length);
  const rest = [...x.shape];
  return reshape(
    x,
    Array.from({ length: x.ndim + list.length }, (_, i) => (places.includes(i) ? 1 : rest.shift()!)),
  );
}

export const manipulation: ManipulationFunctions<PlainArray> = {
  broadcast_arrays: (...arrays) => arrays.map((a) => broadcast(a, broadcastShapes(...arrays.map((b) => b.shape)))),
  broadcast_shapes: broadcastShapes,
  broadcast_to: broadcast,
  concat,
  expand_dims: expand,
  flip: (x, { axis } = {}) => axesOf(axis, x.ndim).reduce((y, a) => lines(y, a, y.dtype, (line) => line.reverse()), x),
  moveaxis: (x, source, destination) => {
    const [from, to] = [axesOf(source, x.ndim), axesOf(destination, x.ndim)];
    const rest = axesOf(null, x.ndim).filter((a) => !from.includes(a));
    return permute(
      x,
      axesOf(null, x.ndim).map((a) => (to.includes(a) ? from[to.indexOf(a)]! : rest.shift()!)),
    );
  },
  permute_dims: (x, axes) => permute(x, axesOf(axes, x.ndim)),
  repeat: (x, repeats, { axis = null } = {}) => {
    const flat = axis === null ? reshape(x, [-1]) : x;
    return lines(flat, axis ?? 0, x.dtype, (line) =>
      line.flatMap((v, i) => {
        const n = repeats instanceof PlainArray ? Number(repeats.values[repeats.size === 1 ? 0 : i]) : repeats;
        return new Array<Element>(n).fill(v);
      }),
    );
  },
  reshape,
  roll: (x, shift, { axis } = {}) => {
    if (axis === null || axis === undefined) {
      const flat = reshape(x, [-1]);
      return reshape(manipulation.roll(flat, shift, { axis: 0 }), x.shape);
    }
    return pairs(shift, axesOf(axis, x.ndim)).reduce(
      (y, [a, by]) => lines(y, a, y.dtype, (line) => line.map((_, i) => line.at((i - by) % line.length)!)),
      x,
    );
  },
  squeeze: (x, axis) => {
    const gone = axesOf(axis, x.ndim);
    if (gone.some((a) => x.shape[a] !== 1)) throw new RangeError('squeeze: expected axes of length 1');
    return reshape(
      x,
      x.shape.filter((_, a) => !gone.includes(a)),
    );
  },
  stack: (arrays, { axis = 0 } = {}) =>
    concat(
      arrays.map((a) => expand(a, axis)),
      { axis: axisOf(axis, arrays[0]!.ndim + 1) },
    ),
  tile: (x, repetitions) => {
    const ndim = Math.max(x.ndim, repetitions.length);
    const lead = reshape(x, [...new Array<number>(ndim - x.ndim).fill(1), ...x.shape]);
    const times = [...new Array<number>(ndim - repetitions.length).fill(1), ...repetitions];
    return times.reduce(
      (y, n, a) => lines(y, a, y.dtype, (line) => Array.from({ length: n }, () => line).flat()),
      lead,
    );
  },
  unstack: (x, { axis = 0 } = {}) => {
    const at = axisOf(axis, x.ndim);
    const front = permute(x, [at, ...axesOf(null, x.ndim).filter((a) => a !== at)]);
    return Array.from({ length: x.shape[at]! }, (_, i) => front.get(i));
  },
};

export const indexing: IndexingFunctions<PlainArray> = {
  take: (x, indices, { axis } = {}) => {
    if (indices.ndim !== 1) throw new RangeError('take: expected indices of one axis');
    if (x.ndim !== 1 && (axis === null || axis === undefined)) throw new TypeError('take: expected an axis');
    const n = x.shape[axisOf(axis ?? 0, x.ndim)]!;
    return takeAt(
      x,
      axis ?? 0,
      indices.values.map((v) => wrap(Number(v), n)),
    );
  },
  take_along_axis: (x, indices, { axis = -1 } = {}) => {
    const at = axisOf(axis, x.ndim);
    const n = x.shape[at]!;
    const shape = broadcastShapes(
      x.shape.map((m, a) => (a === at ? 1 : m)),
      indices.shape.map((m, a) => (a === at ? 1 : m)),
    );
    const own = broadcast(
      x,
      shape.map((m, a) => (a === at ? n : m)),
    );
    const wanted = broadcast(
      indices,
      shape.map((m, a) => (a === at ? indices.shape[at]! : m)),
    );
    const picks: Element[][] = [];
    lines(wanted, at, dtypes.int32, (line, i) => (picks[i] = line));
    return lines(own, at, x.dtype, (line, i) => picks[i]!.map((p) => line[wrap(Number(p), n)]!));
  },
};

function wrap(i: number, n: number): number {
  if (i < -n || i >= n) throw new RangeError(`index ${i} is out of range for length ${n}`);
  return i < 0 ? i + n : i;
}

/** Ascending, NaN last; equal elements keep their order. */
function order(line: readonly Element[], descending: boolean): number[] {
  const rank = (a: Element, b: Element): number => {
    if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
    return a < b ? -1 : a > b ? 1 : 0;
  };
  return line.map((_, i) => i).sort((i, j) => (descending ? -1 : 1) * rank(line[i]!, line[j]!) || i - j);
}

export const sorting: SortingFunctions<PlainArray> = {
  argsort: (x, { axis = -1, descending = false } = {}) =>
    lines(x, axis, dtypes.int32, (line) => order(line, descending)),
  sort: (x, { axis = -1, descending = false } = {}) =>
    lines(x, axis, x.dtype, (line) => order(line, descending).map((i) => line[i]!)),
};

/** Products of rows with columns, summed: [..., m, n] by [..., n, p]. */
function matmul(x1: PlainArray, x2: PlainArray): PlainArray {
  if (x1.ndim === 0 || x2.ndim === 0) throw new RangeError('matmul: expected an axis or more');
  const a = x1.ndim === 1 ? expand(x1, 0) : x1;
  const b = x2.ndim === 1 ? expand(x2, 1) : x2;
  const [m, n] = a.shape.slice(-2) as [number, number];
  const [q, p] = b.shape.slice(-2) as [number, number];
  if (n !== q) throw new RangeError(`matmul: ${n} columns against ${q} rows`);
  const lead = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = broadcast(a, [...lead, m, n]);
  const right = broadcast(b, [...lead, n, p]);
  let out = ew.multiply(left.get(...dots, slice, slice0(0, n)), right.get(...dots, slice0(0, n), slice));
  for (let i = 1; i < n; i++) {
    out = ew.add(out, ew.multiply(left.get(...dots, slice, slice0(i, n)), right.get(...dots, slice0(i, n), slice)));
  }
  if (n === 0) out = left.like(new Array<Element>(product([...lead, m, p])).fill(0), [...lead, m, p]);
  const gone = [...(x1.ndim === 1 ? [-2] : []), ...(x2.ndim === 1 ? [-1] : [])];
  return gone.length > 0 ? manipulation.squeeze(out, gone) : out;
}

const dots = [ellipsis] as const;
const slice = new PlainSlice(null, null, null);
const slice0 = (i: number, n: number): PlainSlice => new PlainSlice(Math.min(i, n), Math.min(i + 1, n), null);

export const linearAlgebra: LinearAlgebraFunctions<PlainArray> = {
  matmul,
  matrix_transpose: (x) => x.mT,
  tensordot: (x1, x2, { axes = 2 } = {}) => {
    const [left, right] =
      typeof axes === 'number'
        ? [axesOf(null, x1.ndim).slice(x1.ndim - axes), axesOf(null, x2.ndim).slice(0, axes)]
        : [axesOf(axes[0], x1.ndim), axesOf(axes[1], x2.ndim)];
    const keep1 = axesOf(null, x1.ndim).filter((a) => !left.includes(a));
    const keep2 = axesOf(null, x2.ndim).filter((a) => !right.includes(a));
    const n = product(left.map((a) => x1.shape[a]!));
    const a = reshape(permute(x1, [...keep1, ...left]), [-1, n]);
    const b = reshape(permute(x2, [...right, ...keep2]), [n, -1]);
    return reshape(matmul(a, b), [...keep1.map((i) => x1.shape[i]!), ...keep2.map((i) => x2.shape[i]!)]);
  },
  vecdot: (x1, x2, { axis = -1 } = {}) => {
    const a = ew.conj(manipulation.moveaxis(x1, axis, -1));
    const b = manipulation.moveaxis(x2, axis, -1);
    return manipulation.squeeze(matmul(expand(a, -2), expand(b, -1)), [-2, -1]);
  },
};
