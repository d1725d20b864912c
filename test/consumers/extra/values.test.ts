// Comparisons, order, classes and sets of obol/extra against plain loops, on every provider.
import * as obol from '../../../lib/index';
import * as extra from '../../../lib/consumers/extra';
import type { AnyArray } from '../../../lib/standard';
import { lcg } from '../../support/arrays';
import { collected } from '../../support/collect';
import { small, testDevice } from '../../support/device';
import { layouts, numbers, providers } from '../support';

describe.each(providers)('obol/extra on $name', (provider) => {
  const { xp, device } = provider;
  const ints = (values: number[], dtype = xp.int32): AnyArray => xp.astype(xp.asarray(values, { device }), dtype);

  small('isclose mixes dtypes and scalars, broadcasts, and is exact beyond 2^53', async () => {
    const big = xp.asarray([2n ** 62n, 2n ** 62n + 1n, -(2n ** 63n)], { dtype: xp.int64, device });
    const y = extra.isclose(big, 2n ** 62n, { rtol: 0, atol: 0 });
    expect([y.dtype, await numbers(y)]).toEqual([xp.bool, [1, 0, 0]]);
    const far = xp.asarray([2n ** 63n - 1n], { dtype: xp.int64, device });
    expect(await numbers(extra.isclose(xp.asarray([-(2n ** 63n)], { dtype: xp.int64, device }), far))).toEqual([0]);
    expect(await numbers(extra.isclose(ints([1, 2]), xp.asarray([[1], [2 + 1e-9]], { device })))).toEqual([1, 0, 0, 1]);
    expect(await numbers(extra.isclose(ints([1, 0], xp.bool), ints([1, 1], xp.uint8)))).toEqual([1, 0]);
    expect(await numbers(extra.isclose(ints([3]), 3.0000001))).toEqual([1]);
    expect(await numbers(extra.isclose(0.5, xp.asarray([0.5, NaN], { device })))).toEqual([1, 0]);
    const unsigned = xp.asarray([5n], { dtype: xp.uint64, device });
    expect(await numbers(extra.isclose(unsigned, ints([5])))).toEqual([1]);
    const z = xp.asarray(
      [
        { re: 1, im: NaN },
        { re: Infinity, im: 0 },
      ],
      { device },
    );
    expect(await numbers(extra.isclose(z, z))).toEqual([0, 1]);
    expect(await numbers(extra.isclose(z, z, { equal_nan: true }))).toEqual([1, 1]);
    expect([...extra.isclose(xp.zeros([0, 3], { device }), 1).shape]).toEqual([0, 3]);
    expect(() => extra.isclose(big, 1n, { rtol: -1 })).toThrow(/isclose: expected a number >= 0 for rtol, got -1/);
    expect(() => extra.isclose(big, big, { tol: 1 } as never)).toThrow(/unknown option tol/);
  });

  small('allclose answers a boolean, true of no elements', () => {
    const x = xp.asarray([1, 2], { device });
    expect(extra.allclose(x, [1, 2 + 1e-7])).toBe(true);
    expect(extra.allclose(x, [1, 2.1])).toBe(false);
    expect(extra.allclose(xp.zeros([0], { device }), 7)).toBe(true);
    expect(extra.allclose(xp.asarray([NaN], { device }), NaN, { equal_nan: true })).toBe(true);
  });

  small('nan_to_num copies, keeps -0 and refuses infinite replacements of complex elements', async () => {
    const x = xp.asarray([-0, NaN], { device });
    const y = extra.nan_to_num(x, { fill_value: -1 });
    expect((await numbers(y)).map((v) => Object.is(v, -0) || v)).toEqual([true, -1]);
    const i = ints([1, 2], xp.uint16);
    const j = extra.nan_to_num(i);
    j.set([0], 9);
    expect([j.dtype, await numbers(i)]).toEqual([xp.uint16, [1, 2]]);
    const z = xp.asarray([{ re: 1, im: 2 }], { device });
    expect(() => extra.nan_to_num(z, { posinf: Infinity })).toThrow(
      /a finite number beside complex elements for posinf/,
    );
    expect(() => extra.nan_to_num(x, { nan: '0' as never })).toThrow(TypeError);
  });

  small('sinc refuses bool and keeps float32', () => {
    expect(extra.sinc(xp.zeros([2], { dtype: xp.float32, device })).dtype).toBe(xp.float32);
    expect(() => extra.sinc(ints([1], xp.bool))).toThrow(/sinc: expected a numeric array for x, got "?bool/);
  });

  small('partition leaves smaller elements before the place and larger ones behind, along any axis', async () => {
    const next = lcg(3);
    const values = Array.from({ length: 60 }, () => next() % 23);
    const x = xp.reshape(ints(values), [5, 12]);
    for (const [name, y] of [['as it is', x] as [string, AnyArray], ...layouts(provider, x)]) {
      for (const axis of [0, 1, -1, null]) {
        const length = axis === null ? 60 : axis === 0 ? 5 : 12;
        for (const kth of [0, length >> 1, -1]) {
          const p = extra.partition(y, kth, { axis });
          const places = extra.argpartition(y, kth, { axis });
          const flat = axis === null ? xp.reshape(y, [-1]) : y;
          const taken = xp.take_along_axis(flat, places, { axis: axis ?? 0 });
          for (const z of [p, taken]) {
            const lines = xp.reshape(axis === null ? z : xp.moveaxis(z, axis, -1), [-1, length]);
            const found = await numbers(lines);
            const source = await numbers(xp.reshape(axis === null ? flat : xp.moveaxis(y, axis, -1), [-1, length]));
            for (let row = 0; row < found.length / length; row++) {
              const line = found.slice(row * length, (row + 1) * length);
              const sorted = source.slice(row * length, (row + 1) * length).sort((a, b) => a - b);
              const at = kth < 0 ? kth + length : kth;
              expect([name, line[at]]).toEqual([name, sorted[at]]);
              expect(line.slice(0, at).every((v) => v <= line[at]!)).toBe(true);
              expect(line.slice(at).every((v) => v >= line[at]!)).toBe(true);
              expect([...line].sort((a, b) => a - b)).toEqual(sorted);
            }
          }
        }
      }
    }
    expect(() => extra.partition(x, 12)).toThrow(/partition: expected a place along an axis of 12 for kth, got 12/);
    expect(() => extra.argpartition(x, [0, 5], { axis: 0 })).toThrow(/argpartition: .* for kth, got 5/);
    expect(() => extra.partition(x, 0, { axis: 2 })).toThrow(RangeError);
    expect(() => extra.partition(xp.asarray(1, { device }), 0)).toThrow(/at least 1 axis/);
  });

  small('one_hot marks each class, wherever its axis goes; what is out of range marks none', async () => {
    const x = ints([0, 2, -1, 3, 1, 1]);
    for (const dtype of [xp.int8, xp.uint8, xp.int64, xp.uint64]) {
      const y = extra.one_hot(xp.astype(x, dtype), 3);
      expect([y.dtype, [...y.shape], y.device]).toEqual([xp.float64, [6, 3], device]);
      const wanted = [0, 2, -1, 3, 1, 1].flatMap((v) => [0, 1, 2].map((k) => Number(k === v)));
      expect(await numbers(y)).toEqual(wanted);
    }
    const z = extra.one_hot(xp.reshape(x, [2, 3]), 4, { axis: 1, dtype: xp.bool });
    expect([z.dtype, [...z.shape]]).toEqual([xp.bool, [2, 4, 3]]);
    const wide = extra.one_hot(ints([5], xp.uint8), 300);
    expect(await numbers(xp.argmax(wide, { axis: -1 }))).toEqual([5]);
    expect([...extra.one_hot(xp.asarray(1, { dtype: xp.int32, device }), 0).shape]).toEqual([0]);
    expect(() => extra.one_hot(xp.zeros([2], { device }), 3)).toThrow(/an integer array for x, got "?float64/);
    expect(() => extra.one_hot([0.5], 3)).toThrow(/whole numbers for x/);
    expect(() => extra.one_hot(x, -1)).toThrow(RangeError);
    expect(() => extra.one_hot(x, 3, { axis: 2 })).toThrow(RangeError);
  });

  small('bincount counts nothing where there is nothing, and refuses what it can not count', async () => {
    const none = extra.bincount(xp.zeros([0], { dtype: xp.int32, device }), { minlength: 2 });
    expect([none.dtype, await numbers(none)]).toEqual([xp.int32, [0, 0]]);
    expect(await numbers(extra.bincount(ints([250, 3], xp.uint8)))).toHaveLength(251);
    expect(await numbers(extra.bincount(ints([0, 0]), { weights: [NaN, 1] }))).toEqual([NaN]);
    expect(() => extra.bincount(ints([1, -1]))).toThrow(/bincount: expected whole numbers >= 0 for x, got -1/);
    expect(() => extra.bincount(xp.zeros([1, 1], { dtype: xp.int32, device }))).toThrow(/one axis for x/);
    expect(() => extra.bincount(ints([1]), { weights: [1, 2] })).toThrow(/shape \[1\] for weights/);
    expect(() => extra.bincount(xp.zeros([1], { device }))).toThrow(TypeError);
  });

  for (const dtype of ['float64', 'float32', 'complex128', 'int32', 'uint8', 'int64'] as const) {
    small(`segment_sum of ${dtype} adds the rows of each number and leaves others out`, async () => {
      const next = lcg(5);
      for (const [n, tail, count] of [
        [40, [2, 3], 7],
        [130, [], 5],
        [1, [2], 3],
        [0, [2], 2],
        [6, [0], 2],
      ] as const) {
        const ids = Array.from({ length: n }, () => (next() % (count + 2)) - 1);
        const width = tail.reduce<number>((a, b) => a * b, 1);
        const values = Array.from({ length: n * width }, () => next() % 17);
        const data = xp.reshape(xp.astype(xp.asarray(values, { device }), xp[dtype]), [n, ...tail]);
        const sums = new Array<number>(count * width).fill(0);
        ids.forEach((id, row) => {
          if (id < 0 || id >= count) return;
          for (let k = 0; k < width; k++) sums[id * width + k] += values[row * width + k]!;
        });
        for (const [name, x] of [['as it is', data] as [string, AnyArray], ...(n > 1 ? layouts(provider, data) : [])]) {
          const y = extra.segment_sum(x, ids, { num_segments: count });
          expect([name, [...y.shape], y.device]).toEqual([name, [count, ...tail], device]);
          const parts = dtype === 'complex128' ? (await numbers(y)).filter((_, i) => i % 2 === 0) : await numbers(y);
          expect([name, parts]).toEqual([name, sums]);
        }
        expect(extra.segment_sum(data, ids).shape[0]).toBe(Math.max(0, ...ids.map((id) => id + 1)));
      }
    });
  }

  small(
    'segment_sum keeps NaN and infinity within their segment, and sums of small integers as xp.sum does',
    async () => {
      const data = xp.asarray([1, NaN, 2, Infinity, 3], { device });
      const sums = extra.segment_sum(data, [2, 0, 2, 1, 2], { num_segments: 3 });
      expect(await numbers(sums)).toEqual([NaN, Infinity, 6]);
      const small = extra.segment_sum(ints([100, 100], xp.int8), Int8Array.of(0, 0));
      expect([small.dtype, await numbers(small)]).toEqual([xp.int32, [200]]);
      expect(() => extra.segment_sum(data, [0, 1])).toThrow(/segment_sum: expected shape \[5\] for segment_ids/);
      expect(() => extra.segment_sum(ints([1], xp.bool), [0])).toThrow(/a numeric array for data/);
      expect(() => extra.segment_sum(xp.asarray(1, { device }), [])).toThrow(/at least 1 axis for data/);
    },
  );

  small('setdiff1d, union1d and nunique look at values alone, in any shape', async () => {
    const x = xp.reshape(ints([5, 1, 3, 1, 7, 5]), [2, 3]);
    const y = ints([3, 9]);
    expect(await numbers(extra.setdiff1d(x, y))).toEqual([1, 5, 7]);
    expect(await numbers(extra.setdiff1d(ints([5, 1, 7]), y, { assume_unique: true }))).toEqual([5, 1, 7]);
    expect(await numbers(extra.union1d(x, y))).toEqual([1, 3, 5, 7, 9]);
    const count = extra.nunique(x);
    expect([count.dtype, [...count.shape], count.device, await numbers(count)]).toEqual([xp.int32, [], device, [4]]);
    for (const [name, z] of layouts(provider, x))
      expect([name, await numbers(extra.setdiff1d(z, y))]).toEqual([name, [1, 5, 7]]);
    const odd = xp.asarray([NaN, -0, 0, NaN, 2], { device });
    expect(await numbers(extra.nunique(odd))).toEqual([4]);
    expect(await numbers(extra.setdiff1d(odd, [0]))).toEqual([2, NaN, NaN]);
    const none = xp.zeros([0], { device });
    expect([...extra.setdiff1d(none, none).shape, ...extra.union1d(none, none).shape]).toEqual([0, 0]);
    expect(await numbers(extra.nunique(none))).toEqual([0]);
    expect(extra.union1d(ints([1], xp.int8), ints([2], xp.int16)).dtype).toBe(xp.int16);
    expect(extra.union1d(ints([1]), [0.5]).dtype).toBe(xp.float64);
    expect(await numbers(extra.setdiff1d(ints([1, 0], xp.bool), ints([1], xp.bool)))).toEqual([0]);
    expect(() => extra.setdiff1d(x, y, { assume_unique: 1 as never })).toThrow(/a boolean for assume_unique/);
  });
});

small('typed arrays and lists stand for obol', () => {
  expect(extra.bincount(Int32Array.of(2, 2)).tolist()).toEqual([0, 0, 2]);
  expect(extra.kron([1, 2], [1, 1]).tolist()).toEqual([1, 1, 2, 2]);
  expect(extra.pad([[1]], 1).shape).toEqual([3, 3]);
  expect(extra.one_hot(Uint8Array.of(1), 2).device).toBe(obol.__array_namespace_info__().default_device());
});

small('no temporary outlives a call', async () => {
  const device = testDevice;
  const x = obol.asarray([3, 1, 2], { device });
  const live = (): number => obol.device_stats(device).live_storages;
  await collected(live);
  const before = live();
  const kept = [
    extra.pad(x, 2, { mode: 'mean' }),
    extra.cov(x),
    extra.segment_sum(x, [0, 1, 0]),
    extra.isclose(x, 1),
    extra.atleast_3d(x),
  ];
  const views = 1;
  // What is queued still holds what it works on.
  await obol.synchronize(device);
  expect(live()).toBeLessThanOrEqual(before + kept.length - views);
});
