/** Statistical, searching and utility functions of the plain namespace: one function per reduced line. */
import type { Axes, SearchingFunctions, StatisticalFunctions, UtilityFunctions } from '../../../lib/standard';
import { permute, PlainArray } from './array';
import { cast, dtypes, isComplex, isFloat, isInteger, isWide, type Element, type PlainDType } from './dtype';
import { align, elementwise as ew } from './elementwise';
import { nonzero } from './keys';
import { concat, lines } from './manipulation';
import { axesOf, axisOf } from './shape';

type Line = readonly Element[];

/** For each setting of the other axes, f of the elements along the reduced ones. */
function reduce(
  x: PlainArray,
  axes: Axes | null | undefined,
  keepdims: boolean | undefined,
  dtype: PlainDType,
  f: (line: Line) => Element,
): PlainArray {
  const gone = axesOf(axes, x.ndim);
  const kept = axesOf(null, x.ndim).filter((a) => !gone.includes(a));
  const last = permute(x, [...kept, ...gone]);
  const length = gone.reduce((n, a) => n * x.shape[a]!, 1);
  const count = kept.reduce((n, a) => n * x.shape[a]!, 1);
  const values = Array.from({ length: count }, (_, i) =>
    cast(f(last.values.slice(i * length, (i + 1) * length)), dtype),
  );
  const shape = keepdims ? x.shape.map((n, a) => (gone.includes(a) ? 1 : n)) : kept.map((a) => x.shape[a]!);
  return x.like(values, shape, dtype);
}

/** The dtype of a sum: small integers are widened to 32 bits. */
function accumulator(x: PlainArray, dtype: unknown): PlainDType {
  if (dtype) return dtype as PlainDType;
  if (x.dtype.kind === 'bool') throw new TypeError('sum: bool is not among its dtypes');
  if (!isInteger(x.dtype) || x.dtype.itemsize >= 4) return x.dtype;
  return x.dtype.kind === 'signed integer' ? dtypes.int32 : dtypes.uint32;
}

// Elements are added through the element-wise functions' own rules, one at a time: complex, bigint, number.
function total(line: Line, d: PlainDType, start: number, step: (a: number, b: number) => number): Element {
  if (isWide(d)) {
    const big = step as unknown as (a: bigint, b: bigint) => bigint;
    return line.reduce<bigint>((s, v) => big(s, BigInt(v as number)), BigInt(start));
  }
  if (!isComplex(d)) return line.reduce<number>((s, v) => step(s, Number(v)), start);
  const op = start === 0 ? ew.add : ew.multiply;
  const one = (v: Element): PlainArray => new PlainArray([cast(v, d)], [], d, 'tray:0');
  return line.reduce<PlainArray>((s, v) => op(s, one(v)), one(start)).values[0]!;
}

const plus = (a: number, b: number): number => a + b;
const times = (a: number, b: number): number => a * b;

function extreme(name: string, better: (a: number, b: number) => boolean) {
  const pick = (line: Line): number => {
    if (line.length === 0) throw new RangeError(`${name}: no elements`);
    let best = 0;
    line.forEach((v, i) => {
      const [a, b] = [v as number, line[best] as number];
      if (b === b && (a !== a || better(a, b))) best = i;
    });
    return best;
  };
  return pick;
}

const first = { max: extreme('max', (a, b) => a > b), min: extreme('min', (a, b) => a < b) };

function mean(line: Line): number {
  return (total(line, dtypes.float64, 0, plus) as number) / line.length;
}

function variance(line: Line, correction: number): number {
  const m = mean(line);
  return line.reduce<number>((s, v) => s + (Number(v) - m) ** 2, 0) / (line.length - correction);
}

function floatOnly(name: string, x: PlainArray): void {
  if (!isFloat(x.dtype)) throw new TypeError(`${name}: expected a real floating dtype, got ${x.dtype.name}`);
}

function cumulative(
  start: number,
  step: (a: number, b: number) => number,
): StatisticalFunctions<PlainArray>['cumulative_sum'] {
  return (x, { axis, dtype, include_initial = false } = {}) => {
    const d = accumulator(x, dtype);
    if (x.ndim !== 1 && (axis === null || axis === undefined)) throw new TypeError('cumulative: expected an axis');
    return lines(x, axis ?? 0, d, (line) => {
      const sums = line.map((_, i) => total(line.slice(0, i + 1), d, start, step));
      return include_initial ? [cast(start, d), ...sums] : sums;
    });
  };
}

export const statistical: StatisticalFunctions<PlainArray> = {
  cumulative_prod: cumulative(1, times),
  cumulative_sum: (x, options = {}) => {
    const d = accumulator(x, options.dtype);
    if (isComplex(d) || isWide(d)) return cumulative(0, plus)(x, options);
    if (x.ndim !== 1 && (options.axis === null || options.axis === undefined)) throw new TypeError('expected an axis');
    return lines(x, options.axis ?? 0, d, (line) => {
      let s = 0;
      const sums = line.map((v) => (s = cast(s + Number(v), d) as number));
      return options.include_initial ? [0, ...sums] : sums;
    });
  },
  max: (x, { axis, keepdims } = {}) => reduce(x, axis, keepdims, x.dtype, (line) => line[first.max(line)]!),
  mean: (x, { axis, keepdims } = {}) => {
    floatOnly('mean', x);
    return reduce(x, axis, keepdims, x.dtype, mean);
  },
  min: (x, { axis, keepdims } = {}) => reduce(x, axis, keepdims, x.dtype, (line) => line[first.min(line)]!),
  prod: (x, { axis, keepdims, dtype } = {}) => {
    const d = accumulator(x, dtype);
    return reduce(x, axis, keepdims, d, (line) => total(line, d, 1, times));
  },
  std: (x, { axis, keepdims, correction = 0 } = {}) => {
    floatOnly('std', x);
    return reduce(x, axis, keepdims, x.dtype, (line) => Math.sqrt(variance(line, correction)));
  },
  sum: (x, { axis, keepdims, dtype } = {}) => {
    const d = accumulator(x, dtype);
    return reduce(x, axis, keepdims, d, (line) => total(line, d, 0, plus));
  },
  var: (x, { axis, keepdims, correction = 0 } = {}) => {
    floatOnly('var', x);
    return reduce(x, axis, keepdims, x.dtype, (line) => variance(line, correction));
  },
};

const truth = (v: Element): boolean => cast(v, dtypes.bool) as boolean;

export const utility: UtilityFunctions<PlainArray> = {
  all: (x, { axis, keepdims } = {}) => reduce(x, axis, keepdims, dtypes.bool, (line) => line.every(truth)),
  any: (x, { axis, keepdims } = {}) => reduce(x, axis, keepdims, dtypes.bool, (line) => line.some(truth)),
  diff: (x, { axis = -1, n = 1, prepend, append } = {}) => {
    const at = axisOf(axis, x.ndim);
    let y = concat(
      [prepend, x, append].filter((a) => a instanceof PlainArray),
      { axis: at },
    );
    for (let i = 0; i < n; i++) {
      y = lines(y, at, y.dtype, (line) =>
        line.slice(1).map((v, j) => (typeof v === 'bigint' ? v - (line[j] as bigint) : Number(v) - Number(line[j]))),
      );
    }
    return y;
  },
};

export const searching: SearchingFunctions<PlainArray> = {
  argmax: (x, { axis, keepdims } = {}) => reduce(x, axis ?? null, keepdims, dtypes.int32, first.max),
  argmin: (x, { axis, keepdims } = {}) => reduce(x, axis ?? null, keepdims, dtypes.int32, first.min),
  count_nonzero: (x, { axis, keepdims } = {}) =>
    reduce(x, axis, keepdims, dtypes.int32, (line) => line.filter(truth).length),
  nonzero: (x) => {
    if (x.ndim === 0) throw new RangeError('nonzero: expected an axis or more');
    return nonzero(x);
  },
  searchsorted: (x1, x2, { side = 'left', sorter } = {}) => {
    const wanted = x2 instanceof PlainArray ? x2 : x1.like([x2], []);
    const sorted = sorter ? sorter.values.map((i) => x1.values[Number(i)]!) : x1.values;
    const before = side === 'left' ? (a: Element, v: Element) => a < v : (a: Element, v: Element) => a <= v;
    return wanted.like(
      wanted.values.map((v) => {
        let [low, high] = [0, sorted.length];
        while (low < high) {
          const mid = (low + high) >> 1;
          if (before(sorted[mid]!, v)) low = mid + 1;
          else high = mid;
        }
        return low;
      }),
      wanted.shape,
      dtypes.int32,
    );
  },
  where: (condition, x1, x2) => {
    if (condition.dtype !== dtypes.bool) throw new TypeError('where: expected a bool condition');
    const [a, b] = align(x1, x2) as [PlainArray, PlainArray];
    const [, left] = spread(condition, a);
    const [mask, right] = spread(condition, b);
    return left.like(
      mask.values.map((c, i) => (c ? left.values[i]! : right.values[i]!)),
      left.shape,
      a.dtype,
    );
  },
};

/** Condition and values in one shape, each with its own dtype. */
function spread(condition: PlainArray, x: PlainArray): [PlainArray, PlainArray] {
  const places = x.like(
    Array.from({ length: x.size }, (_, i) => i),
    x.shape,
    dtypes.int32,
  );
  const [c, p] = align(condition.like(condition.values.map(Number), condition.shape, dtypes.int32), places) as [
    PlainArray,
    PlainArray,
  ];
  return [
    c,
    x.like(
      p.values.map((i) => x.values[i as number]!),
      p.shape,
    ),
  ];
}
