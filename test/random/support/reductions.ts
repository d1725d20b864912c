/** Rows of what runs along axes: sums, products, extremes, spreads, running sums, truth, differences. */
import * as fc from 'fast-check';
import { array, arrayOf, axes, axis, options, pick, shape, value } from './arbitrary';
import { DTypeArgument, type Near, type Row, type Table } from './check';
import { modulus, mul, sub } from './complex';
import {
  all,
  alongAxis,
  axesOf,
  axisOf,
  fit,
  floating,
  floats,
  groups,
  isComplex,
  isInteger,
  isSingle,
  numeric,
  reals,
  reducedShape,
  refuse,
  type Host,
  type Name,
  type Value,
  type Z,
} from './host';
import { truncated } from './real';

type Axis = number | number[] | null | undefined;
interface Options {
  axis?: Axis;
  keepdims?: boolean;
  dtype?: Name;
}

const eps = (name: Name): number => (isSingle(name) ? 2 ** -24 : 2 ** -53);
const isNumber = (v: Value): v is number => typeof v === 'number';

/** int32 and uint32 for what is narrower. */
const accumulator = (name: Name): Name =>
  name === 'int8' || name === 'int16' ? 'int32' : name === 'uint8' || name === 'uint16' ? 'uint32' : name;

/** Compensated, so that the oracle's own rounding does not count. */
function realSum(list: readonly number[]): number {
  let [sum, rest] = [0, 0];
  for (const x of list) {
    const t = sum + x;
    if (Number.isFinite(t)) rest += Math.abs(sum) >= Math.abs(x) ? sum - t + x : x - t + sum;
    sum = t;
  }
  return Number.isFinite(sum) ? sum + rest : sum;
}
export function total(list: readonly Value[], name: Name): Value {
  if (isComplex(name)) {
    const parts = list as Z[];
    return { re: realSum(parts.map((p) => p.re)), im: realSum(parts.map((p) => p.im)) };
  }
  return isInteger(name) ? (list as bigint[]).reduce((a, b) => a + b, 0n) : realSum(list as number[]);
}
const magnitude = (v: Value): number => (typeof v === 'object' ? modulus(v) : Math.abs(Number(v)));
const finite = (x: number): number => (Number.isFinite(x) ? x : 0);
/** What rounding may do to a sum: each of n terms, a rounding of the whole. */
export const sumSlack = (list: readonly Value[], name: Name): number =>
  isInteger(name) ? 0 : finite((list.length + 1) * eps(name) * 2 * list.reduce<number>((s, v) => s + magnitude(v), 0));

function product(list: readonly Value[], name: Name): Value {
  if (isComplex(name)) return (list as Z[]).reduce(mul, { re: 1, im: 0 });
  return isInteger(name)
    ? (list as bigint[]).reduce((a, b) => a * b, 1n)
    : (list as number[]).reduce((a, b) => a * b, 1);
}
const productSlack = (list: readonly Value[], name: Name): number =>
  isInteger(name) ? 0 : finite(4 * (list.length + 1) * eps(name) * list.reduce<number>((s, v) => s * magnitude(v), 1));

/** A cast that the tests draw: to a dtype of the same or a wider kind. */
function castTo(v: Value, to: Name): Value {
  if (isInteger(to)) return isNumber(v) ? truncated(v, to) : BigInt(v as bigint);
  if (typeof v === 'object') return v;
  const x = Number(v);
  return isComplex(to) ? { re: x, im: 0 } : x;
}
const cast = (x: Host, to: Name): Host =>
  x.dtype === to ? x : { ...x, dtype: to, values: x.values.map((v) => fit(to, castTo(v, to))) };

/** Factors whose products neither over- nor underflow. */
const factor = (name: Name): fc.Arbitrary<Value> => {
  const few = pick(1, -1, 0.5, 2, -0.5, -2, 1.5);
  if (isInteger(name) || name === 'bool') return value(name);
  // No infinities: what they make of a complex product depends on the order of its factors.
  if (isComplex(name)) return fc.record({ re: pick(0, 1, -0.5), im: pick(0, 0.5, -1) }, { noNullPrototype: true });
  return fc.oneof({ weight: 12, arbitrary: few }, { weight: 1, arbitrary: pick(0, -0, NaN, Infinity) });
};
const term = (name: Name): fc.Arbitrary<Value> => value(name, isComplex(name) ? 'finite' : 'tame');

/** Products of integers stay integers, as the largest would overflow. */
const wide = ({ dtype: name, values }: Host, exact: boolean): fc.Arbitrary<DTypeArgument> =>
  pick(
    ...numeric.filter((n) =>
      isComplex(name)
        ? isComplex(n)
        : isInteger(name)
          ? !exact || isInteger(n)
          : !(isInteger(n) || (isComplex(n) && !values.every(Number.isFinite))),
    ),
  ).map((n) => new DTypeArgument(n));

type Over = (list: Value[], name: Name) => Value;
/** A reduction over any axes: the promised dtypes, and what becomes of the elements. */
function reduction(
  names: readonly Name[],
  f: Over,
  d: {
    element?: (name: Name) => fc.Arbitrary<Value>;
    result?: (name: Name) => Name;
    slack?: (list: Value[], name: Name) => number;
    dtype?: boolean;
    /** Whether none is too few. */
    some?: boolean;
    one?: boolean;
    zeros?: boolean;
  } = {},
): Row {
  const others = all.filter((n) => !names.includes(n));
  const listed = fc.oneof(
    { weight: 20, arbitrary: fc.constant(names) },
    { weight: others.length > 0 ? 1 : 0, arbitrary: fc.constant(others) },
  );
  return {
    args: listed
      .chain((n) => array(n, { element: d.element }))
      .chain((x) => {
        const ndim = x.host.shape.length;
        const which: fc.Arbitrary<Axis> = d.one ? fc.oneof(axis(ndim), pick(null, undefined)) : axes(ndim);
        const o = { axis: which, keepdims: fc.boolean() };
        const drawn = d.dtype
          ? fc.oneof(options(o), options({ ...o, dtype: wide(x.host, f === product) }))
          : options(o);
        return fc.tuple(fc.constant(x), drawn as fc.Arbitrary<unknown>);
      }),
    want: (x: Host, o: Options): Near => {
      if (!names.includes(x.dtype)) return refuse('either');
      const gone = axesOf(o.axis, x.shape.length);
      const name = d.dtype ? (o.dtype ?? accumulator(x.dtype)) : x.dtype;
      const { lists } = groups(cast(x, name), gone);
      if (d.some && gone.some((a) => x.shape[a] === 0)) return refuse('RangeError');
      const result = d.result?.(name) ?? name;
      return {
        dtype: result,
        shape: reducedShape(x.shape, gone, o.keepdims ?? false),
        values: lists.map((list) => fit(result, f(list, name))),
        slack: d.slack && lists.map((list) => d.slack!(list, name)),
      };
    },
    tolerance: d.zeros ? { zeros: true } : {},
  };
}

const nan = (list: readonly Value[]): boolean => list.some((v) => Number.isNaN(v));
const extreme =
  (better: (a: bigint | number, b: bigint | number) => boolean): Over =>
  (list) =>
    nan(list) ? NaN : (list as (bigint | number)[]).reduce((a, b) => (better(b, a) ? b : a));
const place =
  (better: (a: bigint | number, b: bigint | number) => boolean): Over =>
  (list) => {
    const first = list.findIndex((v) => Number.isNaN(v));
    if (first >= 0) return BigInt(first);
    return BigInt((list as (bigint | number)[]).reduce<number>((at, v, i, l) => (better(v, l[at]!) ? i : at), 0));
  };
const truthy = (v: Value): boolean =>
  typeof v === 'object' ? v.re !== 0 || v.im !== 0 : typeof v === 'number' ? v !== 0 : Boolean(v);

/** mean, var and std: several passes of rounding sums. */
const mean: Over = (list, name) => {
  const sum = total(list, name);
  return isNumber(sum) ? sum / list.length : { re: (sum as Z).re / list.length, im: (sum as Z).im / list.length };
};
const meanSlack = (list: Value[], name: Name): number => sumSlack(list, name) / Math.max(1, list.length);

function spread(root: boolean): Row {
  const row = reduction(floats, () => 0, { element: term });
  return {
    args: row.args.chain(([x, o]) =>
      options({ correction: pick(0, 1, 0.5, 2) }).map((more) => [x, { ...(o as object), ...more }]),
    ),
    want: (x: Host, o: Options & { correction?: number }): Near => {
      if (!(floats as readonly Name[]).includes(x.dtype)) return refuse('either');
      const gone = axesOf(o.axis, x.shape.length);
      const { lists } = groups(x, gone);
      const e = eps(x.dtype);
      const answers = lists.map((raw) => {
        const list = raw as number[];
        const divisor = list.length - (o.correction ?? 0);
        if (divisor <= 0) return [NaN, 0] as const;
        const m = realSum(list) / list.length;
        const v = realSum(list.map((a) => (a - m) ** 2)) / divisor;
        const most = Math.max(...list.map(Math.abs)) * (list.length / divisor);
        const room = 8 * list.length * e * most;
        return root ? ([Math.sqrt(v), room] as const) : ([v, room * most] as const);
      });
      return {
        dtype: x.dtype,
        shape: reducedShape(x.shape, gone, o.keepdims ?? false),
        values: answers.map(([v]) => fit(x.dtype, v)),
        slack: answers.map(([, s]) => finite(s)),
      };
    },
  };
}

function running(
  f: (list: Value[], name: Name) => Value,
  slack: (list: Value[], name: Name) => number,
  element: (name: Name) => fc.Arbitrary<Value>,
): Row {
  return {
    args: array(numeric, { shape: shape(1, 4), element }).chain((x) => {
      const ndim = x.host.shape.length;
      const o = { dtype: wide(x.host, f === product), include_initial: fc.boolean() };
      const drawn =
        ndim === 1
          ? options({ ...o, axis: axis(1) })
          : fc.tuple(options(o), axis(ndim)).map(([r, a]) => ({ ...r, axis: a }));
      return fc.tuple(fc.constant(x), drawn as fc.Arbitrary<unknown>);
    }),
    want: (x: Host, o: Options & { include_initial?: boolean }): Near => {
      const a = axisOf((o.axis ?? 0) as number, x.shape.length);
      const name = o.dtype ?? accumulator(x.dtype);
      const from = o.include_initial ? 0 : 1;
      const n = x.shape[a]!;
      const length = n + 1 - from;
      const starts = (line: Value[]): Value[][] => Array.from({ length }, (_, i) => line.slice(0, i + from));
      const input = cast(x, name);
      const answer = alongAxis(input, a, name, length, (line) => starts(line).map((part) => fit(name, f(part, name))));
      const room = alongAxis(input, a, 'float64', length, (line) => starts(line).map((part) => slack(part, name)));
      return { ...answer, slack: room.values as number[] };
    },
  };
}

const diff: Row = {
  args: array(numeric, { shape: shape(1, 3), element: (n) => value(n, isComplex(n) ? 'finite' : 'tame') }).chain(
    (x) => {
      const ndim = x.host.shape.length;
      return fc.tuple(axis(ndim), fc.integer({ min: 0, max: 3 }), fc.nat(3), fc.nat(2)).chain(([a, n, p, q]) => {
        const end = (count: number): fc.Arbitrary<unknown> =>
          count === 0 || a >= ndim || a < -ndim
            ? pick(undefined, null)
            : arrayOf(x.host.dtype, x.host.shape.with(a, count), value(x.host.dtype, 'finite'));
        return fc.tuple(
          fc.constant(x),
          fc.tuple(end(p), end(q)).map(([prepend, append]) => ({ axis: a, n, prepend, append })),
        );
      });
    },
  ),
  want: (x: Host, o: { axis: number; n: number; prepend?: Host | null; append?: Host | null }): Near => {
    const a = axisOf(o.axis, x.shape.length);
    const name = x.dtype;
    const minus = (p: Value, q: Value): Value =>
      fit(
        name,
        isComplex(name) ? sub(p as Z, q as Z) : isNumber(p) ? p - (q as number) : (p as bigint) - (q as bigint),
      );
    const ends = [o.prepend, x, o.append].filter((h): h is Host => h !== undefined && h !== null);
    const sizes = ends.map((h) => h.shape[a]!);
    let length = sizes.reduce((p, q) => p + q, 0);
    let line = alongAxis(x, a, name, length, () => new Array<Value>(length).fill(0));
    const all = ends.map((h) => groups(h, [a]).lists);
    let k = 0;
    line = alongAxis(line, a, name, length, () => {
      const both = ends.flatMap((_, i) => all[i]![k]!);
      k++;
      return both;
    });
    for (let i = 0; i < o.n; i++) {
      length = Math.max(0, length - 1);
      line = alongAxis(line, a, name, length, (l) => l.slice(1).map((v, j) => minus(v, l[j]!)));
    }
    return line;
  },
};

const countable = (name: Name): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 2, arbitrary: value(name) }, { weight: 3, arbitrary: fc.constant(fit(name, zeroOf(name))) });
export const zeroOf = (name: Name): Value =>
  name === 'bool' ? false : isInteger(name) ? 0n : isComplex(name) ? { re: 0, im: 0 } : 0;

export const reductionTable: Table = {
  sum: reduction(numeric, total, { element: term, slack: sumSlack, dtype: true }),
  prod: reduction(numeric, product, { element: factor, slack: productSlack, dtype: true }),
  max: reduction(
    reals,
    extreme((a, b) => a > b),
    { some: true, zeros: true },
  ),
  min: reduction(
    reals,
    extreme((a, b) => a < b),
    { some: true, zeros: true },
  ),
  mean: reduction(floating, mean, { element: term, slack: meanSlack }),
  var: spread(false),
  std: spread(true),
  all: reduction(all, (list) => list.every(truthy), { element: countable, result: () => 'bool' }),
  any: reduction(all, (list) => list.some(truthy), { element: countable, result: () => 'bool' }),
  count_nonzero: reduction(all, (list) => BigInt(list.filter(truthy).length), {
    element: countable,
    result: () => 'int32',
  }),
  argmax: reduction(
    reals,
    place((a, b) => a > b),
    { some: true, one: true, result: () => 'int32' },
  ),
  argmin: reduction(
    reals,
    place((a, b) => a < b),
    { some: true, one: true, result: () => 'int32' },
  ),
  cumulative_sum: running(total, sumSlack, term),
  cumulative_prod: running(product, productSlack, factor),
  diff,
};
