/** all, any and diff in every dtype and layout against the plain provider, and by hand where it matters. */
import * as xp from 'obol';
import { testDevice as device, small } from '../support/device';
import { plain } from '../support/plain';
import { array, dtypeNames, laid, layouts, oracle, values, type Name, type Value } from '../support/arrays';
import { expectClose } from '../support/close';

const ns = plain as unknown as typeof xp;
const shape = [3, 4, 5];

/** Mostly nonzero or mostly zero values, so that neither answer is always the same. */
function sparse(name: Name, nonzero: boolean): Value[] {
  return values(name, 60, 6).map((v, i) => {
    const rare = i % 13 === 5;
    if (rare !== nonzero) return typeof v === 'object' ? { re: NaN, im: 0 } : name === 'bool' ? true : one(v);
    return typeof v === 'object' ? { re: 0, im: -0 } : typeof v === 'bigint' ? 0n : name === 'bool' ? false : 0;
  });
}
const one = (v: Value): Value => (typeof v === 'bigint' ? 3n : 3);

describe.each(['all', 'any'] as const)('%s', (fn) => {
  small('counts what is not 0 as true, over every choice of axes, in every dtype and layout', () => {
    for (const name of dtypeNames)
      for (const nonzero of [false, true]) {
        const list = sparse(name, nonzero);
        const x = array(list, shape, name);
        const plainX = oracle(list, shape, name) as unknown as xp.NDArray;
        for (const axis of [undefined, 0, 2, [0, 1], [1, 2]]) {
          const want = ns[fn](plainX, { axis });
          for (const layout of layouts)
            expectClose(xp[fn](laid(x, layout), { axis }), want, `${name} ${layout} ${JSON.stringify(axis)}`);
        }
      }
  });

  small('of nothing, of NaN, of zeros of both signs, of one element in many', () => {
    expect(xp[fn](xp.zeros([0], { device })).item()).toBe(fn === 'all');
    expect(xp[fn](xp.asarray([NaN], { device })).item()).toBe(true);
    expect(xp[fn](xp.asarray([0, -0], { device })).item()).toBe(false);
    const many = new Uint8Array(200_001).fill(fn === 'all' ? 1 : 0);
    expect(xp[fn](xp.asarray(many, { device })).item()).toBe(fn === 'all');
    many[150_000] = fn === 'all' ? 0 : 1;
    expect(xp[fn](xp.asarray(many, { device })).item()).toBe(fn !== 'all');
    expect(xp[fn](xp.ones([2, 3], { device }), { axis: 1, keepdims: true }).shape).toEqual([2, 1]);
    expect(() => xp[fn](xp.ones([2], { device }), { axis: 1 })).toThrow(RangeError);
  });
});

describe('diff', () => {
  small('subtracts neighbours along an axis, in every numeric dtype and layout', () => {
    for (const name of dtypeNames.filter((d) => d !== 'bool')) {
      const list = values(name, 60, 8);
      const x = array(list, shape, name);
      const step = [20, 5, 1];
      for (const layout of layouts)
        for (const axis of [0, 1, 2]) {
          const low = list.filter((_, i) => Math.floor(i / step[axis]!) % shape[axis]! < shape[axis]! - 1);
          const high = list.filter((_, i) => Math.floor(i / step[axis]!) % shape[axis]! > 0);
          const extents = shape.map((n, i) => (i === axis ? n - 1 : n));
          const want = xp.subtract(array(high, extents, name), array(low, extents, name));
          expectClose(xp.diff(laid(x, layout), { axis }), want, `${name} ${layout} ${axis}`);
        }
    }
  });

  small('is taken n times, with what is joined on before and behind', () => {
    const x = xp.asarray([1, 4, 9, 16], { device });
    expect(xp.diff(x, { n: 2 }).tolist()).toEqual([2, 2]);
    expect(xp.diff(x, { n: 0 }).tolist()).toEqual([1, 4, 9, 16]);
    expect(xp.diff(x, { n: 5 }).shape).toEqual([0]);
    const [prepend, append] = [xp.asarray([0], { device }), xp.asarray([25], { device })];
    expect(xp.diff(x, { prepend, append }).tolist()).toEqual([1, 3, 5, 7, 9]);
    expect(() => xp.diff(x, { n: -1 })).toThrow(RangeError);
    expect(() => xp.diff(xp.zeros([], { device }))).toThrow(RangeError);
    expect(() => xp.diff(xp.zeros([2], { dtype: xp.bool, device }))).toThrow(TypeError);
  });
});
