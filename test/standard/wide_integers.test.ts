/** int64 and uint64 beyond 2^53: nothing goes through a double on the way. The oracle is BigInt's arithmetic. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice as device, small } from '../support/device';

const two53 = 1n << 53n;
const wrap = { int64: (v: bigint) => BigInt.asIntN(64, v), uint64: (v: bigint) => BigInt.asUintN(64, v) };
const values = {
  int64: [two53 + 1n, -two53 - 1n, (1n << 62n) + 3n, -(1n << 63n), (1n << 63n) - 1n, two53 + 3n, -7n],
  uint64: [two53 + 1n, (1n << 63n) + 1n, (1n << 64n) - 1n, two53 + 3n, (1n << 62n) + 5n, 7n, 1n],
};
const names = ['int64', 'uint64'] as const;
const make = (list: readonly bigint[], name: (typeof names)[number]): NDArray =>
  xp.asarray([...list], { dtype: xp[name], device });
const ascending = (list: readonly bigint[]): bigint[] => [...list].sort((a, b) => Number(a > b) - Number(a < b));

for (const name of names)
  describe(name, () => {
    const list = values[name];
    const x = make(list, name);
    const modulo = wrap[name];

    small('sums, products and running ones', () => {
      const sums = list.map((_, i) => modulo(list.slice(0, i + 1).reduce((a, b) => a + b)));
      const products = list.map((_, i) => modulo(list.slice(0, i + 1).reduce((a, b) => a * b)));
      expect(xp.sum(x).item()).toBe(sums.at(-1));
      expect(xp.prod(x).item()).toBe(products.at(-1));
      expect(xp.cumulative_sum(x).tolist()).toEqual(sums);
      expect(xp.cumulative_prod(x).tolist()).toEqual(products);
      expect(xp.diff(x).tolist()).toEqual(list.slice(1).map((v, i) => modulo(v - list[i]!)));
      const square = modulo(list.reduce((sum, v) => sum + v * v, 0n));
      expect(xp.vecdot(x, x).item()).toBe(square);
      expect(xp.matmul(x, x).item()).toBe(square);
      expect(xp.tensordot(x, x, { axes: 1 }).item()).toBe(square);
    });

    small('extremes, orders and places', () => {
      const sorted = ascending(list);
      expect([xp.min(x).item(), xp.max(x).item()]).toEqual([sorted[0], sorted.at(-1)]);
      expect([xp.argmin(x).item(), xp.argmax(x).item()]).toEqual([
        list.indexOf(sorted[0]!),
        list.indexOf(sorted.at(-1)!),
      ]);
      expect(xp.sort(x).tolist()).toEqual(sorted);
      expect(xp.sort(x, { descending: true }).tolist()).toEqual([...sorted].reverse());
      expect(xp.argsort(x).tolist()).toEqual(sorted.map((v) => list.indexOf(v)));
      const edges = make(sorted, name);
      const near = ascending(list.flatMap((v) => [v, v + 1n, v - 1n]).filter((v) => modulo(v) === v));
      for (const [side, before] of [
        ['left', (e: bigint, v: bigint) => e < v],
        ['right', (e: bigint, v: bigint) => e <= v],
      ] as const)
        expect(xp.searchsorted(edges, make(near, name), { side }).tolist()).toEqual(
          near.map((v) => sorted.filter((e) => before(e, v)).length),
        );
      expect(xp.isin(make(near, name), x).tolist()).toEqual(near.map((v) => list.includes(v)));
      expect(xp.unique_values(xp.concat([x, make(near, name)])).tolist()).toEqual([...new Set(near)]);
    });

    small('comparisons, choices and bounds, with bigints beside arrays', () => {
      const bound = two53 + 1n;
      expect(xp.less(x, bound).tolist()).toEqual(list.map((v) => v < bound));
      expect(xp.equal(bound, x).tolist()).toEqual(list.map((v) => v === bound));
      expect(xp.where(xp.greater(x, bound), x, bound).tolist()).toEqual(list.map((v) => (v > bound ? v : bound)));
      const clipped = list.map((v) => (v < 7n ? 7n : v > bound ? bound : v));
      expect(xp.clip(x, 7n, bound).tolist()).toEqual(clipped);
      expect(xp.clip(x, make([7n], name), make([bound], name)).tolist()).toEqual(clipped);
      expect(xp.full([2], bound, { dtype: xp[name], device }).tolist()).toEqual([bound, bound]);
      expect(xp.repeat(xp.flip(x), 2).tolist()).toEqual([...list].reverse().flatMap((v) => [v, v]));
    });

    small('ranges of bigints', () => {
      const start = two53 + 1n;
      const range = (from: bigint, to: bigint, step: bigint): unknown =>
        xp.arange(from, to, step, { dtype: xp[name], device }).tolist();
      expect(range(start, start + 5n, 2n)).toEqual([start, start + 2n, start + 4n]);
      expect(range(start + 4n, start - 1n, -2n)).toEqual([start + 4n, start + 2n, start]);
      expect(range(start, start, 1n)).toEqual([]);
      expect(range(start, start - 1n, 1n)).toEqual([]);
      const last = name === 'int64' ? (1n << 63n) - 1n : (1n << 64n) - 1n;
      expect(range(last - 1n, last + 1n, 1n)).toEqual([last - 1n, last]);
      expect(() => range(last, last + 2n, 1n)).toThrow(RangeError);
    });
  });

small('a range of bigints is int64, and of bigints with numbers too', () => {
  expect(xp.arange(3n, { device }).tolist()).toEqual([0n, 1n, 2n]);
  expect(xp.arange(1, 4n, { device }).tolist()).toEqual([1n, 2n, 3n]);
  expect(xp.arange(3n, 0n, -1, { dtype: xp.int8, device }).tolist()).toEqual([3, 2, 1]);
});

small('a complex scalar beside floats makes the choice complex', () => {
  const condition = xp.asarray([true, false], { device });
  const x = xp.asarray([1.5, 2.5], { dtype: xp.float32, device });
  const out = xp.where(condition, x, { re: 1, im: 2 });
  expect([out.dtype, out.tolist()]).toEqual([
    xp.complex64,
    [
      { re: 1.5, im: 0 },
      { re: 1, im: 2 },
    ],
  ]);
  expect(() => xp.where(condition, xp.asarray([1, 2], { dtype: xp.int8, device }), { re: 1, im: 2 })).toThrow(
    TypeError,
  );
});
