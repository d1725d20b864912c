/** Rows of the manipulation functions: elements stay as they are, so every result is exact. */
import * as fc from 'fast-check';
import { array, arrayOf, axes, axis, dtype, options, pick, shape, shapes } from './arbitrary';
import { Plain, type Row, type Table } from './check';
import {
  all,
  at,
  axesOf,
  axisOf,
  broadcastShapes,
  broadcastTo,
  build,
  promote,
  promoted,
  refuse,
  signed,
  sizeOf,
  widened,
  type Host,
  type Name,
} from './host';
import { type Laid } from './layout';

type Axis = number | number[] | null | undefined;
const shapeOf = (x: Laid): readonly number[] => x.host.shape;
/** An array of any dtype, then arguments that depend on it. */
const after = (
  rest: (x: Laid) => fc.Arbitrary<readonly unknown[]>,
  of: fc.Arbitrary<Laid> = array(all),
): fc.Arbitrary<unknown[]> => of.chain((x) => rest(x).map((more) => [x, ...more]));
const flat = (x: Host): Host => ({ ...x, shape: [sizeOf(x.shape)] });
const reshaped = (x: Host, extents: readonly number[]): Host => ({ ...x, shape: extents });
const permute = (x: Host, order: readonly number[]): Host =>
  build(
    x.dtype,
    order.map((a) => x.shape[a]!),
    (index) => {
      const from = new Array<number>(order.length);
      order.forEach((a, i) => (from[a] = index[i]!));
      return at(x, from);
    },
  );

/** Several dtypes, most of the time ones that promote. */
const dtypes = (count: number): fc.Arbitrary<Name[]> =>
  fc.oneof(
    { weight: 8, arbitrary: dtype(all).map((n) => new Array<Name>(count).fill(n)) },
    {
      weight: 6,
      arbitrary: dtype(all).chain((n) => {
        const near = all.filter((m) => promoted(n, m) === m);
        return fc.array(dtype(near), { minLength: count, maxLength: count });
      }),
    },
    { weight: 1, arbitrary: fc.array(dtype(all), { minLength: count, maxLength: count }) },
  );

/** The elements of all in one dtype, one after another along an axis. */
function joined(list: readonly Host[], a: number): Host {
  const name = promote(...list.map((x) => x.dtype));
  const first = list[0]!;
  const wide = list.map((x) => widened(x, name));
  const lengths = wide.map((x) => x.shape[a]!);
  const extents = first.shape.map((n, i) => (i === a ? lengths.reduce((p, q) => p + q, 0) : n));
  return build(name, extents, (index) => {
    const place = [...index];
    const k = wide.findIndex((_, i) => place[a]! < lengths[i]! || ((place[a]! -= lengths[i]!), false));
    return at(wide[k]!, place);
  });
}

const concat: Row = {
  args: fc
    .tuple(fc.integer({ min: 1, max: 4 }), shape(1, 4), fc.boolean(), fc.nat())
    .chain(([count, extents, none, seed]) => {
      const a = (seed % (2 * extents.length)) - extents.length;
      const place = a < 0 ? a + extents.length : a;
      const one = (name: Name, i: number): fc.Arbitrary<Laid> => {
        const own = extents.map((n, j) => (j === place ? (n + i * (seed % 3)) % 7 : n));
        return arrayOf(name, own);
      };
      const list = dtypes(count).chain((names) => fc.tuple(...names.map(one)));
      return fc.tuple(list, none ? pick({ axis: null }) : a === 0 ? pick(undefined, { axis: 0 }) : pick({ axis: a }));
    }),
  want: (list: Host[], o?: { axis: number | null }) => {
    if (o?.axis === null) return joined(list.map(flat), 0);
    return joined(list, axisOf(o?.axis ?? 0, list[0]!.shape.length));
  },
};

const stack: Row = {
  args: fc.tuple(fc.integer({ min: 1, max: 3 }), shape(0, 3)).chain(([count, extents]) =>
    fc.tuple(
      dtypes(count).chain((names) => fc.tuple(...names.map((n) => arrayOf(n, extents)))),
      options({ axis: axis(extents.length + 1) }),
    ),
  ),
  want: (list: Host[], o: { axis?: number }) => {
    const a = axisOf(o.axis ?? 0, list[0]!.shape.length + 1);
    return joined(
      list.map((x) => reshaped(x, x.shape.toSpliced(a, 0, 1))),
      a,
    );
  },
};

const broadcastTo_: Row = {
  args: shapes(2).chain(([p, q]) => fc.tuple(array(all, { shape: fc.constant(p!) }), fc.constant(q!))),
  want: (x: Host, extents: number[]) => {
    const both = broadcastShapes(x.shape, extents);
    if (both.join() !== extents.join()) refuse('RangeError');
    return broadcastTo(x, extents);
  },
};

const newAxes: Row = {
  args: after((x) => {
    const ndim = shapeOf(x).length;
    const several = fc.subarray([0, 1, 2, 3].filter((i) => i <= ndim + 1)).chain((list) => {
      const total = ndim + list.length;
      return fc.constant(list.filter((a) => a < total).map((a, i, kept) => (i % 2 ? a - ndim - kept.length : a)));
    });
    return fc.tuple(fc.oneof<fc.Arbitrary<number | number[]>[]>(axis(ndim + 1), several, fc.constant([0, 0])));
  }),
  want: (x: Host, given: number | number[]) => {
    const list = typeof given === 'number' ? [given] : given;
    const made = axesOf(list, x.shape.length + list.length);
    const extents = [...x.shape];
    for (const a of made) extents.splice(a, 0, 1);
    return reshaped(x, extents);
  },
};

const squeeze: Row = {
  args: after(
    (x) => fc.tuple(axes(shapeOf(x).length).filter((a) => a !== undefined && a !== null)),
    array(all, { shape: fc.array(pick(1, 1, 1, 2, 3, 0), { maxLength: 5 }) }),
  ),
  want: (x: Host, given: Axis) => {
    const gone = axesOf(given, x.shape.length);
    if (gone.some((a) => x.shape[a] !== 1)) refuse('RangeError');
    return reshaped(
      x,
      x.shape.filter((_, i) => !gone.includes(i)),
    );
  },
};

const moveaxis: Row = {
  args: after((x) => {
    const ndim = shapeOf(x).length;
    const range = Array.from({ length: ndim }, (_, i) => i);
    const few = fc.integer({ min: 0, max: ndim }).chain((n) => {
      const places = fc.shuffledSubarray(range, { minLength: n, maxLength: n });
      return fc.tuple(places, places).map(([p, q]) => [p.map((a, i) => (i % 2 ? a - ndim : a)), q]);
    });
    return fc.oneof<fc.Arbitrary<unknown[]>[]>(few, fc.tuple(axis(ndim), axis(ndim)));
  }),
  want: (x: Host, source: number | number[], destination: number | number[]) => {
    const ndim = x.shape.length;
    const [from, to] = [source, destination].map((v) => [v].flat().map((a) => axisOf(a, ndim))) as [number[], number[]];
    const order = new Array<number | undefined>(ndim).fill(undefined);
    to.forEach((place, i) => (order[place] = from[i]));
    const rest = order.map((_, i) => i).filter((i) => !from.includes(i));
    return permute(
      x,
      order.map((a) => a ?? rest.shift()!),
    );
  },
};

const permuteDims: Row = {
  args: after((x) => {
    const ndim = shapeOf(x).length;
    const range = Array.from({ length: ndim }, (_, i) => i);
    return fc.tuple(
      fc
        .shuffledSubarray(range, { minLength: ndim, maxLength: ndim })
        .chain((list) => fc.nat(15).map((bits) => list.map((a, i) => ((bits >> i) & 1 ? a - ndim : a)))),
    );
  }),
  want: (x: Host, order: number[]) =>
    permute(
      x,
      order.map((a) => axisOf(a, x.shape.length)),
    ),
};

const flip: Row = {
  args: after((x) => fc.tuple(options({ axis: axes(shapeOf(x).length) }))),
  want: (x: Host, o: { axis?: Axis }) => {
    const turned = axesOf(o.axis, x.shape.length);
    return build(x.dtype, x.shape, (index) =>
      at(
        x,
        index.map((i, a) => (turned.includes(a) ? x.shape[a]! - 1 - i : i)),
      ),
    );
  },
};

const roll: Row = {
  args: after((x) => {
    const ndim = shapeOf(x).length;
    const by = fc.integer({ min: -9, max: 9 });
    const several = fc
      .array(fc.tuple(by, axis(ndim)), { minLength: 1, maxLength: 3 })
      .map((list) => [list.map(([s]) => s), { axis: list.map(([, a]) => a) }]);
    const one = fc.tuple(by, options({ axis: fc.oneof<fc.Arbitrary<Axis>[]>(axis(ndim), pick(null)) }));
    return fc.oneof<fc.Arbitrary<unknown[]>[]>(several, one);
  }),
  want: (x: Host, shift: number | number[], o: { axis?: Axis }) => {
    const once = (y: Host, a: number, by: number): Host =>
      build(y.dtype, y.shape, (index) => {
        const n = y.shape[a]!;
        return at(y, index.with(a, (((index[a]! - by) % n) + n) % n));
      });
    if (o.axis === undefined || o.axis === null) return reshaped(once(flat(x), 0, shift as number), x.shape);
    const list = [o.axis].flat().map((a) => axisOf(a, x.shape.length));
    return list.reduce((y, a, i) => once(y, a, typeof shift === 'number' ? shift : shift[i]!), x);
  },
};

const repeat: Row = {
  args: after(
    (x) => {
      const ndim = shapeOf(x).length;
      return fc.oneof<fc.Arbitrary<number | undefined>[]>(axis(ndim), pick(undefined)).chain((a) => {
        const place = a === undefined ? -1 : a < 0 ? a + ndim : a;
        const n = a === undefined ? sizeOf(shapeOf(x)) : (shapeOf(x)[place] ?? 1);
        const count = fc.integer({ min: 0, max: 3 });
        const counts = dtype(signed).chain((name) => arrayOf(name, [n], count.map(BigInt)));
        return fc.tuple(
          fc.oneof<fc.Arbitrary<unknown>[]>(count, counts),
          fc.constant(a === undefined ? undefined : { axis: a }),
        );
      });
    },
    array(all, { shape: shape(0, 4, false) }),
  ),
  want: (x: Host, repeats: number | Host, o?: { axis: number }) => {
    const y = o === undefined ? flat(x) : x;
    const a = axisOf(o?.axis ?? 0, y.shape.length);
    const times = Array.from({ length: y.shape[a]! }, (_, i) =>
      typeof repeats === 'number' ? repeats : Number(repeats.values[repeats.values.length === 1 ? 0 : i]),
    );
    const from = times.flatMap((count, i) => new Array<number>(count).fill(i));
    return build(y.dtype, y.shape.with(a, from.length), (index) => at(y, index.with(a, from[index[a]!]!)));
  },
};

/** Ways to write a number of elements as extents. */
const factors = (n: number): fc.Arbitrary<number[]> =>
  fc.array(pick(1, 2, 3, 4), { maxLength: 3 }).map((wanted) => {
    const list: number[] = [];
    let rest = n;
    for (const f of wanted) {
      if (rest % f !== 0) continue;
      list.push(f);
      rest /= f;
    }
    return rest === 1 && list.length > 0 ? list : [...list, rest];
  });
const reshape: Row = {
  args: after((x) => {
    const n = sizeOf(shapeOf(x));
    const good = n === 0 ? pick([0], [0, 3], [2, 0, 1]) : factors(n);
    const extents = good.chain((list) =>
      fc.oneof(
        { weight: 6, arbitrary: fc.constant<number | number[]>(list) },
        { weight: 3, arbitrary: fc.nat(list.length - 1).map((i) => list.with(i, -1)) },
        { weight: 1, arbitrary: pick<number | number[]>([...list, 2], -1, n, []) },
      ),
    );
    return fc.tuple(extents, options({ copy: pick(null, true) }));
  }),
  want: (x: Host, given: number | number[]) => {
    const list = [given].flat();
    const n = sizeOf(x.shape);
    const rest = sizeOf(list.filter((e) => e !== -1));
    if (list.includes(-1) && (rest === 0 || n % rest !== 0)) return refuse('RangeError');
    const extents = list.map((e) => (e === -1 ? n / rest : e));
    return sizeOf(extents) === n ? reshaped(x, extents) : refuse('RangeError');
  },
};

const tile: Row = {
  args: after(
    () => fc.tuple(fc.array(pick(1, 1, 2, 3, 0), { minLength: 1, maxLength: 5 })),
    array(all, { shape: shape(0, 3, false) }),
  ),
  want: (x: Host, times: number[]) => {
    const ndim = Math.max(times.length, x.shape.length);
    const [t, s] = [times, x.shape].map((list) => [...new Array<number>(ndim - list.length).fill(1), ...list]);
    const y = reshaped(x, s!);
    return build(
      x.dtype,
      s!.map((n, i) => n * t![i]!),
      (index) =>
        at(
          y,
          index.map((i, a) => i % s![a]!),
        ),
    );
  },
};

const unstack: Row = {
  args: after((x) => fc.tuple(options({ axis: axis(shapeOf(x).length) })), array(all, { shape: shape(1, 4) })),
  want: (x: Host, o: { axis?: number }) => {
    const a = axisOf(o.axis ?? 0, x.shape.length);
    return Array.from({ length: x.shape[a]! }, (_, i) =>
      build(x.dtype, x.shape.toSpliced(a, 1), (index) => at(x, index.toSpliced(a, 0, i))),
    );
  },
};

export const manipulationTable: Table = {
  broadcast_arrays: {
    args: shapes(3).chain((list) => fc.tuple(...list.map((s) => array(all, { shape: fc.constant(s) })))),
    want: (...list: Host[]) => list.map((x) => broadcastTo(x, broadcastShapes(...list.map((y) => y.shape)))),
  },
  broadcast_shapes: {
    args: fc.oneof<fc.Arbitrary<number[][]>[]>(shapes(3), shapes(1), fc.constant([])),
    want: (...list: number[][]) => new Plain(broadcastShapes(...list)),
  },
  broadcast_to: broadcastTo_,
  concat,
  expand_dims: newAxes,
  flip,
  moveaxis,
  permute_dims: permuteDims,
  repeat,
  reshape,
  roll,
  squeeze,
  stack,
  tile,
  unstack,
  matrix_transpose: {
    args: after(() => fc.tuple(), array(all, { shape: shape(1, 4) })),
    want: (x: Host) => {
      const n = x.shape.length;
      if (n < 2) return refuse('RangeError');
      return permute(x, [...Array.from({ length: n - 2 }, (_, i) => i), n - 1, n - 2]);
    },
  },
};
