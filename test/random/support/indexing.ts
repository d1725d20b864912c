/** Indices as they are drawn, and the oracle of reading and writing by them: Python's slices, NumPy's masks and arrays. */
import * as fc from 'fast-check';
import { arrayOf, pick } from './arbitrary';
import {
  at,
  axisOf,
  broadcastShapes,
  broadcastTo,
  build,
  flatAt,
  indices,
  isHost,
  refuse,
  type Host,
  type Name,
  type Value,
} from './host';
import type { Laid } from './layout';

type Bound = number | null;
/** A slice; the ellipsis; a new axis; a whole number; a list of them; an array of integers or a mask. */
export type Drawn<A> = { slice: [Bound, Bound, Bound] } | 'ellipsis' | null | number | number[] | A;

const slice = (n: number): fc.Arbitrary<Drawn<Laid>> => {
  const bound = fc.oneof(fc.integer({ min: -n - 2, max: n + 2 }), pick(null));
  return fc
    .tuple(bound, bound, pick(null, 1, 1, 2, -1, -2, 3, 100))
    .map(([a, b, c]) => ({ slice: [a, b, c] satisfies [Bound, Bound, Bound] }));
};
/** A whole number on an axis; now and then outside. */
const position = (n: number): fc.Arbitrary<number> =>
  n === 0
    ? fc.constant(0)
    : fc.oneof(
        { weight: 40, arbitrary: fc.integer({ min: -n, max: n - 1 }) },
        { weight: 1, arbitrary: pick(n, -n - 1) },
      );

const indexDTypes = pick<Name>('int8', 'int32', 'int64', 'uint8', 'uint32', 'uint64');
/** Integer arrays of a shape that broadcasts to [2, 3]. */
const integers = (n: number): fc.Arbitrary<Drawn<Laid>> =>
  fc.tuple(indexDTypes, pick([3], [2, 3], [1], [2, 1], [], [3])).chain(([name, extents]) => {
    const inside = name.startsWith('u') ? fc.nat(Math.max(0, n - 1)) : position(n);
    const array = arrayOf(name, extents, inside.map(BigInt)) as fc.Arbitrary<Drawn<Laid>>;
    const list = fc.array(position(n), { minLength: 3, maxLength: 3 }) as fc.Arbitrary<Drawn<Laid>>;
    return fc.oneof({ weight: 3, arbitrary: array }, { weight: 1, arbitrary: list });
  });
/** With `some` of every count true, as masks broadcast with arrays only by their count. */
const mask = (extents: readonly number[]): fc.Arbitrary<Drawn<Laid>> => arrayOf('bool', extents);

/** Parts for the axes of a shape; `kinds`: basic ones only, or arrays, or one mask. */
export function parts(extents: readonly number[], kind: 'basic' | 'arrays' | 'mask'): fc.Arbitrary<Drawn<Laid>[]> {
  if (kind === 'mask') {
    return fc.tuple(fc.nat(extents.length), fc.nat(extents.length)).chain(([a, b]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const before = extents.slice(0, from).map((n) => slice(n));
      const after = extents.slice(to).map((n) => slice(n));
      if (from === to) return fc.tuple(mask([])) as fc.Arbitrary<Drawn<Laid>[]>;
      return fc.tuple(...before, mask(extents.slice(from, to)), ...after) as fc.Arbitrary<Drawn<Laid>[]>;
    });
  }
  const part = (n: number): fc.Arbitrary<Drawn<Laid>> => {
    const basic = fc.oneof(
      { weight: 1, arbitrary: position(n) as fc.Arbitrary<Drawn<Laid>> },
      { weight: 2, arbitrary: slice(n) },
    );
    return kind === 'basic' ? basic : fc.oneof(basic, integers(n));
  };
  return fc
    .tuple(
      fc.tuple(...extents.map(part)),
      fc.nat(extents.length),
      fc.nat(extents.length),
      fc.nat(4),
      fc.nat(extents.length),
    )
    .map(([list, dots, until, how, fresh]) => {
      let out: Drawn<Laid>[] = list;
      // Axes that are left to the ellipsis, or left out at the end.
      if (how === 0) out = list.slice(0, dots);
      if (how === 1 && dots < until) out = [...list.slice(0, dots), 'ellipsis', ...list.slice(until)];
      return how === 2 || how === 1 ? out.toSpliced(Math.min(fresh, out.length), 0, null) : out;
    });
}

function resolve([a, b, c]: [Bound, Bound, Bound], n: number): number[] {
  const step = c ?? 1;
  const clamp = (v: number): number =>
    step > 0 ? Math.min(Math.max(v < 0 ? v + n : v, 0), n) : Math.min(Math.max(v < 0 ? v + n : v, -1), n - 1);
  const start = a === null ? (step > 0 ? 0 : n - 1) : clamp(a);
  const stop = b === null ? (step > 0 ? n : -1) : clamp(b);
  const out: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(i);
  return out;
}

interface Addressed {
  shape: number[];
  /** The element of the array for an index of the result. */
  source: (index: readonly number[]) => number[];
}

/** Which elements an index names, and under which shape. */
export function addressed(extents: readonly number[], given: readonly Drawn<Host>[]): Addressed {
  const axesOfPart = (p: Drawn<Host>): number =>
    p === null || p === 'ellipsis' ? 0 : isHost(p) && p.dtype === 'bool' ? p.shape.length : 1;
  const used = given.reduce((n: number, p) => n + axesOfPart(p), 0);
  if (used > extents.length) refuse('RangeError');
  const whole: Drawn<Host> = { slice: [null, null, null] };
  const fill = new Array<Drawn<Host>>(extents.length - used).fill(whole);
  const list = given.includes('ellipsis') ? given.flatMap((p) => (p === 'ellipsis' ? fill : [p])) : [...given, ...fill];

  const many = list.some((p) => Array.isArray(p) || isHost(p));
  const picks: { axis: number; array: Host }[] = [];
  /** Axes of the result that are no picks': the elements of the source axis, or undefined for a new one. */
  const plain: { axis: number; from: number[] | undefined }[] = [];
  const places: number[] = [];
  let [axis, position] = [0, 0];
  const int64 = (shape: readonly number[], values: readonly Value[]): Host => ({ dtype: 'int64', shape, values });
  list.forEach((p, place) => {
    const begin = (): void => {
      if (places.length === 0) position = plain.length;
      places.push(place);
    };
    const pick = (...arrays: Host[]): void => {
      begin();
      for (const array of arrays) picks.push({ axis: axis++, array });
    };
    if (p === null) plain.push({ axis: -1, from: undefined });
    else if (typeof p === 'number') {
      if (many) pick(int64([], [BigInt(p)]));
      else picks.push({ axis: axis++, array: int64([], [BigInt(p)]) });
    } else if (Array.isArray(p)) pick(int64([p.length], p.map(BigInt)));
    else if (isHost(p) && p.dtype === 'bool') {
      if (p.shape.some((n, i) => n !== extents[axis + i])) refuse('RangeError');
      const found = indices(p.shape).filter((index) => at(p, index) === true);
      const column = (values: bigint[]): Host => int64([values.length], values);
      if (p.shape.length > 0) pick(...p.shape.map((_, i) => column(found.map((index) => BigInt(index[i]!)))));
      else {
        // Python's x[True]: an axis of its own.
        begin();
        picks.push({ axis: -1, array: column(found.map(() => 0n)) });
      }
    } else if (isHost(p)) pick(p);
    else plain.push({ axis, from: resolve((p as { slice: [Bound, Bound, Bound] }).slice, extents[axis++]!) });
  });
  const apart = places.some((p, i) => i > 0 && p !== places[i - 1]! + 1);
  if (apart) position = 0;
  const common = broadcastShapes(...picks.map((p) => p.array.shape));
  const wide = picks.map((p) => {
    const values = p.array.values.map((v) => (p.axis < 0 ? 0n : BigInt(axisOf(Number(v), extents[p.axis]!))));
    return { axis: p.axis, array: broadcastTo({ ...p.array, values }, common) };
  });
  const lengths = plain.map((p) => p.from?.length ?? 1);
  return {
    shape: [...lengths.slice(0, position), ...common, ...lengths.slice(position)],
    source: (index) => {
      const picked = index.slice(position, position + common.length);
      const rest = [...index.slice(0, position), ...index.slice(position + common.length)];
      const from = new Array<number>(extents.length);
      plain.forEach((p, i) => {
        if (p.from) from[p.axis] = p.from[rest[i]!]!;
      });
      for (const p of wide) if (p.axis >= 0) from[p.axis] = Number(at(p.array, picked));
      return from;
    },
  };
}

export function read(x: Host, index: readonly Drawn<Host>[]): Host {
  const { shape, source } = addressed(x.shape, index);
  return build(x.dtype, shape, (i) => at(x, source(i)));
}

/** The array after x[index] = value: of several writes to one element the last stays. */
export function written(x: Host, index: readonly Drawn<Host>[], value: Host): Host {
  const { shape, source } = addressed(x.shape, index);
  const both = broadcastShapes(value.shape, shape);
  if (both.join() !== shape.join()) return refuse('RangeError');
  const wide = broadcastTo(value, shape);
  const values = [...x.values];
  for (const i of indices(shape)) values[flatAt(source(i), x.shape)] = at(wide, i);
  return { ...x, values };
}
