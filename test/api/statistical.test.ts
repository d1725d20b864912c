/** Statistics: every reduction in every dtype and layout against the plain provider, accuracy, threads, wrong input. */
import * as xp from 'obol';
import { testDevice as device, small, large } from '../support/device';
import { plain } from '../support/plain';
import { array, dtypeNames, laid, layouts, oracle, values, type Name, type Value } from '../support/arrays';
import { expectClose } from '../support/close';

type Reduction = 'sum' | 'prod' | 'max' | 'min' | 'mean' | 'std' | 'var';
const integers = dtypeNames.filter((name) => name.includes('int'));
const floats: readonly Name[] = ['float32', 'float64'];
const complexes: readonly Name[] = ['complex64', 'complex128'];
const accepted: Record<Reduction, readonly Name[]> = {
  sum: [...integers, ...floats, ...complexes],
  prod: [...integers, ...floats, ...complexes],
  max: [...integers, ...floats],
  min: [...integers, ...floats],
  mean: floats,
  std: floats,
  var: floats,
};
const ns = plain as unknown as typeof xp;
const shape = [3, 4, 5];
const axes = [undefined, null, 0, 1, -1, [0, 1], [2, 0], [0, 1, 2], []];

/** Products of many values need small ones; of complex ones, finite ones. */
function given(fn: string, name: Name, n: number): Value[] {
  if (fn !== 'prod' && fn !== 'cumulative_prod') return values(name, n, 5);
  return values(name, n, 5).map((v) => {
    if (typeof v === 'object') return { re: Number.isFinite(v.re) ? v.re / 8 : 1, im: Number.isFinite(v.im) ? 0.5 : 1 };
    return typeof v === 'bigint' ? v % 3n || 1n : name.startsWith('float') ? v : Number(v) % 3 || 1;
  });
}

describe.each(Object.keys(accepted) as Reduction[])('%s', (fn) => {
  small('gives what the plain provider gives, over every choice of axes, in every dtype and layout', () => {
    for (const name of accepted[fn]) {
      const list = given(fn, name, 60);
      const x = array(list, shape, name);
      const plainX = oracle(list, shape, name) as unknown as xp.NDArray;
      for (const axis of axes) {
        const options = { axis, keepdims: Array.isArray(axis) && axis.length > 1 };
        const want = ns[fn](plainX, options);
        for (const layout of layouts)
          expectClose(xp[fn](laid(x, layout), options), want, `${name} ${layout} ${JSON.stringify(axis)}`);
      }
    }
  });

  small('takes 0-d arrays', () => {
    for (const name of accepted[fn]) {
      const want = ns[fn](oracle([name.endsWith('64') && name.includes('int') ? 7n : 7], [], name) as never);
      expectClose(xp[fn](array([name.endsWith('64') && name.includes('int') ? 7n : 7], [], name)), want, name);
    }
  });

  small('refuses other dtypes, axes that are not there, and what is not an option', () => {
    const x = xp.zeros([2, 3], { device });
    const fine = fn === 'mean' ? [...floats, ...complexes] : accepted[fn];
    for (const name of dtypeNames.filter((d) => !fine.includes(d)))
      expect(() => xp[fn](xp.zeros([2], { dtype: xp[name], device }))).toThrow(TypeError);
    expect(() => xp[fn](x, { axis: 2 })).toThrow(new RangeError(`${fn}: expected an axis in [-2, 1] for axis, got 2`));
    expect(() => xp[fn](x, { axis: [0, -2] })).toThrow(RangeError);
    expect(() => xp[fn](x, 0 as never)).toThrow(new TypeError(`${fn}: axis goes into the options: { axis: 0 }`));
    expect(() => xp[fn](x, { dim: 0 } as never)).toThrow(/unknown option dim/);
    expect(() => xp[fn]([1] as never)).toThrow(TypeError);
  });
});

describe('of nothing', () => {
  small('sums are 0, products 1, means NaN, and there is no extreme', () => {
    const none = xp.zeros([0, 3], { device });
    expect(xp.sum(none, { axis: 0 }).tolist()).toEqual([0, 0, 0]);
    expect(xp.prod(none, { axis: 0 }).tolist()).toEqual([1, 1, 1]);
    expect(xp.mean(none, { axis: 0 }).tolist()).toEqual([NaN, NaN, NaN]);
    expect(xp.sum(none, { axis: 1 }).shape).toEqual([0]);
    expect(xp.max(none, { axis: 1 }).shape).toEqual([0]);
    expect(() => xp.max(none, { axis: 0 })).toThrow(RangeError);
    expect(() => xp.min(none)).toThrow(/min: expected at least one element/);
  });
});

describe('sum', () => {
  small('is in the dtype asked for, and wraps in its own', () => {
    const x = xp.asarray(Int8Array.of(100, 100), { device });
    expect([xp.sum(x).dtype, xp.sum(x).item()]).toEqual([xp.int32, 200]);
    expect(xp.sum(x, { dtype: xp.float64 }).item()).toBe(200);
    expect(xp.sum(x, { dtype: xp.int64 }).item()).toBe(200n);
    const wide = xp.asarray(Int32Array.of(2 ** 31 - 1, 1), { device });
    expect(xp.sum(wide).item()).toBe(-(2 ** 31));
    expect(() => xp.sum(x, { dtype: xp.bool })).toThrow(TypeError);
  });

  small('reads broadcast views', () => {
    const x = xp.broadcast_to(xp.asarray(Float64Array.of(1, 2, 3), { device }), [1000, 3]);
    expect(xp.sum(x, { axis: 0 }).tolist()).toEqual([1000, 2000, 3000]);
    expect(xp.sum(x).item()).toBe(6000);
    expect(xp.max(x, { axis: 1 }).shape).toEqual([1000]);
  });

  large('of a million tenths is off by less than a running sum is by a thousand times', () => {
    const x = xp.full([1000, 1000], 0.1, { device });
    expect(Math.abs((xp.sum(x).item() as number) - 1e5)).toBeLessThan(1e-9);
    for (const axis of [0, 1]) {
      const sums = xp.sum(x, { axis }).dataSync() as Float64Array;
      expect(Math.max(...sums.map((s) => Math.abs(s - 100)))).toBeLessThan(1e-12);
    }
    const f = xp.full([1_000_000], 0.1, { dtype: xp.float32, device });
    expect(xp.sum(f).item()).toBe(Math.fround(Math.fround(0.1) * 1e6));
  });
});

describe('mean', () => {
  small('of complex numbers is taken part by part', () => {
    const list = [
      { re: 1, im: 2 },
      { re: 3, im: -4 },
    ];
    for (const name of complexes)
      expectClose(xp.mean(array(list, [2], name)), array([{ re: 2, im: -1 }], [], name), name);
  });
});

describe('max and min', () => {
  small('are NaN as soon as one element is, wherever it lies', () => {
    for (const n of [3, 40, 1500])
      for (const at of [0, 1, n - 1]) {
        const data = Float64Array.from({ length: n }, (_, i) => (i === at ? NaN : i));
        const x = xp.asarray(data, { device });
        expect([xp.max(x).item(), xp.min(x).item()]).toEqual([NaN, NaN]);
        const rest = xp.asarray(
          data.filter((v) => v === v),
          { device },
        );
        expect(xp.max(rest).item()).toBe(at === n - 1 ? n - 2 : n - 1);
        expect(xp.min(rest).item()).toBe(at === 0 ? 1 : 0);
      }
  });
});

describe.each(['cumulative_sum', 'cumulative_prod'] as const)('%s', (fn) => {
  small('gives what the plain provider gives, along every axis, in every dtype and layout', () => {
    for (const name of accepted.sum) {
      const list = given(fn, name, 60);
      const x = array(list, shape, name);
      const plainX = oracle(list, shape, name) as unknown as xp.NDArray;
      for (const axis of [0, 1, -1])
        for (const include_initial of [false, true]) {
          const want = ns[fn](plainX, { axis, include_initial });
          for (const layout of layouts)
            expectClose(xp[fn](laid(x, layout), { axis, include_initial }), want, `${name} ${layout} ${axis}`);
        }
    }
  });

  small('of nothing is nothing, or its start; an axis must be there', () => {
    const start = fn === 'cumulative_sum' ? 0 : 1;
    expect(xp[fn](xp.zeros([0], { device })).shape).toEqual([0]);
    expect(xp[fn](xp.zeros([0], { device }), { include_initial: true }).tolist()).toEqual([start]);
    expect(() => xp[fn](xp.zeros([2, 2], { device }))).toThrow(RangeError);
    expect(() => xp[fn](xp.zeros([], { device }))).toThrow(RangeError);
    expect(() => xp[fn](xp.zeros([2], { dtype: xp.bool, device }))).toThrow(TypeError);
  });
});
