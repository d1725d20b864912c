/** Rows of `linalg` that plain sums and products give: the decompositions are judged by what defines them elsewhere. */
import * as fc from 'fast-check';
import { array, arrayOf, axes, dtype, options, pick, shape, shapes, value } from './arbitrary';
import { DTypeArgument, type Near, type Row, type Table } from './check';
import { modulus, mul, sub } from './complex';
import {
  all,
  at,
  axesOf,
  broadcastShapes,
  broadcastTo,
  build,
  fit,
  floating,
  groups,
  indices,
  integers,
  isComplex,
  isInteger,
  isSingle,
  numeric,
  promoted,
  realOf,
  reducedShape,
  refuse,
  widened,
  type Host,
  type Name,
  type Value,
  type Z,
} from './host';
import { matmulOf, sums } from './linear';
import { reductionTable } from './reductions';

const term = (name: Name): fc.Arbitrary<Value> => value(name, isInteger(name) ? 'all' : 'finite');
const two = fc
  .tuple(dtype(numeric), dtype(numeric), fc.boolean())
  .map(([a, b, same]): [Name, Name] => (same || promoted(a, b) === undefined ? [a, a] : [a, b]));
const eps = (name: Name): number => (isSingle(name) ? 2 ** -23 : 2 ** -52);
const size = (v: Value): number => (typeof v === 'object' ? modulus(v) : Math.abs(v as number));

const cross: Row = {
  args: fc.tuple(two, shapes(2, shape(0, 2, false)), fc.nat(8)).chain(([[a, b], [p, q], form]) => {
    const place = form === 0 ? Math.min(p!.length, q!.length) + 1 : 1;
    const three = (s: number[]): number[] => s.toSpliced(s.length + 1 - place, 0, form === 1 ? 2 : 3);
    return fc.tuple(
      arrayOf(a, three(p!), term(a)),
      arrayOf(b, three(q!), term(b)),
      place === 1 ? pick(undefined) : pick({ axis: -place }),
    );
  }),
  want: (a: Host, b: Host, o?: { axis: number }) => {
    const name = promoted(a.dtype, b.dtype) ?? refuse('either');
    const back = o?.axis ?? -1;
    if (a.shape.at(back) !== 3 || b.shape.at(back) !== 3) return refuse('RangeError');
    const extents = broadcastShapes(a.shape, b.shape);
    const [p, q] = [a, b].map((x) => broadcastTo(widened(x, name), extents)) as [Host, Host];
    const place = extents.length + back;
    const times = (v: Value, w: Value): Value =>
      isComplex(name)
        ? fit(name, mul(v as Z, w as Z))
        : isInteger(name)
          ? (v as bigint) * (w as bigint)
          : fit(name, (v as number) * (w as number));
    const minus = (v: Value, w: Value): Value =>
      isComplex(name)
        ? sub(v as Z, w as Z)
        : isInteger(name)
          ? (v as bigint) - (w as bigint)
          : (v as number) - (w as number);
    const parts = (index: number[]): [Value, Value] => {
      const [j, k] = [(index[place]! + 1) % 3, (index[place]! + 2) % 3];
      return [
        times(at(p, index.with(place, j)), at(q, index.with(place, k))),
        times(at(p, index.with(place, k)), at(q, index.with(place, j))),
      ];
    };
    const answer = build(name, extents, (index) => fit(name, minus(...parts(index))));
    const slack = indices(extents).map((index) =>
      isInteger(name) ? 0 : 4 * eps(name) * (size(parts(index)[0]) + size(parts(index)[1])),
    );
    return { ...answer, slack };
  },
};

const outer: Row = {
  args: fc
    .tuple(two, shape(1, 1, false), shape(1, 1, false))
    .chain(([[a, b], p, q]) => fc.tuple(arrayOf(a, p, term(a)), arrayOf(b, q, term(b)))),
  want: (a: Host, b: Host) => {
    const name = promoted(a.dtype, b.dtype) ?? refuse('TypeError');
    const [p, q] = [widened(a, name), widened(b, name)];
    return sums(name, [a.shape[0]!, b.shape[0]!], ([i, j]) => [[p.values[i!]!, q.values[j!]!]]);
  },
};

const offset = fc.integer({ min: -7, max: 7 });
const diagonalOf = (x: Host, k: number): Host => {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const length = Math.max(0, k >= 0 ? Math.min(m, n - k) : Math.min(m + k, n));
  return build(x.dtype, [...x.shape.slice(0, -2), length], (index) => {
    const i = index.at(-1)!;
    return at(x, [...index.slice(0, -1), i + Math.max(0, -k), i + Math.max(0, k)]);
  });
};
const diagonal: Row = {
  args: fc.tuple(array(all, { shape: shape(1, 4) }), options({ offset })),
  want: (x: Host, o: { offset?: number }) => (x.shape.length < 2 ? refuse('RangeError') : diagonalOf(x, o.offset ?? 0)),
};
const trace: Row = {
  args: array(numeric, { shape: shape(2, 4), element: term }).chain((x) => {
    const wide = pick(...(isInteger(x.host.dtype) ? integers : [x.host.dtype])).map((n) => new DTypeArgument(n));
    return fc.tuple(fc.constant(x), options({ offset, dtype: wide }));
  }),
  want: (x: Host, o: { offset?: number; dtype?: Name }) =>
    reductionTable['sum']!.want(diagonalOf(x, o.offset ?? 0), { axis: -1, ...(o.dtype ? { dtype: o.dtype } : {}) }),
};

const vectorNorm: Row = {
  args: array(floating, { element: (n) => value(n, 'finite') }).chain((x) =>
    fc.tuple(
      fc.constant(x),
      options({
        axis: axes(x.host.shape.length),
        keepdims: fc.boolean(),
        ord: pick(2, 1, Infinity, -Infinity, 0, 3, 0.5, -1),
      }),
    ),
  ),
  want: (x: Host, o: { axis?: number | number[] | null; keepdims?: boolean; ord?: number }): Near => {
    const gone = axesOf(o.axis, x.shape.length);
    const p = o.ord ?? 2;
    const { lists } = groups(x, gone);
    const count = gone.reduce((n, a) => n * x.shape[a]!, 1);
    if (p < 0 && count === 0) return refuse('RangeError');
    const one = (list: Value[]): number => {
      const sizes = list.map(size);
      if (p === Infinity) return Math.max(0, ...sizes);
      if (p === -Infinity) return Math.min(...sizes);
      if (p === 0) return sizes.filter((s) => s !== 0).length;
      if (p === 2) return Math.hypot(...sizes);
      return sizes.reduce((t, s) => t + s ** p, 0) ** (1 / p);
    };
    const name = realOf(x.dtype);
    const values = lists.map((list) => fit(name, one(list)));
    // A power 1/p multiplies the error of its sum by 1/p.
    const slack = values.map((v) => 8 * (count + 4) * eps(name) * (Number.isFinite(v) ? v : 0));
    return { dtype: name, shape: reducedShape(x.shape, gone, o.keepdims ?? false), values, slack };
  },
};

const matrixPower: Row = {
  args: fc
    .tuple(
      dtype([...integers, ...floating]),
      pick<number[]>([], [2]),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 5 }),
    )
    .chain(([name, stack, m, n]) => fc.tuple(arrayOf(name, [...stack, m, m], term(name)), fc.constant(n))),
  want: (x: Host, n: number) => {
    const m = x.shape.at(-1)!;
    const zero = isInteger(x.dtype) ? 0n : isComplex(x.dtype) ? { re: 0, im: 0 } : 0;
    const one = isInteger(x.dtype) ? 1n : isComplex(x.dtype) ? { re: 1, im: 0 } : 1;
    let out: Near = build(x.dtype, x.shape, (index) => (index.at(-1) === index.at(-2) ? one : zero));
    for (let i = 0; i < n; i++) out = { ...matmulOf(out, x) };
    if (isInteger(x.dtype)) return out;
    const largest = Math.max(0, ...x.values.map(size)) * Math.max(1, m);
    return { ...out, slack: out.values.map(() => 16 * (n + 1) * (m + 1) * eps(x.dtype) * largest ** n) };
  },
};

export const linalgTable: Table = {
  cross,
  outer,
  diagonal,
  trace,
  vector_norm: vectorNorm,
  matrix_power: matrixPower,
};
