/**
 * One answer whatever the layout and the device: every elementwise operation gives the same bits for the same elements,
 * however they lie, and those of the cpu; reductions too where their sums are exact, and within rounding where not.
 */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { array, dtypeNames, laid, layouts, values, type Name } from '../support/arrays';
import { small, testDevice as device } from '../support/device';

const functions = xp as unknown as Record<string, (...x: unknown[]) => NDArray>;
const shape = [5, 14];
const size = 70;
const two = layouts.map((first, i) => [first, layouts[(i + 2) % layouts.length]!] as const);

const unary =
  'abs acos acosh asin asinh atan atanh bitwise_invert ceil conj cos cosh exp expm1 floor imag isfinite isinf isnan log ' +
  'log1p log2 log10 logical_not negative positive real reciprocal round sign signbit sin sinh square sqrt tan tanh trunc';
const binary =
  'add atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign divide equal ' +
  'floor_divide greater greater_equal hypot less less_equal logaddexp logical_and logical_or logical_xor maximum minimum ' +
  'multiply nextafter not_equal pow remainder subtract';

/** The dtypes that `call` accepts: the others are a TypeError. */
function accepted(call: (name: Name) => unknown): Name[] {
  return dtypeNames.filter((name) => {
    try {
      call(name);
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  });
}

const here = (name: Name, seed: number): NDArray => array(values(name, size, seed), shape, name);
/** The elements' bits, NaN's aside: which NaN an operation makes is the processor's affair. */
const bits = (x: NDArray): unknown => [x.dtype.name, [...x.shape], x.dataSync()];
/** The same, the sign of zero aside: sums and products meet it in any order. */
const unsigned = (x: NDArray): unknown => [x.dtype.name, [...x.shape], [...x.dataSync()].map((v) => (v === 0 ? 0 : v))];

describe.each(unary.split(' '))('%s', (fn) => {
  small('is the same bits in every layout, and those of the cpu', () => {
    const names = accepted((name) => functions[fn]!(here(name, 1)));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const x = here(name, 1);
      const expected = bits(functions[fn]!(x.to_device('cpu')));
      for (const layout of layouts) expect(bits(functions[fn]!(laid(x, layout)))).toEqual(expected);
    }
  });
});

describe.each(binary.split(' '))('%s', (fn) => {
  small('is the same bits in every layout, broadcast and beside a scalar, and those of the cpu', () => {
    const names = accepted((name) => functions[fn]!(here(name, 1), here(name, 2)));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const [x, y] = [here(name, 1), here(name, 2)];
      const [cx, cy] = [x.to_device('cpu'), y.to_device('cpu')];
      const expected = bits(functions[fn]!(cx, cy));
      for (const [a, b] of two) expect(bits(functions[fn]!(laid(x, a), laid(y, b)))).toEqual(expected);
      expect(bits(functions[fn]!(x, y.get(2)))).toEqual(bits(functions[fn]!(cx, cy.get(2))));
      const scalar = y.get(0, 0).item();
      expect(bits(functions[fn]!(scalar, x))).toEqual(bits(functions[fn]!(scalar, cx)));
      expect(bits(functions[fn]!(laid(x, 'every other'), scalar))).toEqual(bits(functions[fn]!(cx, scalar)));
    }
  });
});

small('astype is the same bits from every dtype to every dtype', () => {
  for (const from of dtypeNames)
    for (const to of dtypeNames) {
      if (from.startsWith('complex') && !to.startsWith('complex')) continue;
      const x = here(from, 3);
      const expected = bits(xp.astype(x.to_device('cpu'), xp[to]));
      for (const layout of layouts) expect(bits(xp.astype(laid(x, layout), xp[to]))).toEqual(expected);
    }
});

small('where picks the same elements in every layout', () => {
  for (const name of dtypeNames) {
    const [condition, x, y] = [here('bool', 1), here(name, 2), here(name, 3)];
    const expected = bits(xp.where(condition.to_device('cpu'), x.to_device('cpu'), y.to_device('cpu')));
    for (const [a, b] of two) expect(bits(xp.where(laid(condition, b), laid(x, a), laid(y, b)))).toEqual(expected);
  }
});

describe.each(['sum', 'prod', 'max', 'min', 'all', 'any', 'count_nonzero', 'argmax', 'argmin'])('%s', (fn) => {
  small('of whole numbers is the same along every axis, in every layout and on the cpu', () => {
    const whole = (name: Name): NDArray => {
      const x = xp.asarray(values('uint8', 720, 5).map((v) => (Number(v) % 3) + (Number(v) % 7 === 0 ? -1 : 0)));
      return xp.reshape(xp.astype(name.startsWith('u') ? xp.abs(x) : x, xp[name]), [6, 8, 15]).to_device(device);
    };
    const names = accepted((name) => functions[fn]!(whole(name)));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names)
      for (const axis of [undefined, 0, 1, 2]) {
        const x = whole(name);
        const expected = unsigned(functions[fn]!(x.to_device('cpu'), { axis }));
        for (const layout of layouts) expect(unsigned(functions[fn]!(laid(x, layout), { axis }))).toEqual(expected);
      }
  });
});

small('sums of fractions are the same within rounding', () => {
  for (const name of ['float32', 'float64'] as const) {
    const x = xp.sin(xp.arange(30_000, { dtype: xp[name], device: 'cpu' }));
    const y = xp.reshape(x, [30, 1000]);
    for (const axis of [undefined, 0, 1]) {
      const expected = xp.sum(y, { axis });
      const got = xp.sum(y.to_device(device), { axis }).to_device('cpu');
      const gap = xp.max(xp.abs(xp.subtract(got, expected))).item() as number;
      expect(gap).toBeLessThan(name === 'float32' ? 1e-4 : 1e-11);
    }
  }
});
