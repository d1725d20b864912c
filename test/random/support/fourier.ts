/** Rows of `fft`: sums with exact roots of unity, n² of them; the room of O(eps · log n) that a fast transform needs. */
import * as fc from 'fast-check';
import { testDevice } from '../../support/device';
import { array, axes, axis, dtype, options, pick, shape, value } from './arbitrary';
import { DTypeArgument, type Near, type Row, type Table } from './check';
import {
  all,
  alongAxis,
  at,
  axesOf,
  axisOf,
  build,
  complexes,
  fit,
  floats,
  groups,
  isComplex,
  isSingle,
  type Host,
  type Name,
  type Value,
  type Z,
} from './host';

import type { Laid } from './layout';

type Norm = 'backward' | 'ortho' | 'forward';
type Kind = 'complex' | 'from real' | 'to real';
interface Options {
  n?: number | null;
  s?: number[];
  axis?: number;
  axes?: number[] | null;
  norm?: Norm | null;
}

const z = (v: Value | undefined): Z =>
  v === undefined ? { re: 0, im: 0 } : typeof v === 'object' ? v : { re: v as number, im: 0 };

/** Σ x[j]·exp(±2πi·jk/n) for k below `count`; the angle is reduced before it is rounded. */
function sums(line: readonly Z[], n: number, sign: number, count: number): Z[] {
  const roots = Array.from({ length: n }, (_, k) => ({
    re: Math.cos((2 * Math.PI * k) / n),
    im: sign * Math.sin((2 * Math.PI * k) / n),
  }));
  return Array.from({ length: count }, (_, k) => {
    let [re, im] = [0, 0];
    for (let j = 0; j < n; j++) {
      const [a, w] = [line[j] ?? { re: 0, im: 0 }, roots[(j * k) % n]!];
      re += a.re * w.re - a.im * w.im;
      im += a.re * w.im + a.im * w.re;
    }
    return { re, im };
  });
}

/** One axis, to length n, in double throughout. */
function step(x: Host, a: number, n: number, kind: Kind, sign: number): Host {
  const half = Math.floor(n / 2) + 1;
  if (kind === 'from real') return alongAxis(x, a, 'complex128', half, (line) => sums(line.map(z), n, sign, half));
  if (kind === 'complex') return alongAxis(x, a, 'complex128', n, (line) => sums(line.map(z).slice(0, n), n, sign, n));
  return alongAxis(x, a, 'float64', n, (line) => {
    // The other half is the conjugate of this one; ends that must be real are taken so.
    const given = line.map(z).slice(0, half);
    const whole = Array.from({ length: n }, (_, k): Z => {
      const v = given[k < half ? k : n - k] ?? { re: 0, im: 0 };
      if (k === 0 || 2 * k === n) return { re: v.re, im: 0 };
      return k < half ? v : { re: v.re, im: -v.im };
    });
    return sums(whole, n, sign, n).map((v) => v.re);
  });
}

function transformed(
  x: Host,
  list: readonly (readonly [axis: number, n: number, kind: Kind])[],
  sign: number,
  factor: number,
): Near {
  let y: Host = { ...x, values: x.values.map(z), dtype: 'complex128' };
  if (list.some(([, , kind]) => kind === 'from real')) y = { ...x, dtype: 'float64' };
  for (const [a, n, kind] of list) y = step(y, a, n, kind, sign);
  const single = isSingle(x.dtype);
  const out: Name = isComplex(y.dtype) ? (single ? 'complex64' : 'complex128') : single ? 'float32' : 'float64';
  const { lists } = groups(
    x,
    list.map(([a]) => a),
  );
  const most = Math.max(0, ...lists.map((l) => l.reduce<number>((s, v) => s + Math.hypot(z(v).re, z(v).im), 0)));
  const total = list.reduce((p, [, n]) => p * n, 1);
  const room = 8 * (single ? 2 ** -23 : 2 ** -52) * (Math.log2(total) + 2) * 2 * most * factor;
  const scaled = (v: Value): Value =>
    typeof v === 'object' ? { re: v.re * factor, im: v.im * factor } : (v as number) * factor;
  return { ...y, dtype: out, values: y.values.map((v) => fit(out, scaled(v))), slack: y.values.map(() => room) };
}

const factorOf = (norm: Norm | null | undefined, n: number, divides: boolean): number =>
  norm === 'ortho' ? 1 / Math.sqrt(n) : ((norm ?? 'backward') === 'backward') === divides ? 1 / n : 1;
const lengthOf = (given: number | null | undefined, extent: number, kind: Kind): number =>
  given ?? (kind === 'to real' ? 2 * (extent - 1) : extent);

const norms = pick<Norm | null>('backward', 'ortho', 'forward', null);
const lengths = pick(1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 16, 17, 31, 37, 64, 97, 105, 128);
/** Operands of at least two elements an axis, so that every transform has a length. */
const operands = (kind: Kind): fc.Arbitrary<Laid> => {
  const few = fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 3 });
  const long = fc.tuple(pick(1, 2), fc.integer({ min: 2, max: 140 })).map(([m, n]) => [m + 1, n]);
  return array(kind === 'from real' ? floats : complexes, {
    shape: fc.oneof({ weight: 3, arbitrary: few }, { weight: 1, arbitrary: long }),
    element: (n) => value(n, 'finite'),
  });
};

function one(kind: Kind, sign: number, divides: boolean): Row {
  return {
    args: operands(kind).chain((x) =>
      fc.tuple(
        fc.constant(x),
        options({ n: pick(null, null, 1, 2, 3, 5, 7, 8, 13, 30, 67), axis: axis(x.host.shape.length), norm: norms }),
      ),
    ),
    want: (x: Host, o: Options) => {
      const a = axisOf(o.axis ?? -1, x.shape.length);
      const n = lengthOf(o.n, x.shape[a]!, kind);
      return transformed(x, [[a, n, kind]], sign, factorOf(o.norm, n, divides));
    },
  };
}

function many(kind: Kind, sign: number, divides: boolean): Row {
  return {
    args: operands(kind).chain((x) => {
      const ndim = x.host.shape.length;
      const all_ = Array.from({ length: ndim }, (_, i) => i);
      const chosen = fc
        .shuffledSubarray(all_, { minLength: 1 })
        .chain((list) => fc.boolean().map((below) => list.map((a) => (below ? a - ndim : a))));
      const both = fc.tuple(
        chosen,
        norms,
        fc.boolean(),
        fc.array(pick(-1, 2, 3, 4, 7), { minLength: 3, maxLength: 3 }),
      );
      const o = both.map(([list, norm, sized, s]) => ({
        axes: list,
        norm,
        ...(sized ? { s: s.slice(0, list.length) } : {}),
      }));
      return fc.tuple(fc.constant(x), fc.oneof<fc.Arbitrary<object>[]>(o, options({ norm: norms })));
    }),
    want: (x: Host, o: Options) => {
      const list = o.axes ? o.axes.map((a) => axisOf(a, x.shape.length)) : axesOf(null, x.shape.length);
      const steps = list.map((a, i): [number, number, Kind] => {
        const own = i === list.length - 1 ? kind : 'complex';
        const given = o.s === undefined || o.s[i] === -1 ? null : o.s[i];
        return [a, lengthOf(given, x.shape[a]!, own), own];
      });
      const total = steps.reduce((p, [, n]) => p * n, 1);
      return transformed(x, kind === 'to real' ? steps : steps.toReversed(), sign, factorOf(o.norm, total, divides));
    },
  };
}

const frequencies = (half: boolean): Row => ({
  args: fc.tuple(
    lengths,
    options({ d: pick(1, 0.5, 3, 0.1), dtype: dtype(floats).map((n) => new DTypeArgument(n)) }).map((o) => ({
      ...o,
      device: testDevice,
    })),
  ),
  want: (n: number, o: { d?: number; dtype?: Name }) => {
    const name = o.dtype ?? 'float64';
    const length = half ? Math.floor(n / 2) + 1 : n;
    return build(name, [length], ([k]) => fit(name, (half || 2 * k! < n ? k! : k! - n) / ((o.d ?? 1) * n)));
  },
  tolerance: { ulps: [2, 1] },
});

const shift = (by: (n: number) => number): Row => ({
  args: array(all, { shape: shape(0, 3) }).chain((x) =>
    fc.tuple(fc.constant(x), options({ axes: axes(x.host.shape.length) })),
  ),
  want: (x: Host, o: { axes?: number | number[] | null }) => {
    const moved = axesOf(o.axes, x.shape.length);
    return build(x.dtype, x.shape, (index) =>
      at(
        x,
        index.map((i, a) => (moved.includes(a) ? (i + by(x.shape[a]!)) % x.shape[a]! : i)),
      ),
    );
  },
});

export const fourierTable: Table = {
  fft: one('complex', -1, false),
  ifft: one('complex', 1, true),
  fftn: many('complex', -1, false),
  ifftn: many('complex', 1, true),
  rfft: one('from real', -1, false),
  irfft: one('to real', 1, true),
  rfftn: many('from real', -1, false),
  irfftn: many('to real', 1, true),
  hfft: one('to real', -1, false),
  ihfft: one('from real', 1, true),
  fftfreq: frequencies(false),
  rfftfreq: frequencies(true),
  // Element i comes from where it stands in the other order.
  fftshift: shift((n) => Math.ceil(n / 2)),
  ifftshift: shift((n) => Math.floor(n / 2)),
};
