/** Rows of sorting, searching, sets and the functions that take by index: every result is exact. */
import * as fc from 'fast-check';
import { array, arrayOf, axis, dtype, options, pick, shape, shapes, value } from './arbitrary';
import { type Row, type Table } from './check';
import { asHost, scalar } from './elementwise';
import {
  all,
  alongAxis,
  at,
  axisOf,
  bools,
  broadcastShapes,
  broadcastTo,
  build,
  complexes,
  fit,
  indices,
  integers,
  isComplex,
  isHost,
  isInteger,
  promote,
  promoted,
  reals,
  refuse,
  widened,
  zip,
  type Host,
  type Name,
  type Value,
  type Z,
} from './host';
import type { Laid } from './layout';
import { zeroOf } from './reductions';

/** Elements that are often the same. */
const often = (name: Name): fc.Arbitrary<Value> => {
  const few = isInteger(name) ? pick<Value>(0n, 1n, 2n, 3n) : pick<Value>(0, -0, 1, 2.5, -1);
  if (name === 'bool') return value(name);
  if (isComplex(name))
    return fc.record(
      { re: pick(0, -0, 1, NaN), im: pick(0, 1, -1, 2) },
      { noNullPrototype: true },
    ) as fc.Arbitrary<Value>;
  return fc.oneof({ weight: 3, arbitrary: few }, { weight: 2, arbitrary: value(name) });
};
const isNaNValue = (v: Value): boolean =>
  typeof v === 'object' ? Number.isNaN(v.re) || Number.isNaN(v.im) : Number.isNaN(v);
const equal = (a: Value, b: Value): boolean =>
  typeof a === 'object' ? a.re === (b as Z).re && a.im === (b as Z).im : a === b;

/** Ascending, NaN last; -0 and 0 are one. */
const compare = (a: Value, b: Value): number => {
  const [p, q] = [Number.isNaN(a), Number.isNaN(b)];
  if (p || q) return Number(p) - Number(q);
  return a < b ? -1 : a > b ? 1 : 0;
};
/** The stable order of a line. */
function order(line: readonly Value[], descending: boolean): number[] {
  return line
    .map((_, i) => i)
    .sort((i, j) => {
      const [a, b] = [line[i]!, line[j]!];
      const c = compare(a, b);
      return (descending && !Number.isNaN(a) && !Number.isNaN(b) ? -c : c) || i - j;
    });
}
const int32 = (list: readonly number[]): Value[] => list.map(BigInt);

function sorting(result: (x: Host) => Name, f: (line: Value[], o: number[]) => Value[]): Row {
  return {
    args: array(reals, { shape: shape(1, 4), element: often }).chain((x) =>
      fc.tuple(
        fc.constant(x),
        options({ axis: axis(x.host.shape.length), descending: fc.boolean(), stable: fc.boolean() }),
      ),
    ),
    want: (x: Host, o: { axis?: number; descending?: boolean }) => {
      const a = axisOf(o.axis ?? -1, x.shape.length);
      return alongAxis(x, a, result(x), x.shape[a]!, (line) => f(line, order(line, o.descending ?? false)));
    },
  };
}

const nonzero: Row = {
  args: array(all, {
    element: (n) => fc.oneof(value(n), fc.constant(fit(n, zeroOf(n)))),
  }).map((x) => [x]),
  want: (x: Host) => {
    if (x.shape.length === 0) return refuse('RangeError');
    const found = indices(x.shape).filter((index) => {
      const v = at(x, index);
      return typeof v === 'object' ? v.re !== 0 || v.im !== 0 : typeof v === 'number' ? v !== 0 : Boolean(v);
    });
    return x.shape.map((_, i) => ({
      dtype: 'int32' as const,
      shape: [found.length],
      values: int32(found.map((p) => p[i]!)),
    }));
  },
};

/** Two dtypes, most of the time ones that promote. */
const twoDTypes = (list: readonly Name[]): fc.Arbitrary<[Name, Name]> =>
  fc
    .tuple(dtype(list), dtype(list), fc.nat(9))
    .map(([a, b, luck]) => (luck > 0 && promoted(a, b) === undefined ? [a, a] : [a, b]));

const searchsorted: Row = {
  args: fc
    .tuple(twoDTypes(reals), fc.integer({ min: 0, max: 9 }), shape(0, 3))
    .chain(([[a, b], n, extents]) => {
      const numbers = (name: Name): fc.Arbitrary<Value> => often(name).filter((v) => !isNaNValue(v));
      return fc.tuple(
        arrayOf(a, [n], numbers(a)),
        fc.oneof<fc.Arbitrary<unknown>[]>(arrayOf(b, extents, numbers(b)), scalar(a, 'finite')),
        options({ side: pick('left', 'right') }),
      );
    })
    .map(([x, v, o]) => {
      // Sorted by a sorter, or here (which is another array, of any layout all the same).
      const sorter = { dtype: 'int64' as const, shape: x.host.shape, values: int32(order(x.host.values, false)) };
      return [x, v, { ...o, sorter: new (x.constructor as new (h: Host, l: undefined) => Laid)(sorter, undefined) }];
    }),
  want: (x: Host, v: Host | number | bigint, o: { side?: string; sorter: Host }) => {
    const wanted = typeof v === 'object' ? v : asHost(v, x.dtype);
    promote(x.dtype, wanted.dtype);
    const sorted = o.sorter.values.map((i) => x.values[Number(i)]!);
    const before = (p: Value, q: Value): boolean => (o.side === 'right' ? !(q < p) : p < q);
    return zip('int32', [wanted], (q) => BigInt(sorted.filter((p) => before(p, q)).length));
  },
};

const where: Row = {
  args: fc
    .tuple(twoDTypes(all), shapes(3), fc.nat(5))
    .chain(([[a, b], [c, p, q], kind]) =>
      fc.tuple(arrayOf('bool', c!), kind === 0 ? scalar(b) : arrayOf(a, p!), kind === 1 ? scalar(a) : arrayOf(b, q!)),
    ),
  want: (c: Host, p: unknown, q: unknown) => {
    const name = isHost(p) ? (isHost(q) ? promote(p.dtype, q.dtype) : p.dtype) : (q as Host).dtype;
    const [x, y] = [p, q].map((v) => (isHost(v) ? widened(v, name) : asHost(v, name)));
    return zip(name, [c, x!, y!], (t, v, w) => (t === true ? v : w));
  },
};

/** Positions of `n` elements from either end; now and then outside. */
const positions = (n: number): fc.Arbitrary<Value> => {
  const inside = fc.integer({ min: -n, max: Math.max(-n, n - 1) }).map(BigInt);
  return n === 0
    ? fc.constant(0n)
    : fc.oneof({ weight: 60, arbitrary: inside }, { weight: 1, arbitrary: pick(BigInt(n), BigInt(-n - 1)) });
};
/** Index dtypes that hold negative positions. */
const indexing = pick<Name>('int8', 'int16', 'int32', 'int64');
const placeOf = (v: Value, n: number): number => axisOf(Number(v), n);

const take: Row = {
  args: array(all, { shape: shape(1, 4, false) }).chain((x) => {
    const ndim = x.host.shape.length;
    return fc.tuple(axis(ndim), indexing, fc.nat(5), fc.boolean()).chain(([a, name, count, list]) => {
      const n = x.host.shape[a < 0 ? a + ndim : a] ?? 1;
      const array = arrayOf(name, [count], positions(n));
      const given = list && count > 0 ? array.map((i) => i.host.values.map(Number)) : array;
      return fc.tuple(
        fc.constant(x),
        given as fc.Arbitrary<unknown>,
        ndim === 1 ? pick(undefined, { axis: a }) : pick({ axis: a }),
      );
    });
  }),
  want: (x: Host, index: Host | number[], o?: { axis: number }) => {
    const a = axisOf(o?.axis ?? 0, x.shape.length);
    const list = Array.isArray(index) ? index.map(BigInt) : index.values;
    const from = list.map((v) => placeOf(v, x.shape[a]!));
    return build(x.dtype, x.shape.with(a, from.length), (p) => at(x, p.with(a, from[p[a]!]!)));
  },
};

const takeAlongAxis: Row = {
  args: array(all, { shape: shape(1, 4, false) }).chain((x) => {
    const { shape: extents } = x.host;
    return fc.tuple(axis(extents.length), indexing, fc.nat(3), fc.nat(15)).chain(([a, name, count, ones]) => {
      const place = a < 0 ? a + extents.length : a;
      const own = extents.map((n, i) => (i === place ? count : (ones >> i) & 1 ? 1 : n));
      return fc.tuple(fc.constant(x), arrayOf(name, own, positions(extents[place] ?? 1)), fc.constant({ axis: a }));
    });
  }),
  want: (x: Host, index: Host, o: { axis: number }) => {
    const a = axisOf(o.axis, x.shape.length);
    const rest = broadcastShapes(x.shape.with(a, 1), index.shape.with(a, 1));
    const places = broadcastTo(index, rest.with(a, index.shape[a]!));
    const wide = broadcastTo(x, rest.with(a, x.shape[a]!));
    return build(x.dtype, places.shape, (p) => at(wide, p.with(a, placeOf(at(places, p), x.shape[a]!))));
  },
};

/** The distinct elements, ascending as obol promises; each NaN is one. Complex ones by re, then im, NaNs last. */
function unique(x: Host): { first: number[]; inverse: number[]; counts: number[] } {
  const rank = (v: Value): number =>
    typeof v === 'object' ? (Number.isNaN(v.re) ? 2 : 0) + (Number.isNaN(v.im) ? 1 : 0) : 0;
  const less = (p: Value, q: Value): number => {
    if (typeof p !== 'object' || typeof q !== 'object')
      return compare(typeof p === 'boolean' ? Number(p) : p, typeof q === 'boolean' ? Number(q) : q);
    if (rank(p) !== rank(q)) return rank(p) - rank(q);
    return (rank(p) < 2 ? p.re - q.re : 0) || ((rank(p) & 1) === 0 ? p.im - q.im : 0) || 0;
  };
  const sorted = x.values.map((_, i) => i).sort((i, j) => less(x.values[i]!, x.values[j]!) || i - j);
  const out = { first: [] as number[], inverse: new Array<number>(x.values.length), counts: [] as number[] };
  for (const i of sorted) {
    const last = out.first.at(-1);
    if (last === undefined || !equal(x.values[last]!, x.values[i]!)) {
      out.first.push(i);
      out.counts.push(0);
    }
    out.counts[out.counts.length - 1]! += 1;
    out.inverse[i] = out.counts.length - 1;
  }
  return out;
}
type Field = 'values' | 'indices' | 'inverse_indices' | 'counts';
const uniqueRow = (...fields: Field[]): Row => ({
  args: array(all, { element: often }).map((x) => [x]),
  want: (x: Host) => {
    const { first, inverse, counts } = unique(x);
    const list = (v: readonly number[], extents = [v.length]): Host => ({
      dtype: 'int32',
      shape: extents,
      values: int32(v),
    });
    const every: Record<Field, Host> = {
      values: { ...x, shape: [first.length], values: first.map((i) => x.values[i]!) },
      indices: list(first),
      inverse_indices: list(inverse, [...x.shape]),
      counts: list(counts),
    };
    return fields.length === 1 ? every[fields[0]!] : Object.fromEntries(fields.map((f) => [f, every[f]]));
  },
  // Which zero stands for both is open.
  tolerance: { zeros: true },
});

const isin: Row = {
  args: fc
    .tuple(twoDTypes([...integers, ...bools, 'float32', 'float64', ...complexes]), fc.nat(5))
    .chain(([[a, b], kind]) =>
      fc.tuple(
        kind === 0 ? scalar(b) : array([a], { element: often }),
        kind === 1 ? scalar(a) : array([b], { element: often }),
        options({ invert: fc.boolean() }),
      ),
    ),
  want: (p: unknown, q: unknown, o: { invert?: boolean }) => {
    const name = isHost(p) ? (isHost(q) ? promote(p.dtype, q.dtype) : p.dtype) : (q as Host).dtype;
    const [x, y] = [p, q].map((v) => (isHost(v) ? widened(v, name) : asHost(v, name))) as [Host, Host];
    return zip('bool', [x], (v) => y.values.some((w) => equal(v, w)) !== (o.invert ?? false));
  },
};

export const searchingTable: Table = {
  sort: sorting(
    (x) => x.dtype,
    (line, o) => o.map((i) => line[i]!),
  ),
  argsort: sorting(
    () => 'int32',
    (_, o) => int32(o),
  ),
  nonzero,
  searchsorted,
  where,
  take,
  take_along_axis: takeAlongAxis,
  unique_all: uniqueRow('values', 'indices', 'inverse_indices', 'counts'),
  unique_counts: uniqueRow('values', 'counts'),
  unique_inverse: uniqueRow('values', 'inverse_indices'),
  unique_values: uniqueRow('values'),
  isin,
};
