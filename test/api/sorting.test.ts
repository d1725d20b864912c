/** sort and argsort in every dtype and layout against JavaScript's stable sort: NaN last in both directions. */
import * as xp from 'obol';
import { testDevice as device, small } from '../support/device';
import { array, dtypeNames, laid, layouts, lcg, values, type Value } from '../support/arrays';

type Real = number | boolean | bigint;
const reals = dtypeNames.filter((name) => name !== 'bool' && !name.startsWith('complex'));

/** The places of a line in order: equal elements as they stand, NaN at the end. */
function order(line: readonly Real[], descending: boolean): number[] {
  const before = (a: Real, b: Real): number => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return descending ? Number(b > a) - Number(b < a) : Number(a > b) - Number(a < b);
  };
  return line.map((_, i) => i).sort((i, j) => before(line[i]!, line[j]!) || i - j);
}

/** What sorting the lines of a 3-d array along an axis gives, in C order: places and elements. */
function sorted(list: readonly Real[], shape: readonly number[], axis: number, descending: boolean) {
  const step = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const n = shape[axis]!;
  const places = new Array<number>(list.length);
  const elements = new Array<Real>(list.length);
  for (let start = 0; start < list.length; start++) {
    if (Math.floor(start / step) % n !== 0) continue;
    const at = Array.from({ length: n }, (_, i) => start + i * step);
    order(
      at.map((i) => list[i]!),
      descending,
    ).forEach((from, to) => {
      places[at[to]!] = from;
      elements[at[to]!] = list[at[from]!]!;
    });
  }
  return { places, elements };
}

const flat = (x: xp.NDArray): Value[] => xp.reshape(x, [-1]).tolist() as Value[];

describe.each([false, true])('descending: %s', (descending) => {
  small('every dtype and layout, along every axis', () => {
    const shape = [3, 4, 5];
    for (const name of reals) {
      const list = values(name, 60, 3) as Real[];
      const x = array(list, shape, name);
      for (const layout of layouts)
        for (const axis of [0, 1, 2]) {
          const want = sorted(list, shape, axis, descending);
          const view = laid(x, layout);
          const note = `${name} ${layout} ${axis}`;
          const indices = xp.argsort(view, { axis, descending });
          expect([note, flat(xp.sort(view, { axis, descending }))]).toEqual([note, want.elements]);
          expect([note, indices.dtype, flat(indices)]).toEqual([note, xp.int32, want.places]);
        }
    }
  });

  small('lines longer than a block, of many values and of few', () => {
    for (const name of reals)
      for (const n of [50, 1000, 20_000]) {
        const next = lcg(n);
        const scale = name.startsWith('float') ? 1 / 7 : 1;
        const wide = name.endsWith('64') && name.includes('int');
        const range = n === 1000 ? 3 : /int8/.test(name) ? 120 : /16/.test(name) ? 30_000 : 2 ** 31;
        const list = Array.from({ length: n }, (): Real => {
          const v = next() % range;
          return wide ? BigInt(v) * 4294967291n : scale === 1 ? v : Math.fround((v - range / 2) * scale);
        });
        const want = sorted(list, [n], 0, descending);
        const x = array(list, [n], name);
        expect(flat(xp.argsort(x, { descending }))).toEqual(want.places);
        expect(flat(xp.sort(x, { descending }))).toEqual(want.elements);
      }
  });

  small('zeros of both signs are equal: they keep their order', () => {
    for (const dtype of [xp.float32, xp.float64])
      for (const n of [6, 3000]) {
        const list = Array.from({ length: n }, (_, i) => [0, -0, 1, -0, 0, -1][i % 6]!);
        const x = xp.asarray(list, { dtype, device });
        const want = sorted(list, [n], 0, descending);
        const got = Array.from(xp.sort(x, { descending }).dataSync() as Float64Array);
        expect(got.every((v, i) => Object.is(v, want.elements[i]))).toBe(true);
        expect(flat(xp.argsort(x, { descending }))).toEqual(want.places);
      }
  });
});

describe('sort and argsort', () => {
  small('of nothing are nothing; the input stays as it was', () => {
    expect(xp.sort(xp.zeros([0], { device })).shape).toEqual([0]);
    expect(xp.argsort(xp.zeros([3, 0], { device })).shape).toEqual([3, 0]);
    const x = xp.asarray([3, 1, 2], { device });
    xp.sort(x);
    expect(x.tolist()).toEqual([3, 1, 2]);
    expect(xp.sort(x, { stable: false }).tolist()).toEqual([1, 2, 3]);
  });

  small('refuse bool and complex dtypes, 0-d arrays and wrong options', () => {
    for (const fn of [xp.sort, xp.argsort]) {
      expect(() => fn(xp.zeros([2], { dtype: xp.bool, device }))).toThrow(TypeError);
      expect(() => fn(xp.zeros([2], { dtype: xp.complex64, device }))).toThrow(TypeError);
      expect(() => fn(xp.zeros([], { device }))).toThrow(RangeError);
      expect(() => fn(xp.zeros([2], { device }), { axis: 1 })).toThrow(/an axis in \[-1, 0\] for axis, got 1/);
      expect(() => fn(xp.zeros([2], { device }), { descending: 1 as never })).toThrow(
        /a boolean for descending, got 1/,
      );
      expect(() => fn(xp.zeros([2], { device }), { kind: 'heap' } as never)).toThrow(/unknown option kind/);
    }
  });
});
