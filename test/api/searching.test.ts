/** Searching: extremes' places, counts, nonzero, searchsorted and where, in every dtype and layout. */
import * as xp from 'obol';
import { testDevice as device, small } from '../support/device';
import { plain } from '../support/plain';
import { array, dtypeNames, held, laid, layouts, lcg, oracle, values, type Name } from '../support/arrays';
import type { PlainArray } from '../support/plain/array';

const ns = plain as unknown as typeof xp;
const shape = [3, 4, 5];
const reals = dtypeNames.filter((name) => name !== 'bool' && !name.startsWith('complex'));
const same = (got: xp.NDArray, want: unknown, note: string): void =>
  expect([note, held(got)]).toEqual([note, held(want as PlainArray)]);

function both(name: Name, n = 60, s: readonly number[] = shape, seed = 4): [xp.NDArray, xp.NDArray] {
  const list = values(name, n, seed);
  return [array(list, s, name), oracle(list, s, name) as unknown as xp.NDArray];
}

describe.each(['argmax', 'argmin'] as const)('%s', (fn) => {
  small('is the place of the first extreme, a NaN being the extreme, in every dtype and layout', () => {
    for (const name of reals) {
      const [x, plainX] = both(name);
      for (const axis of [undefined, 0, 1, -1])
        for (const keepdims of [false, true]) {
          const want = ns[fn](plainX, { axis, keepdims });
          for (const layout of layouts)
            same(xp[fn](laid(x, layout), { axis, keepdims }), want, `${name} ${layout} ${axis}`);
        }
    }
  });

  small('counts in C order over lines longer than a block', () => {
    const next = lcg(8);
    const data = Float64Array.from({ length: 200_000 }, () => next() % 1000);
    const extreme = fn === 'argmax' ? Math.max : Math.min;
    const best = data.reduce((a, b) => extreme(a, b));
    const x = xp.reshape(xp.asarray(data, { device }), [400, 500]);
    expect(xp[fn](x).item()).toBe(data.indexOf(best));
    const columns = xp[fn](x, { axis: 0 }).tolist() as number[];
    for (const c of [0, 1, 255, 499]) {
      const column = Array.from({ length: 400 }, (_, r) => data[r * 500 + c]!);
      expect(columns[c]).toBe(column.indexOf(column.reduce((a, b) => extreme(a, b))));
    }
  });

  small('refuses nothing, bool and complex dtypes', () => {
    expect(() => xp[fn](xp.zeros([0], { device }))).toThrow(RangeError);
    expect(xp[fn](xp.zeros([0, 2], { device }), { axis: 1 }).shape).toEqual([0]);
    expect(() => xp[fn](xp.zeros([2], { dtype: xp.bool, device }))).toThrow(TypeError);
    expect(() => xp[fn](xp.zeros([2], { dtype: xp.complex128, device }))).toThrow(TypeError);
  });
});

describe('count_nonzero', () => {
  small('counts what is not 0, NaN too, in every dtype and layout', () => {
    for (const name of dtypeNames) {
      const [x, plainX] = both(name);
      for (const axis of [undefined, 0, [1, 2]])
        for (const layout of layouts)
          same(xp.count_nonzero(laid(x, layout), { axis }), ns.count_nonzero(plainX, { axis }), `${name} ${layout}`);
    }
    expect(xp.count_nonzero(xp.zeros([0], { device })).item()).toBe(0);
  });
});

describe('nonzero', () => {
  small('gives the indices in C order, one array an axis, in every dtype and layout', () => {
    for (const name of dtypeNames) {
      const list = values(name, 60, 9).map((v, i) => (i % 3 === 0 ? zeroOf(v) : v));
      const x = array(list, shape, name);
      const want = ns.nonzero(oracle(list, shape, name) as unknown as xp.NDArray);
      for (const layout of layouts) {
        const got = xp.nonzero(laid(x, layout));
        expect(got.length).toBe(3);
        got.forEach((part, axis) => same(part, want[axis], `${name} ${layout} ${axis}`));
      }
    }
  });

  small('of long, sparse, full and empty arrays', () => {
    for (const every of [1, 2, 1000, 300_000]) {
      const data = Uint8Array.from({ length: 200_001 }, (_, i) => Number(i % every === every - 1));
      const want = [...data.keys()].filter((i) => data[i] === 1);
      const [found] = xp.nonzero(xp.asarray(data, { device }));
      expect([...(found!.dataSync() as Int32Array)]).toEqual(want);
    }
    expect(xp.nonzero(xp.zeros([0, 2], { device })).map((x) => x.shape)).toEqual([[0], [0]]);
    expect(() => xp.nonzero(xp.zeros([], { device }))).toThrow(RangeError);
  });
});

function zeroOf(v: unknown): 0 | 0n | false | { re: number; im: number } {
  if (typeof v === 'bigint') return 0n;
  if (typeof v === 'boolean') return false;
  return typeof v === 'object' ? { re: 0, im: 0 } : 0;
}

describe('searchsorted', () => {
  small('counts the edges before (left) or not behind (right) a value, in every dtype', () => {
    for (const name of reals) {
      const edges = (values(name, 40, 2) as number[])
        .filter((v) => v === v)
        .sort((a, b) => Number(a > b) - Number(a < b));
      const wanted = (values(name, 24, 6) as number[]).filter((v) => v === v).slice(0, 20);
      const x1 = array(edges, [edges.length], name);
      for (const layout of layouts) {
        const x2 = laid(array(wanted, [4, 5], name), layout);
        for (const side of ['left', 'right'] as const) {
          const got = xp.searchsorted(laid(x1, layout), x2, { side });
          const count = (v: number): number => edges.filter((e) => (side === 'left' ? e < v : e <= v)).length;
          expect([got.dtype, xp.reshape(got, [-1]).tolist()]).toEqual([xp.int32, wanted.map(count)]);
        }
      }
    }
  });

  small('finds values that rise, fall and jump, among runs of equal edges', () => {
    const edges = Int32Array.from({ length: 3000 }, (_, i) => 5 * Math.floor(i / ((i % 700) + 1)));
    edges.sort();
    const orders: Record<string, (i: number) => number> = {
      rising: (i) => 4 * i - 50,
      equal: () => 10,
      falling: (i) => 9000 - 3 * i,
      jumping: (i) => (i * 7919) % 15_000,
      'rising, with a fall in each block': (i) => (i % 300) * 40,
    };
    for (const [order, value] of Object.entries(orders)) {
      const wanted = Int32Array.from({ length: 5000 }, (_, i) => value(i));
      for (const side of ['left', 'right'] as const) {
        const got = xp.searchsorted(xp.asarray(edges, { device }), xp.asarray(wanted, { device }), { side });
        const before = (edge: number, v: number): boolean => edge < v || (side === 'right' && edge === v);
        const expected = Array.from(wanted, (v) => {
          const at = edges.findIndex((edge) => !before(edge, v));
          return at < 0 ? edges.length : at;
        });
        expect([order, side, got.tolist()]).toEqual([order, side, expected]);
      }
    }
  });

  small('searches through a sorter, promotes, and takes a scalar and empty edges', () => {
    const x = xp.asarray([30, 10, 20], { device });
    const sorter = xp.argsort(x);
    expect(xp.searchsorted(x, xp.asarray([10, 15, 31], { device }), { sorter }).tolist()).toEqual([0, 1, 3]);
    const whole = xp.asarray(Int16Array.of(1, 2, 3), { device });
    expect(xp.searchsorted(whole, xp.asarray(Int32Array.of(70_000), { device })).tolist()).toEqual([3]);
    expect(xp.searchsorted(whole, 2, { side: 'right' }).item()).toBe(2);
    expect(xp.searchsorted(xp.zeros([0], { device }), xp.zeros([2], { device })).tolist()).toEqual([0, 0]);
    expect(() => xp.searchsorted(xp.zeros([2, 2], { device }), 1)).toThrow(RangeError);
    expect(() => xp.searchsorted(whole, 1, { side: 'middle' as never })).toThrow(/'left' or 'right' for side/);
  });
});

describe('where', () => {
  small('chooses element by element in every dtype and layout', () => {
    const next = lcg(3);
    const mask = array(
      Array.from({ length: 60 }, () => next() % 2 === 0),
      shape,
      'bool',
    );
    const chosen = xp.reshape(mask, [-1]).tolist() as boolean[];
    for (const name of dtypeNames) {
      const [a, b] = [values(name, 60, 1), values(name, 60, 2)];
      const want = chosen.map((c, i) => (c ? a[i] : b[i]));
      for (const layout of layouts) {
        const got = xp.where(laid(mask, layout), laid(array(a, shape, name), layout), array(b, shape, name));
        expect([got.dtype, xp.reshape(got, [-1]).tolist()]).toEqual([xp[name], want]);
      }
    }
  });

  small('broadcasts, promotes and takes a scalar on either side', () => {
    const c = xp.asarray([[true], [false]], { device });
    const x = xp.asarray(Int16Array.of(1, 2), { device });
    expect(xp.where(c, x, 0).tolist()).toEqual([
      [1, 2],
      [0, 0],
    ]);
    expect(xp.where(c, 5, x).dtype).toBe(xp.int16);
    expect(xp.where(c, x, xp.asarray(Int32Array.of(7), { device })).dtype).toBe(xp.int32);
    expect(() => xp.where(x, x, x)).toThrow(TypeError);
    expect(() => xp.where(c, x, xp.zeros([3], { device }))).toThrow();
  });
});
