/** Set functions against loops over the elements: every dtype and layout, NaN, zeros of both signs, and none at all. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice as device, small } from '../support/device';
import { array, dtypeNames, laid, layouts, values, type Value } from '../support/arrays';
import { collected } from '../support/collect';

/** Whether two elements compare equal: NaN with nothing, -0 with 0. */
function same(a: Value, b: Value): boolean {
  if (typeof a === 'object' && typeof b === 'object') return a.re === b.re && a.im === b.im;
  return a === b;
}

/** The distinct elements in the order of their first places. */
function distinct(list: readonly Value[]): { value: Value; first: number; count: number; places: number[] }[] {
  const found: { value: Value; first: number; count: number; places: number[] }[] = [];
  list.forEach((v, i) => {
    const known = found.find((f) => same(f.value, v));
    if (known === undefined) found.push({ value: v, first: i, count: 1, places: [i] });
    else {
      known.count++;
      known.places.push(i);
    }
  });
  return found;
}

const flat = (x: NDArray): Value[] => (x.size === 0 ? [] : (xp.reshape(x, [-1]).tolist() as Value[]));
const numbers = (x: NDArray): number[] => flat(x) as number[];

/** An element as text in which zeros have signs, so that sets of elements can be compared. */
const text = (v: Value): string =>
  typeof v === 'object' ? `${text(v.re)} ${text(v.im)}` : Object.is(v, -0) ? '-0' : String(v);

function expectUnique(x: NDArray, list: readonly Value[], note: string): void {
  const want = distinct(list);
  const all = xp.unique_all(x);
  expect([note, all.inverse_indices.shape]).toEqual([note, x.shape]);
  for (const part of [all.values, all.indices, all.counts]) expect([note, part.shape]).toEqual([note, [want.length]]);
  for (const part of [all.indices, all.inverse_indices, all.counts]) expect(part.dtype).toBe(xp.int32);
  expect(all.values.dtype).toBe(x.dtype);
  const [indices, counts, inverse] = [numbers(all.indices), numbers(all.counts), numbers(all.inverse_indices)];
  const byFirst = new Map(want.map((w) => [w.first, w]));
  flat(all.values).forEach((v, i) => {
    const known = byFirst.get(indices[i]!);
    expect([note, text(v), counts[i]]).toEqual([note, known && text(known.value), known?.count]);
    expect([note, known!.places.map((at) => inverse[at])]).toEqual([note, known!.places.map(() => i)]);
  });
  const tally = xp.unique_counts(x);
  const back = xp.unique_inverse(x);
  for (const values of [tally.values, back.values, xp.unique_values(x)]) {
    expect(values.dtype).toBe(x.dtype);
    expect([note, flat(values).map(text)]).toEqual([note, flat(all.values).map(text)]);
  }
  expect([note, numbers(tally.counts)]).toEqual([note, counts]);
  expect([note, numbers(back.inverse_indices)]).toEqual([note, inverse]);
}

small('unique_*: places, counts and the way back, in every dtype and layout', () => {
  for (const name of dtypeNames) {
    const list = values(name, 60, 5);
    const x = array(list, [3, 4, 5], name);
    for (const layout of layouts) expectUnique(laid(x, layout), list, `${name} ${layout}`);
  }
});

small('unique_*: of none, of one, of a 0-d array, of one element broadcast', () => {
  for (const name of dtypeNames) {
    expectUnique(xp.zeros([0], { dtype: xp[name], device }), [], name);
    expectUnique(xp.zeros([3, 0], { dtype: xp[name], device }), [], name);
    const [one] = values(name, 1, 8) as [Value];
    expectUnique(array([one], [1], name), [one], name);
    expectUnique(array([one], [], name), [one], name);
    expectUnique(xp.broadcast_to(array([one], [1], name), [2, 3]), new Array<Value>(6).fill(one), name);
  }
});

small('values come in ascending order, NaNs last', () => {
  const x = xp.asarray([3, NaN, -1, Infinity, 3, -Infinity, NaN, -0, 0, 0], { device });
  const all = xp.unique_all(x);
  expect(flat(all.values)).toEqual([-Infinity, -1, -0, 3, Infinity, NaN, NaN]);
  expect(numbers(all.counts)).toEqual([1, 1, 3, 2, 1, 1, 1]);
  expect(numbers(all.indices)).toEqual([5, 2, 7, 0, 3, 1, 6]);
});

small('complex numbers with zeros of both signs are one value, with NaN in a component several', () => {
  const list = [
    { re: 0, im: 1 },
    { re: -0, im: 2 },
    { re: -0, im: 1 },
    { re: NaN, im: 1 },
    { re: NaN, im: 1 },
    { re: 1, im: NaN },
    { re: 1, im: -0 },
    { re: 1, im: 0 },
  ];
  for (const name of ['complex64', 'complex128'] as const) expectUnique(array(list, [2, 4], name), list, name);
});

small('longer than a block, with few and with many distinct values, beyond 2^53', () => {
  const n = 70_000;
  const few = Int32Array.from({ length: n }, (_, i) => (i * 7919) % 13);
  const all = xp.unique_all(xp.asarray(few, { device }));
  expect(numbers(all.values)).toEqual(Array.from({ length: 13 }, (_, i) => i));
  expect(Int32Array.from(numbers(xp.take(all.values, all.inverse_indices)))).toEqual(few);
  expect(numbers(all.counts).reduce((a, b) => a + b)).toBe(n);
  const many = BigInt64Array.from({ length: n }, (_, i) => (1n << 60n) + BigInt((i * 31) % 50_000));
  const { values: found, counts } = xp.unique_counts(xp.asarray(many, { device }));
  expect(found.size).toBe(50_000);
  expect(found.dataSync()).toEqual(BigInt64Array.from({ length: 50_000 }, (_, i) => (1n << 60n) + BigInt(i)));
  expect(numbers(counts).filter((c) => c === 2)).toHaveLength(20_000);
});

small('isin: in every dtype and layout, and inverted', () => {
  for (const name of dtypeNames) {
    const list = values(name, 60, 6);
    const others = values(name, 9, 7);
    const x = array(list, [3, 4, 5], name);
    const set = array(others, [3, 3], name);
    const want = list.map((v) => others.some((w) => same(v, w)));
    for (const layout of layouts) {
      const found = xp.isin(laid(x, layout), laid(set, layout));
      expect([name, layout, found.dtype, found.shape, flat(found)]).toEqual([name, layout, xp.bool, x.shape, want]);
    }
    const none = xp.isin(x, set, { invert: true });
    expect([name, flat(none)]).toEqual([name, want.map((v) => !v)]);
  }
});

small('isin: scalars on either side, sets of none, dtypes that promote', () => {
  const x = xp.asarray([1, 2, 3], { dtype: xp.int8, device });
  expect(xp.isin(x, 2).tolist()).toEqual([false, true, false]);
  expect(xp.isin(2, x).tolist()).toBe(true);
  expect(xp.isin(5, x, { invert: true }).shape).toEqual([]);
  expect(xp.isin(x, xp.zeros([0], { dtype: xp.int8, device })).tolist()).toEqual([false, false, false]);
  expect(xp.isin(x, xp.zeros([0], { dtype: xp.int8, device }), { invert: true }).tolist()).toEqual([true, true, true]);
  expect(xp.isin(xp.zeros([0, 2], { dtype: xp.int8, device }), x).shape).toEqual([0, 2]);
  expect(xp.isin(xp.asarray([200, 3], { dtype: xp.uint8, device }), x).tolist()).toEqual([false, true]);
  const wide = xp.asarray([(1n << 53n) + 1n], { device });
  expect(xp.isin(wide, 1n << 53n).tolist()).toEqual([false]);
  expect(xp.isin(xp.asarray([NaN, 0], { device }), xp.asarray([NaN, -0], { device })).tolist()).toEqual([false, true]);
});

small('what is refused', () => {
  const x = xp.asarray([1, 2], { dtype: xp.int64, device });
  expect(() => xp.isin(1, 2)).toThrow(/isin: expected an array .* for x2/);
  expect(() => xp.isin(x, xp.asarray([1], { dtype: xp.uint64, device }))).toThrow(/isin: expected dtypes that promote/);
  expect(() => xp.isin(x, 1.5)).toThrow(/isin: expected a scalar that fits int64 for x2/);
  expect(() => xp.isin(x, x, { inverted: true } as object)).toThrow(/isin: unknown option inverted; expected invert/);
  expect(() => xp.unique_values([1] as unknown as NDArray)).toThrow(/unique_values: expected an array/);
});

small('temporaries are given back at once', async () => {
  const x = array(values('float32', 100), [100], 'float32');
  const live = (): number => xp.device_stats(device).live_storages;
  await collected(live);
  await xp.synchronize(device);
  const before = live();
  const { values: v, indices, inverse_indices, counts } = xp.unique_all(x);
  await xp.synchronize(device);
  expect(live() - before).toBe(4);
  for (const part of [v, indices, inverse_indices, counts]) part.dispose();
  xp.isin(x, x).dispose();
  await xp.synchronize(device);
  expect(live() - before).toBe(0);
});
