/** take and take_along_axis in every dtype and layout, against loops; what is out of range is known on reading. */
import * as xp from 'obol';
import { testDevice as device, small } from '../support/device';
import { array, dtypeNames, laid, layouts, lcg, values } from '../support/arrays';

const shape = [3, 4, 5];
const flat = (x: xp.NDArray): unknown[] => (x.size === 0 ? [] : (xp.reshape(x, [-1]).tolist() as unknown[]));
const at = (list: readonly unknown[], i: number, j: number, k: number): unknown => list[(i * 4 + j) * 5 + k];

describe('take', () => {
  small('picks sub-arrays in the order of the indices, in every dtype and layout', () => {
    const picks = [2, -1, 0, 0];
    for (const name of dtypeNames) {
      const list = values(name, 60, 7);
      for (const layout of layouts) {
        const x = laid(array(list, shape, name), layout);
        for (const axis of [0, 1, -1]) {
          const n = shape.at(axis)!;
          const out = [...shape];
          out[axis < 0 ? axis + 3 : axis] = picks.length;
          const want: unknown[] = [];
          for (let i = 0; i < out[0]!; i++)
            for (let j = 0; j < out[1]!; j++)
              for (let k = 0; k < out[2]!; k++) {
                const p = (v: number): number => (picks[v]! + n) % n;
                want.push(axis === 0 ? at(list, p(i), j, k) : axis === 1 ? at(list, i, p(j), k) : at(list, i, j, p(k)));
              }
          const got = xp.take(x, xp.asarray(Int32Array.from(picks), { device }), { axis });
          expect([got.shape, got.dtype, flat(got)]).toEqual([out, xp[name], want]);
        }
      }
    }
  });

  small('takes indices of every integer dtype, of JavaScript, many and none', () => {
    const x = xp.arange(100, { device });
    for (const name of dtypeNames.filter((d) => d.includes('int'))) {
      const wide = name.endsWith('64');
      const indices = array(wide ? [5n, 99n, 0n] : [5, 99, 0], [3], name);
      expect(xp.take(x, indices).tolist()).toEqual([5, 99, 0]);
    }
    expect(xp.take(x, [7, -1]).tolist()).toEqual([7, 99]);
    expect(xp.take(x, Uint16Array.of(3)).tolist()).toEqual([3]);
    expect(xp.take(x, xp.zeros([0], { dtype: xp.int32, device })).shape).toEqual([0]);
    const next = lcg(2);
    const many = Int32Array.from({ length: 100_000 }, () => (next() % 200) - 100);
    const got = xp.take(x, xp.asarray(many, { device })).dataSync() as Int32Array;
    expect(got.every((v, i) => v === (many[i]! + 100) % 100)).toBe(true);
  });

  small('tells an index that is out of range when the result is read', () => {
    const x = xp.zeros([5, 2], { device });
    for (const bad of [5, -6, 2 ** 31 - 1])
      expect(() => xp.take(x, xp.asarray(Int32Array.of(0, bad), { device }), { axis: 0 }).tolist()).toThrow(
        expect.objectContaining({
          name: 'RangeError',
          message: expect.stringContaining(`index ${bad} is out of bounds for axis 0 with size 5`) as string,
        }),
      );
    expect(() => xp.take(x, [1])).toThrow(RangeError);
    expect(() => xp.take(x, xp.zeros([2], { device }), { axis: 0 })).toThrow(TypeError);
    expect(() => xp.take(x, [0], { axis: 2 })).toThrow(RangeError);
  });
});

describe('take_along_axis', () => {
  small('undoes a sort: x at argsort is sorted, in every real dtype, layout and axis', () => {
    for (const name of dtypeNames.filter((d) => d !== 'bool' && !d.startsWith('complex'))) {
      const list = values(name, 60, 12);
      for (const layout of layouts)
        for (const axis of [0, 1, 2]) {
          const x = laid(array(list, shape, name), layout);
          const sorted = xp.take_along_axis(x, xp.argsort(x, { axis }), { axis });
          expect(flat(sorted)).toEqual(flat(xp.sort(x, { axis })));
        }
    }
  });

  small('broadcasts the other axes, on either side', () => {
    const x = xp.reshape(xp.arange(6, { device }), [2, 3]);
    const one = xp.asarray([[2, -3]], { dtype: xp.int32, device });
    expect(xp.take_along_axis(x, one).tolist()).toEqual([
      [2, 0],
      [5, 3],
    ]);
    const row = x.get(xp.slice(0, 1));
    const two = xp.asarray([[0], [2]], { dtype: xp.int32, device });
    expect(xp.take_along_axis(row, two).tolist()).toEqual([[0], [2]]);
    expect(() => xp.take_along_axis(x, xp.asarray([0], { dtype: xp.int32, device }))).toThrow(RangeError);
  });
});
