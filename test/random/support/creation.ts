/** Rows of creation and of data types: what each function says an array holds, exactly. */
import * as fc from 'fast-check';
import { testDevice } from '../../support/device';
import { array, dtype, options, pick, shape, value } from './arbitrary';
import { DTypeArgument, Plain, type Near, type Row, type Table } from './check';
import { asHost, scalar } from './elementwise';
import {
  all,
  at,
  bitsOf,
  broadcastTo,
  build,
  fit,
  floating,
  floats,
  highest,
  integers,
  isComplex,
  isFloat,
  isHost,
  isInteger,
  isSingle,
  lowest,
  promote,
  promoted,
  realOf,
  reals,
  refuse,
  signed,
  type Host,
  type Name,
  type Value,
  type Z,
} from './host';
import type { Laid } from './layout';
import { truncated } from './real';
import { zeroOf } from './reductions';

interface Options {
  dtype?: Name;
  k?: number;
}
const named = (list: readonly Name[]): fc.Arbitrary<DTypeArgument> => dtype(list).map((n) => new DTypeArgument(n));
const on = (names: readonly Name[] = all): fc.Arbitrary<object> =>
  options({ dtype: named(names) }).map((o) => ({ ...o, device: testDevice }));
const oneOf = (name: Name): Value =>
  name === 'bool' ? true : isInteger(name) ? 1n : isComplex(name) ? { re: 1, im: 0 } : 1;
const filled = (name: Name, extents: readonly number[], v: Value): Host => build(name, extents, () => v);

/** A shape as an array, or as a number where it has one axis. */
const anyShape = shape(0, 4).chain((s) =>
  s.length === 1 ? pick<number | number[]>(s, s[0]!) : fc.constant<number | number[]>(s),
);
const plainly = (of: (name: Name) => Value): Row => ({
  args: fc.tuple(anyShape, on()),
  want: (s: number | number[], o: Options) => filled(o.dtype ?? 'float64', [s].flat(), of(o.dtype ?? 'float64')),
});
const like = (of: (name: Name) => Value): Row => ({
  args: fc.tuple(array(all), options({ dtype: named(all) })),
  want: (x: Host, o: Options) => filled(o.dtype ?? x.dtype, x.shape, of(o.dtype ?? x.dtype)),
});

/** Any element as one of another dtype: the standard's casts, what it leaves open as obol says. */
export function converted(v: Value, to: Name): Value {
  if (to === 'bool')
    return typeof v === 'object' ? v.re !== 0 || v.im !== 0 : typeof v === 'number' ? v !== 0 : Boolean(v);
  if (typeof v === 'object') return fit(to, v);
  if (isInteger(to)) return typeof v === 'number' ? truncated(v, to) : fit(to, BigInt(v));
  const x = Number(v);
  // A bigint rounds once, not to double first.
  const y = typeof v === 'bigint' && isSingle(to) ? roundedOnce(v) : x;
  return isComplex(to) ? fit(to, { re: y, im: 0 }) : fit(to, y);
}
/** The nearest float32, ties to even. */
function roundedOnce(v: bigint): number {
  const size = v < 0n ? -v : v;
  const extra = Math.max(0, size.toString(2).length - 26);
  const low = size & ((1n << BigInt(extra)) - 1n);
  const kept = ((size >> BigInt(extra)) << 1n) | (low === 0n ? 0n : 1n);
  return Math.fround((v < 0n ? -1 : 1) * Number(kept) * 2 ** (extra - 1));
}

const astype: Row = {
  args: fc.tuple(array(all), named(all), options({ copy: fc.boolean() })),
  want: (x: Host, to: Name) => {
    if (isComplex(x.dtype) && !isComplex(to) && to !== 'bool') return refuse('TypeError');
    return { ...x, dtype: to, values: x.values.map((v) => converted(v, to)) };
  },
  weight: 3,
};

const arange: Row = {
  args: fc
    .tuple(
      fc.integer({ min: -30, max: 30 }),
      fc.integer({ min: -30, max: 30 }),
      pick(1, 2, 3, -1, -4, 7),
      pick(1, 1, 4),
      named(reals),
      fc.nat(3),
    )
    .map(([a, b, c, scale, t, form]) => {
      const unsignedOnly = !(signed as readonly Name[]).includes(t.name) && isInteger(t.name);
      const [p, q, s] = unsignedOnly ? [Math.abs(a), Math.abs(b), Math.abs(c)] : [a, b, c];
      const o = { dtype: t, device: testDevice };
      if (form === 0) return [p / scale, { device: testDevice }];
      if (form === 1) return [p / scale, q / scale, null, { device: testDevice }];
      return isInteger(t.name) ? [p, q, s, o] : [p / scale, q / scale, s / scale, o];
    }),
  want: (...given: unknown[]) => {
    const o = given.at(-1) as Options;
    const [a, b, c] = given.slice(0, -1) as (number | null | undefined)[];
    const [start, stop, step] = [b === undefined ? 0 : a!, b ?? a!, c ?? 1];
    const name = o.dtype ?? ([start, stop, step].every(Number.isInteger) ? 'int32' : 'float64');
    const length = Math.max(0, Math.ceil((stop - start) / step));
    return build(name, [length], ([i]) => {
      const v = start + i! * step;
      return isInteger(name) ? BigInt(v) : fit(name, v);
    });
  },
  weight: 2,
};

const linspace: Row = {
  args: fc
    .tuple(
      value('complex128', 'finite'),
      value('complex128', 'finite'),
      fc.integer({ min: 0, max: 40 }),
      named(floating),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([p, q, n, t, endpoint, plain]) => {
      const [a, b] = [p as Z, q as Z];
      const ends = isComplex(t.name) ? [a, b] : [a.re, b.re];
      return [...ends, n, { endpoint, device: testDevice, ...(plain ? {} : { dtype: t }) }];
    }),
  want: (a: number | Z, b: number | Z, n: number, o: Options & { endpoint: boolean }): Near => {
    const complex = typeof a === 'object';
    const name = o.dtype ?? (complex ? 'complex128' : 'float64');
    const part = (p: number, q: number, i: number): number => {
      const steps = o.endpoint ? n - 1 : n;
      return o.endpoint && i === n - 1 && n > 1 ? q : i === 0 ? p : p + (i * (q - p)) / steps;
    };
    const [p, q] = [a, b].map((v) => (typeof v === 'object' ? v : { re: v, im: 0 })) as [Z, Z];
    const out = build(name, [n], ([i]) => {
      const v = { re: part(p.re, q.re, i!), im: part(p.im, q.im, i!) };
      return fit(name, isComplex(name) ? v : v.re);
    });
    const most = Math.max(...[p.re, p.im, q.re, q.im].map(Math.abs));
    const room = 4 * most * (isSingle(name) ? 2 ** -24 : 2 ** -52);
    // The ends are exact.
    return { ...out, slack: Array.from({ length: n }, (_, i) => (i === 0 || (o.endpoint && i === n - 1) ? 0 : room)) };
  },
  tolerance: { zeros: true },
};

const eye: Row = {
  args: fc
    .tuple(fc.nat(6), fc.oneof(fc.nat(6), pick(undefined, null)), fc.integer({ min: -8, max: 8 }), on())
    .map(([n, m, k, o]) => (m === undefined ? [n, { ...o, k }] : [n, m, { ...o, k }])),
  want: (n: number, ...rest: unknown[]) => {
    const o = rest.at(-1) as Options;
    const m = rest.length > 1 ? ((rest[0] as number | null) ?? n) : n;
    const name = o.dtype ?? 'float64';
    return build(name, [n, m], ([i, j]) => (j! - i! === o.k ? oneOf(name) : zeroOf(name)));
  },
};

const triangle = (keep: (i: number, j: number, k: number) => boolean): Row => ({
  args: fc.tuple(array(all, { shape: shape(1, 4) }), options({ k: fc.integer({ min: -6, max: 6 }) })),
  want: (x: Host, o: Options) => {
    if (x.shape.length < 2) return refuse('RangeError');
    return build(x.dtype, x.shape, (index) => {
      const [i, j] = index.slice(-2) as [number, number];
      return keep(i, j, o.k ?? 0) ? at(x, index) : zeroOf(x.dtype);
    });
  },
});

const meshgrid: Row = {
  args: fc
    .tuple(dtype(all), fc.integer({ min: 0, max: 3 }), pick(undefined, 'xy', 'ij'))
    .chain(([name, n, indexing]) =>
      fc
        .tuple(...Array.from({ length: n }, () => array([name], { shape: shape(0, 1, false) })))
        .map((list: Laid[]) => [...(list as unknown[]), ...(indexing === undefined ? [] : [{ indexing }])]),
    ),
  want: (...given: unknown[]) => {
    const list = given.filter((v): v is Host => 'values' in (v as object));
    const o = given.slice(list.length)[0] as { indexing?: string } | undefined;
    const lengths = list.map((x) => x.values.length);
    const swap = (o?.indexing ?? 'xy') === 'xy' && list.length > 1;
    const order = lengths.map((_, i) => (swap && i < 2 ? 1 - i : i));
    const extents = order.map((i) => lengths[i]!);
    return list.map((x, i) => {
      const line = { ...x, shape: extents.map((n, a) => (a === order[i] ? n : 1)) };
      return broadcastTo(line, extents);
    });
  },
};

/** Nested lists of a dtype's elements as JavaScript values, as `asarray` takes them. */
const nested = (values: readonly unknown[], extents: readonly number[]): unknown => {
  if (extents.length === 0) return values[0];
  const step = values.length / Math.max(1, extents[0]!);
  return Array.from({ length: extents[0]! }, (_, i) =>
    nested(values.slice(i * step, (i + 1) * step), extents.slice(1)),
  );
};
const inferred: Name[] = ['bool', 'int64', 'float64', 'complex128'];
const asarray: Row = {
  args: fc.oneof<fc.Arbitrary<unknown[]>[]>(
    fc.tuple(array(all), options({ copy: pick(null, true), dtype: named(all) })).filter(([x, o]) => {
      const to = (o as { dtype?: DTypeArgument }).dtype?.name;
      return to === undefined || promoted(x.host.dtype, to) === to;
    }),
    fc
      .tuple(array(all, { shape: shape(0, 3, false).filter((s) => !s.includes(0)) }), fc.boolean())
      .map(([x, plain]) => {
        const { values, shape: extents, dtype: name } = x.host;
        const bare = plain && inferred.includes(name);
        return [nested(values, extents), { device: testDevice, ...(bare ? {} : { dtype: new DTypeArgument(name) }) }];
      }),
  ),
  want: (v: unknown, o: Options) => {
    if (isHost(v))
      return o.dtype === undefined ? v : { ...v, dtype: o.dtype, values: v.values.map((w) => converted(w, o.dtype!)) };
    const extents: number[] = [];
    for (let level = v; Array.isArray(level); level = level[0]) extents.push(level.length);
    const values = (Array.isArray(v) ? v.flat(9) : [v]) as Value[];
    const kind = { boolean: 'bool', bigint: 'int64', number: 'float64', object: 'complex128' } as const;
    const name = o.dtype ?? kind[typeof values[0] as keyof typeof kind];
    return { dtype: name, shape: extents, values };
  },
  weight: 2,
};

/** Limits as IEEE 754 and two's complement have them. */
const limits = {
  float32: { bits: 32, eps: 2 ** -23, max: (2 - 2 ** -23) * 2 ** 127, smallest_normal: 2 ** -126 },
  float64: { bits: 64, eps: 2 ** -52, max: (2 - 2 ** -52) * 2 ** 1023, smallest_normal: 2 ** -1022 },
} as Record<Name, { bits: number; eps: number; max: number; smallest_normal: number }>;
const arrayOrDType = (names: readonly Name[]): fc.Arbitrary<unknown> =>
  fc.oneof<fc.Arbitrary<unknown>[]>(named(names), array(names, { shape: shape(0, 1, false) }));
const nameOf = (v: Name | Host): Name => (typeof v === 'object' ? v.dtype : v);

const kinds: Record<string, (n: Name) => boolean> = {
  bool: (n) => n === 'bool',
  'signed integer': (n) => (signed as readonly Name[]).includes(n),
  'unsigned integer': (n) => isInteger(n) && !(signed as readonly Name[]).includes(n),
  integral: isInteger,
  'real floating': isFloat,
  'complex floating': isComplex,
  numeric: (n) => n !== 'bool',
};

export const creationTable: Table = {
  arange,
  asarray,
  // What is in them is open; that they are there, of that shape and dtype, is not.
  empty: {
    args: fc.tuple(
      anyShape.filter((s) => [s].flat().includes(0)),
      on(),
    ),
    want: plainly(zeroOf).want,
  },
  empty_like: {
    args: like(zeroOf).args.filter(([x]) => (x as Laid).host.values.length === 0),
    want: like(zeroOf).want,
    weight: 0.2,
  },
  eye,
  // Between arrays of obol; other libraries' tensors have tests of their own.
  from_dlpack: {
    args: fc.tuple(array(all), options({ copy: pick(null, true) })).map(([x, o]) => [x, { ...o, device: testDevice }]),
    want: (x: Host) => x,
  },
  full: {
    args: dtype(all).chain((n) =>
      fc.tuple(anyShape, scalar(n), fc.boolean()).map(([s, v, plain]) => [
        s,
        v,
        {
          device: testDevice,
          ...(plain &&
          inferred.includes(n) &&
          (n === 'int64') === (typeof v === 'bigint') &&
          (n === 'complex128') === (typeof v === 'object')
            ? {}
            : { dtype: new DTypeArgument(n) }),
        },
      ]),
    ),
    want: (s: number | number[], v: unknown, o: Options) => {
      const kind = { boolean: 'bool', bigint: 'int64', number: 'float64', object: 'complex128' } as const;
      const name = o.dtype ?? kind[typeof v as keyof typeof kind];
      return filled(name, [s].flat(), asHost(v, name).values[0]!);
    },
  },
  full_like: {
    args: array(all).chain((x) => fc.tuple(fc.constant(x), scalar(x.host.dtype))),
    want: (x: Host, v: unknown) => filled(x.dtype, x.shape, asHost(v, x.dtype).values[0]!),
  },
  linspace,
  meshgrid,
  ones: plainly(oneOf),
  ones_like: like(oneOf),
  tril: triangle((i, j, k) => j - i <= k),
  triu: triangle((i, j, k) => j - i >= k),
  zeros: plainly(zeroOf),
  zeros_like: like(zeroOf),
};

export const dtypeTable: Table = {
  astype,
  can_cast: {
    args: fc.tuple(arrayOrDType(all), named(all)),
    want: (from: Name | Host, to: Name) => new Plain(promoted(nameOf(from), to) === to),
    weight: 3,
  },
  finfo: {
    args: fc
      .oneof({ weight: 9, arbitrary: arrayOrDType(floating) }, { weight: 1, arbitrary: named(integers) })
      .map((v) => [v]),
    want: (v: Name | Host) => {
      const name = realOf(nameOf(v));
      if (!(floats as readonly Name[]).includes(name)) return refuse('TypeError');
      const { bits, eps, max, smallest_normal } = limits[name]!;
      return new Plain({ bits, eps, max, min: -max, smallest_normal, dtype: name });
    },
  },
  iinfo: {
    args: fc
      .oneof({ weight: 9, arbitrary: arrayOrDType(integers) }, { weight: 1, arbitrary: named(floats) })
      .map((v) => [v]),
    want: (v: Name | Host) => {
      const name = nameOf(v);
      if (!isInteger(name)) return refuse('TypeError');
      const limit = (x: bigint): number | bigint => (bitsOf(name) === 64 ? x : Number(x));
      return new Plain({ bits: bitsOf(name), max: limit(highest(name)), min: limit(lowest(name)), dtype: name });
    },
  },
  isdtype: {
    args: fc.tuple(
      named(all),
      fc.oneof<fc.Arbitrary<unknown>[]>(
        named(all),
        pick(...Object.keys(kinds)),
        fc.array(pick(...Object.keys(kinds)), { maxLength: 3 }),
      ),
    ),
    want: (name: Name, kind: string | string[]) =>
      new Plain([kind].flat().some((k) => (k in kinds ? kinds[k]!(name) || k === name : k === name))),
  },
  result_type: {
    args: fc.array(arrayOrDType(all), { minLength: 1, maxLength: 3 }),
    want: (...list: (Name | Host)[]) => new Plain(promote(...list.map(nameOf))),
    weight: 3,
  },
};
