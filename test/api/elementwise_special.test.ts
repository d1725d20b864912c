/** The special cases that the standard's text (2025.12) lists for real floating-point operands, row by row. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice, small } from '../support/device';
import { ulpsOff } from '../support/ulp';

const functions = xp as unknown as Record<string, (...x: NDArray[]) => NDArray>;
const inf = Infinity;
const nan = NaN;
const { PI: pi } = Math;

/** Operands that a phrase of the standard stands for. */
const positives = [0.5, 1, 3, 1e-300, 1e300];
const negatives = positives.map((x) => -x);
const zeros = [0, -0];
const infinities = [inf, -inf];
const finite = [...zeros, ...positives, ...negatives];

// prettier-ignore
const unary: Record<string, [x: number | number[], y: number][]> = {
  abs: [[nan, nan], [-0, 0], [-inf, inf]],
  acos: [[nan, nan], [[1.5, inf], nan], [[-1.5, -inf], nan], [1, 0]],
  acosh: [[nan, nan], [[0.5, 0, -1, -inf], nan], [1, 0], [inf, inf]],
  asin: [[nan, nan], [[1.5, inf], nan], [[-1.5, -inf], nan], [0, 0], [-0, -0]],
  asinh: [[nan, nan], [0, 0], [-0, -0], [inf, inf], [-inf, -inf]],
  atan: [[nan, nan], [0, 0], [-0, -0], [inf, pi / 2], [-inf, -pi / 2]],
  atanh: [[nan, nan], [[-1.5, -inf], nan], [[1.5, inf], nan], [-1, -inf], [1, inf], [0, 0], [-0, -0]],
  ceil: [[3, 3], [-7, -7], [-0.5, -0], [1.25, 2], [inf, inf], [-inf, -inf], [0, 0], [-0, -0], [nan, nan]],
  cos: [[nan, nan], [zeros, 1], [infinities, nan]],
  cosh: [[nan, nan], [zeros, 1], [infinities, inf]],
  exp: [[nan, nan], [zeros, 1], [inf, inf], [-inf, 0], [1e4, inf], [-1e4, 0]],
  expm1: [[nan, nan], [0, 0], [-0, -0], [inf, inf], [-inf, -1], [1e4, inf], [-1e4, -1]],
  floor: [[3, 3], [-7, -7], [-0.5, -1], [1.25, 1], [inf, inf], [-inf, -inf], [0, 0], [-0, -0], [nan, nan]],
  log: [[nan, nan], [[-1, -1e-300, -inf], nan], [zeros, -inf], [1, 0], [inf, inf]],
  log1p: [[nan, nan], [[-1.5, -inf], nan], [-1, -inf], [-0, -0], [0, 0], [inf, inf]],
  log2: [[nan, nan], [[-1, -inf], nan], [zeros, -inf], [1, 0], [inf, inf], [0.25, -2], [1024, 10]],
  log10: [[nan, nan], [[-1, -inf], nan], [zeros, -inf], [1, 0], [inf, inf], [1000, 3], [1e15, 15]],
  reciprocal: [[nan, nan], [0, inf], [-0, -inf], [inf, 0], [-inf, -0]],
  round: [
    [[0.5, 0.25, 0], 0], [[-0.5, -0], -0], [[1.5, 2, 2.5], 2], [-2.5, -2], [3.5, 4], [-1.5, -2], [inf, inf],
    [-inf, -inf], [nan, nan],
  ],
  sign: [[nan, nan], [[...negatives, -inf], -1], [zeros, 0], [[...positives, inf], 1]],
  sin: [[nan, nan], [0, 0], [-0, -0], [infinities, nan]],
  sinh: [[nan, nan], [0, 0], [-0, -0], [inf, inf], [-inf, -inf], [1e4, inf], [-1e4, -inf]],
  sqrt: [[nan, nan], [[-1, -1e-300, -inf], nan], [0, 0], [-0, -0], [inf, inf]],
  square: [[nan, nan], [zeros, 0], [infinities, inf]],
  tan: [[nan, nan], [0, 0], [-0, -0], [infinities, nan]],
  tanh: [[nan, nan], [0, 0], [-0, -0], [inf, 1], [-inf, -1], [1e4, 1], [-1e4, -1]],
  trunc: [
    [3, 3], [-7, -7], [-0.5, -0], [-1.75, -1], [1.75, 1], [inf, inf], [-inf, -inf], [0, 0], [-0, -0], [nan, nan],
  ],
};

const tests: Record<string, [x: number | number[], y: boolean][]> = {
  isfinite: [
    [[nan, inf, -inf], false],
    [finite, true],
  ],
  isinf: [
    [infinities, true],
    [[nan, ...finite], false],
  ],
  isnan: [
    [nan, true],
    [[...finite, ...infinities], false],
  ],
  signbit: [
    [[0, inf, ...positives], false],
    [[-0, -inf, ...negatives], true],
  ],
};

type Operands = number | number[];
const everything = [nan, ...infinities, ...finite];
// prettier-ignore
const binary: Record<string, [a: Operands, b: Operands, y: number][]> = {
  add: [
    [nan, everything, nan], [everything, nan, nan], [inf, -inf, nan], [-inf, inf, nan], [inf, inf, inf],
    [-inf, -inf, -inf], [inf, finite, inf], [-inf, finite, -inf], [finite, inf, inf], [finite, -inf, -inf],
    [-0, -0, -0], [-0, 0, 0], [0, -0, 0], [0, 0, 0], [zeros, 3, 3], [3, zeros, 3], [3, -3, 0],
  ],
  atan2: [
    [nan, everything, nan], [everything, nan, nan], [positives, zeros, pi / 2], [0, positives, 0], [0, 0, 0],
    [0, -0, pi], [0, negatives, pi], [-0, positives, -0], [-0, 0, -0], [-0, -0, -pi], [-0, negatives, -pi],
    [negatives, zeros, -pi / 2], [positives, inf, 0], [positives, -inf, pi], [negatives, inf, -0],
    [negatives, -inf, -pi], [inf, finite, pi / 2], [-inf, finite, -pi / 2], [inf, inf, pi / 4],
    [inf, -inf, (3 * pi) / 4], [-inf, inf, -pi / 4], [-inf, -inf, (-3 * pi) / 4],
  ],
  copysign: [
    [[3, -3], negatives, -3], [[3, -3], [-0, -inf], -3], [[3, -3], [0, inf], 3], [[3, -3], positives, 3],
    [infinities, -0, -inf], [zeros, -1, -0], [zeros, 1, 0],
  ],
  divide: [
    [nan, everything, nan], [everything, nan, nan], [infinities, infinities, nan], [zeros, zeros, nan],
    [0, positives, 0], [-0, positives, -0], [0, negatives, -0], [-0, negatives, 0], [positives, 0, inf],
    [positives, -0, -inf], [negatives, 0, -inf], [negatives, -0, inf], [inf, positives, inf], [inf, negatives, -inf],
    [-inf, positives, -inf], [-inf, negatives, inf], [positives, inf, 0], [positives, -inf, -0], [negatives, inf, -0],
    [negatives, -inf, 0],
  ],
  floor_divide: [
    [nan, everything, nan], [everything, nan, nan], [infinities, infinities, nan], [zeros, zeros, nan],
    [0, positives, 0], [-0, positives, -0], [0, negatives, -0], [-0, negatives, 0], [positives, 0, inf],
    [positives, -0, -inf], [negatives, 0, -inf], [negatives, -0, inf], [inf, positives, inf], [inf, negatives, -inf],
    [-inf, positives, -inf], [-inf, negatives, inf], [positives, inf, 0], [positives, -inf, -0], [negatives, inf, -0],
    [negatives, -inf, 0], [7, 2, 3], [-7, 2, -4], [7, -2, -4], [-7, -2, 3], [1, 3, 0], [-1, 3, -1],
    [-1e-300, 1e300, -1], [6, 0.5, 12], [3, 3, 1],
  ],
  hypot: [
    [infinities, everything, inf], [everything, infinities, inf], [zeros, 3, 3], [zeros, -3, 3], [-3, zeros, 3],
    [nan, finite, nan], [finite, nan, nan], [nan, nan, nan], [3, -4, 5],
  ],
  logaddexp: [
    [nan, everything, nan], [everything, nan, nan], [inf, [...finite, ...infinities], inf],
    [[...finite, ...infinities], inf, inf], [-inf, -inf, -inf], [-inf, 3, 3], [1000, 0, 1000], [0, 0, Math.LN2],
  ],
  maximum: [[nan, everything, nan], [everything, nan, nan], [1, 3, 3], [inf, 3, inf], [-inf, 3, 3]],
  minimum: [[nan, everything, nan], [everything, nan, nan], [1, 3, 1], [inf, 3, 3], [-inf, 3, -inf]],
  multiply: [
    [nan, everything, nan], [everything, nan, nan], [infinities, zeros, nan], [zeros, infinities, nan],
    [inf, inf, inf], [-inf, -inf, inf], [inf, -inf, -inf], [inf, positives, inf], [inf, negatives, -inf],
    [negatives, inf, -inf], [negatives, -inf, inf], [0, positives, 0], [0, negatives, -0], [-0, negatives, 0],
  ],
  nextafter: [
    [nan, everything, nan], [everything, nan, nan], [-0, 0, 0], [0, -0, -0], [0.5, 0.5, 0.5], [inf, inf, inf],
    [-inf, -inf, -inf],
  ],
  pow: [
    [everything.filter((x) => x !== 1), nan, nan], [everything, zeros, 1],
    [nan, [...infinities, ...positives, ...negatives], nan], [[3, -3], inf, inf], [[3, -3], -inf, 0],
    [[1, -1], infinities, 1], [1, [...finite, ...infinities], 1], [[0.5, -0.5, 0], inf, 0],
    [[0.5, -0.5, 0], -inf, inf], [inf, positives, inf], [inf, negatives, 0], [-inf, [1, 3], -inf],
    [-inf, [0.5, 2, 1e300], inf], [-inf, [-1, -3], -0], [-inf, [-0.5, -2], 0], [0, positives, 0], [0, negatives, inf],
    [-0, [1, 3], -0], [-0, [0.5, 2], 0], [-0, [-1, -3], -inf], [-0, [-0.5, -2], inf], [[-0.5, -3], [0.5, -1.5], nan],
    [-3, 3, -27], [-2, -2, 0.25], [10, 8, 1e8], [9, 0.5, 3],
  ],
  remainder: [
    [nan, everything, nan], [everything, nan, nan], [infinities, infinities, nan], [zeros, zeros, nan],
    [zeros, positives, 0], [zeros, negatives, -0], [finite, zeros, nan], [infinities, finite, nan], [3, inf, 3],
    [3, -inf, -inf], [-3, inf, inf], [-3, -inf, -3], [7, 3, 1], [-7, 3, 2], [7, -3, -2], [-7, -3, -1], [5.5, 0.5, 0],
    [-1e-300, 1e300, 1e300], [1e300, 3, 0], [1e300, 7, 1],
  ],
  subtract: [[nan, everything, nan], [inf, inf, nan], [-inf, -inf, nan], [inf, -inf, inf], [0, 0, 0], [-0, 0, -0]],
};

// prettier-ignore
const comparisons: Record<string, [a: Operands, b: Operands, y: boolean][]> = {
  equal: [
    [nan, everything, false], [everything, nan, false], [inf, inf, true], [-inf, -inf, true], [zeros, zeros, true],
    [3, 3, true], [inf, -inf, false], [inf, finite, false],
  ],
  not_equal: [
    [nan, everything, true], [everything, nan, true], [inf, -inf, true], [-inf, inf, true], [3, 1, true],
    [zeros, zeros, false], [inf, inf, false],
  ],
  less: [[nan, everything, false], [everything, nan, false], [-0, 0, false], [-inf, finite, true]],
  less_equal: [[nan, everything, false], [everything, nan, false], [0, -0, true], [inf, inf, true]],
  greater: [[nan, everything, false], [everything, nan, false], [0, -0, false], [inf, finite, true]],
  greater_equal: [[nan, everything, false], [everything, nan, false], [-0, 0, true], [-inf, -inf, true]],
};

const list = (x: Operands): number[] => (typeof x === 'number' ? [x] : x);

/** Of every pair of a row. */
function pairs(a: Operands, b: Operands): [number, number][] {
  return list(a).flatMap((x) => list(b).map((y): [number, number] => [x, y]));
}

function call(name: string, dtype: 'float32' | 'float64', ...operands: number[][]): unknown[] {
  return functions[name]!(
    ...operands.map((x) => xp.asarray(x, { dtype: xp[dtype], device: testDevice })),
  ).tolist() as unknown[];
}

/** π's fractions are approximate in both precisions; everything else is exact, the sign of zero too. */
function expectAll(
  name: string,
  dtype: 'float32' | 'float64',
  got: unknown[],
  operands: number[][],
  want: number,
): void {
  got.forEach((y, i) => {
    const text = `${name}(${operands.map((x) => (Object.is(x[i], -0) ? '-0' : x[i])).join(', ')}) in ${dtype}`;
    const near =
      Number.isFinite(want) && !Number.isInteger(want) && ulpsOff(y as number, want, dtype === 'float32') < 1;
    expect([text, near ? want : y]).toEqual([text, want]);
  });
}

// In float32 1e±300 would be infinite or 0.
const precisions = [
  { dtype: 'float64' as const, fits: () => true },
  {
    dtype: 'float32' as const,
    fits: (...x: number[]) =>
      x.every((v) => v === 0 || !Number.isFinite(v) || (Math.abs(v) < 1e30 && Math.abs(v) > 1e-30)),
  },
];

for (const { dtype, fits } of precisions) {
  describe(dtype, () => {
    for (const [name, rows] of Object.entries(unary)) {
      small(`${name} has its special cases`, () => {
        for (const [x, y] of rows) {
          const operands = list(x).filter((v) => fits(v));
          expectAll(name, dtype, call(name, dtype, operands), [operands], y);
        }
      });
    }
    for (const [name, rows] of Object.entries(tests)) {
      small(`${name} has its special cases`, () => {
        for (const [x, y] of rows) {
          const operands = list(x).filter((v) => fits(v));
          expect(call(name, dtype, operands)).toEqual(operands.map(() => y));
        }
      });
    }
    for (const [name, rows] of Object.entries(binary)) {
      small(`${name} has its special cases`, () => {
        for (const [a, b, y] of rows) {
          const chosen = pairs(a, b).filter(([p, q]) => fits(p, q));
          const operands = [chosen.map(([p]) => p), chosen.map(([, q]) => q)];
          expectAll(name, dtype, call(name, dtype, ...operands), operands, y);
        }
      });
    }
    for (const [name, rows] of Object.entries(comparisons)) {
      small(`${name} has its special cases`, () => {
        for (const [a, b, y] of rows) {
          const chosen = pairs(a, b).filter(([p, q]) => fits(p, q));
          const got = call(
            name,
            dtype,
            chosen.map(([p]) => p),
            chosen.map(([, q]) => q),
          );
          expect(got).toEqual(chosen.map(() => y));
        }
      });
    }
  });
}

describe('bits', () => {
  const words = (bits: bigint[]): NDArray => {
    const bytes = new Float64Array(new BigUint64Array(bits).buffer);
    return xp.asarray(bytes, { device: testDevice });
  };
  const bitsOf = (x: NDArray): bigint[] => [...new BigUint64Array((x.dataSync() as Float64Array).slice().buffer)];
  const positiveNan = 0x7ff8000000000000n;
  const negativeNan = 0xfff8000000000000n;

  small('signbit and copysign see the sign of a NaN', () => {
    expect(xp.signbit(words([positiveNan, negativeNan])).tolist()).toEqual([false, true]);
    const one = words([0x3ff0000000000000n, 0x3ff0000000000000n]);
    expect(xp.copysign(one, words([positiveNan, negativeNan])).tolist()).toEqual([1, -1]);
    const nans = words([positiveNan, positiveNan, negativeNan, negativeNan]);
    const signed = xp.copysign(nans, xp.asarray([-1, 0, -0, 2], { device: testDevice }));
    expect(bitsOf(signed).map((b) => b >> 63n)).toEqual([1n, 0n, 1n, 0n]);
    expect(bitsOf(xp.abs(words([negativeNan])))[0]! >> 63n).toBe(0n);
  });

  small('nextafter moves by one place, through zero and into the infinities', () => {
    const x = [1, 1, -1, 0, 0, 5e-324, Number.MAX_VALUE, -inf, 2.2250738585072014e-308];
    const y = [2, 0, 0, 1, -1, 0, inf, 0, 0];
    const want = [
      1 + 2 ** -52,
      1 - 2 ** -53,
      -1 + 2 ** -53,
      5e-324,
      -5e-324,
      0,
      inf,
      -Number.MAX_VALUE,
      2.225073858507201e-308,
    ];
    expect(call('nextafter', 'float64', x, y)).toEqual(want);
    expect(call('nextafter', 'float32', [1, 0, -0], [2, 1, -1])).toEqual([1 + 2 ** -23, 2 ** -149, -(2 ** -149)]);
  });
});
