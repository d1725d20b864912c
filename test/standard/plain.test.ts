// The second provider itself: values known by hand, and its strictness, which other tests lean on.
import { plain as xp, PlainArray } from '../support/plain';

const a = xp.reshape(xp.arange(12, { dtype: xp.float64 }), [3, 4]);

test('indices mean what Python means by them', () => {
  expect(a.get(1).tolist()).toEqual([4, 5, 6, 7]);
  expect(a.get(xp.slice(null, null, -1), -2).tolist()).toEqual([10, 6, 2]);
  expect(a.get(xp.ellipsis, xp.newaxis, 0).shape).toEqual([3, 1]);
  expect(a.get(xp.greater(a, 8)).tolist()).toEqual([9, 10, 11]);
  const [i, j] = [xp.asarray([2, 0], { dtype: xp.int32 }), xp.asarray([1, 3], { dtype: xp.int32 })];
  expect(a.get(i, j).tolist()).toEqual([9, 3]);
  expect(a.get(i, xp.slice(0, 2)).tolist()).toEqual([
    [8, 9],
    [0, 1],
  ]);
  const b = xp.asarray(a, { copy: true });
  b.set([0, xp.slice(1, 3)], -1);
  expect(b.get(0).tolist()).toEqual([0, -1, -1, 3]);
  expect(() => a.get(3)).toThrow(RangeError);
});

test('reductions and products', () => {
  expect(xp.sum(a, { axis: 0 }).tolist()).toEqual([12, 15, 18, 21]);
  expect(xp.std(a).tolist()).toBeCloseTo(Math.sqrt(143 / 12), 14);
  expect(xp.matmul(a, a.T).tolist()).toEqual([
    [14, 38, 62],
    [38, 126, 214],
    [62, 214, 366],
  ]);
  expect(xp.cumulative_sum(a, { axis: 1 }).get(2).tolist()).toEqual([8, 17, 27, 38]);
  expect(xp.argmax(xp.asarray([1, NaN, 3])).tolist()).toBe(1);
  expect(xp.searchsorted(xp.asarray([1, 2, 2, 3]), xp.asarray([2, 4]), { side: 'right' }).tolist()).toEqual([3, 4]);
});

test('integers wrap, float32 rounds, 64-bit integers are bigints', () => {
  expect(xp.add(xp.asarray([250], { dtype: xp.uint8 }), 10).tolist()).toEqual([4]);
  expect(xp.asarray([0.1], { dtype: xp.float32 }).tolist()).toEqual([Math.fround(0.1)]);
  expect(xp.add(xp.asarray([2n ** 62n]), 1n).tolist()).toEqual([2n ** 62n + 1n]);
});

test('what the standard leaves open is refused', () => {
  const int = xp.asarray([1], { dtype: xp.int32 });
  expect(() => xp.add(int, xp.asarray([1]))).toThrow(/does not promote/);
  expect(() => xp.add(int, 0.5)).toThrow(/does not mix/);
  expect(() => xp.add(a, true)).toThrow(TypeError);
  expect(() => xp.divide(int, 2)).toThrow(TypeError);
  expect(() => xp.where(int, 1, a)).toThrow(TypeError);
  expect(() => xp.mean(int)).toThrow(TypeError);
});

test('arrays of two devices do not meet, and a creation lies on the first unless told otherwise', () => {
  const far = xp.zeros([2], { device: 'tray:1' });
  expect(() => xp.add(far, xp.zeros([2]))).toThrow(/two devices/);
  expect(xp.zeros_like(far).device).toBe('tray:1');
  expect(xp.sum(far)).toBeInstanceOf(PlainArray);
});
