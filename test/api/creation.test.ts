/** Creation: shapes, dtypes, values, and what is refused. */
import * as xp from 'obol';
import { testDevice, small } from '../support/device';
import { dtypeNames, values, type Name } from '../support/arrays';

const device = testDevice;

describe('asarray', () => {
  small('takes its dtype from what it is given', () => {
    const dtype = (v: unknown): string => xp.asarray(v, { device }).dtype.name;
    expect(dtype([1, 2])).toBe('float64');
    expect(dtype([true])).toBe('bool');
    expect(dtype([1n])).toBe('int64');
    expect(dtype([{ re: 1, im: 2 }, 3])).toBe('complex128');
    expect(dtype([true, 2])).toBe('float64');
    expect(dtype([])).toBe('float64');
    expect(dtype(new Float32Array(2))).toBe('float32');
    expect(dtype(new BigUint64Array(2))).toBe('uint64');
    expect(dtype(Buffer.from([1]))).toBe('uint8');
    expect(dtype(new Uint8ClampedArray(2))).toBe('uint8');
  });

  small('copies at the call', () => {
    const source = new Float64Array([1, 2, 3]);
    const x = xp.asarray(source, { device });
    source[0] = 99;
    expect(x.tolist()).toEqual([1, 2, 3]);
    const shared = new Float64Array(new SharedArrayBuffer(16));
    shared[1] = 5;
    expect(xp.asarray(shared, { device }).tolist()).toEqual([0, 5]);
  });

  small('reads part of a buffer where a typed array does', () => {
    const part = new Int16Array(new Int16Array([1, 2, 3, 4, 5]).buffer, 2, 3);
    expect(xp.asarray(part, { device }).tolist()).toEqual([2, 3, 4]);
    expect(xp.asarray(Buffer.from('abc').subarray(1), { device }).tolist()).toEqual([98, 99]);
  });

  small('brings the values of every dtype back as they were', () => {
    for (const name of dtypeNames) {
      const list = values(name, 12, 5);
      const x = xp.asarray([list.slice(0, 6), list.slice(6)], { dtype: xp[name], device });
      expect(x.shape).toEqual([2, 6]);
      expect((x.tolist() as unknown[][]).flat()).toEqual(list);
    }
  });

  small('holds the ends of the integers exactly', () => {
    const ends = [-(2n ** 63n), 2n ** 63n - 1n];
    expect(xp.asarray(ends, { device }).tolist()).toEqual(ends);
    expect(xp.asarray(2n ** 64n - 1n, { dtype: xp.uint64, device }).item()).toBe(2n ** 64n - 1n);
  });

  small('returns an array itself unless a copy, a dtype or a device is asked for', () => {
    const x = xp.asarray([1], { device });
    expect(xp.asarray(x)).toBe(x);
    expect(xp.asarray(x, { copy: true })).not.toBe(x);
    expect(xp.asarray(x, { dtype: xp.int32 }).dtype).toBe(xp.int32);
    expect(() => xp.asarray(x, { dtype: xp.int32, copy: false })).toThrow(RangeError);
    expect(() => xp.asarray([1], { copy: false })).toThrow(RangeError);
  });

  small('refuses what does not fit, by the kind of mistake', () => {
    const make = (v: unknown, dtype?: xp.NDArray['dtype']) => () => xp.asarray(v, { dtype, device });
    expect(make([[1, 2], [3]])).toThrow(RangeError);
    expect(make([1, [2]])).toThrow(TypeError);
    expect(make('text')).toThrow(TypeError);
    expect(make({})).toThrow(TypeError);
    expect(make(null)).toThrow(TypeError);
    expect(make([2.5], xp.int32)).toThrow(TypeError);
    expect(make([300], xp.uint8)).toThrow(RangeError);
    expect(make([-1], xp.uint64)).toThrow(RangeError);
    expect(make([Number.NaN], xp.int8)).toThrow(TypeError);
    expect(make([1n, 2])).toThrow(TypeError);
    expect(make([1], 'float32' as never)).toThrow(/expected one of the namespace's dtypes/);
    expect(() => xp.asarray([1], { dytpe: xp.int8 } as never)).toThrow(
      /unknown option dytpe; expected dtype, device, copy/,
    );
  });
});

describe('frombuffer', () => {
  small('reads raw bytes of every kind of buffer', () => {
    const bytes = new Uint8Array([1, 0, 2, 0, 3, 0]);
    expect(xp.frombuffer(bytes, { dtype: xp.uint16, device }).tolist()).toEqual([1, 2, 3]);
    expect(xp.frombuffer(bytes.buffer, { dtype: xp.uint16, shape: [3, 1], device }).shape).toEqual([3, 1]);
    expect(xp.frombuffer(new DataView(bytes.buffer, 2, 4), { dtype: xp.int16, device }).tolist()).toEqual([2, 3]);
    // An odd offset is no obstacle.
    expect(xp.frombuffer(new Uint8Array(bytes.buffer, 1, 4), { dtype: xp.uint16, device }).tolist()).toEqual([
      512, 768,
    ]);
    expect(xp.frombuffer(new Uint8Array([0, 2, 1]), { dtype: xp.bool, device }).tolist()).toEqual([false, true, true]);
    const z = xp.frombuffer(new Float64Array([1, 2]), { dtype: xp.complex128, device });
    expect(z.tolist()).toEqual([{ re: 1, im: 2 }]);
  });
  small('refuses bytes that do not fit', () => {
    expect(() => xp.frombuffer(new Uint8Array(3), { dtype: xp.uint16, device })).toThrow(RangeError);
    expect(() => xp.frombuffer(new Uint8Array(4), { dtype: xp.uint16, shape: [3], device })).toThrow(RangeError);
    expect(() => xp.frombuffer([1, 2] as never, { device })).toThrow(TypeError);
  });
});

describe('arange and linspace', () => {
  small('arange counts as Python does', () => {
    const list = (...a: [number, number?, number?]): unknown => xp.arange(...a, { device } as never).tolist();
    expect(list(5)).toEqual([0, 1, 2, 3, 4]);
    expect(list(2, 8, 3)).toEqual([2, 5]);
    expect(list(5, 0, -2)).toEqual([5, 3, 1]);
    expect(list(0, 1, 0.25)).toEqual([0, 0.25, 0.5, 0.75]);
    expect(list(3, 3)).toEqual([]);
    expect(xp.arange(3, { device }).dtype).toBe(xp.int32);
    expect(xp.arange(3, undefined, undefined, { dtype: xp.float32, device }).tolist()).toEqual([0, 1, 2]);
    expect(xp.arange(0.5, { device }).dtype).toBe(xp.float64);
    expect(xp.arange(3n, { device }).tolist()).toEqual([0n, 1n, 2n]);
    expect(xp.arange(5, 0, -1, { dtype: xp.uint8, device }).tolist()).toEqual([5, 4, 3, 2, 1]);
    expect(() => xp.arange(0, 5, 0)).toThrow(RangeError);
    expect(() => xp.arange(300, { dtype: xp.uint8 })).toThrow(RangeError);
    expect(() => xp.arange('5' as never)).toThrow(TypeError);
  });
  small('arange over many blocks is right to its last element', () => {
    const x = xp.arange(1_000_003, { device });
    expect(x.get(-1).item()).toBe(1_000_002);
    expect(x.get(777_777).item()).toBe(777_777);
  });
  small('linspace ends where it is told to', () => {
    expect(xp.linspace(0, 1, 5, { device }).tolist()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(xp.linspace(0, 1, 4, { endpoint: false, device }).tolist()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(xp.linspace(0.1, 0.7, 7, { device }).get(-1).item()).toBe(0.7);
    expect(xp.linspace(3, 9, 1, { device }).tolist()).toEqual([3]);
    expect(xp.linspace(3, 9, 0, { device }).tolist()).toEqual([]);
    const z = xp.linspace({ re: 0, im: 0 }, { re: 1, im: 2 }, 3, { device });
    expect(z.tolist()).toEqual([
      { re: 0, im: 0 },
      { re: 0.5, im: 1 },
      { re: 1, im: 2 },
    ]);
    expect(() => xp.linspace(0, 1, -1)).toThrow(RangeError);
    expect(() => xp.linspace(0, 1, 3, { dtype: xp.int32 })).toThrow(TypeError);
  });
});

describe('filled arrays', () => {
  small('hold their value in every dtype', () => {
    for (const name of dtypeNames) {
      const dtype = xp[name];
      const [zero, one] = ends(name);
      expect(xp.zeros([2], { dtype, device }).tolist()).toEqual([zero, zero]);
      expect(xp.ones([2], { dtype, device }).tolist()).toEqual([one, one]);
      expect(xp.full([2], 1, { dtype: name === 'bool' ? xp.uint8 : dtype, device }).shape).toEqual([2]);
      const x = xp.zeros([2, 3], { dtype, device });
      expect(xp.ones_like(x).tolist()).toEqual([
        [one, one, one],
        [one, one, one],
      ]);
      expect(xp.empty_like(x).dtype).toBe(dtype);
      expect(xp.zeros_like(x, { dtype: xp.int8 }).dtype).toBe(xp.int8);
    }
    expect(xp.full([], true, { device }).item()).toBe(true);
    expect(xp.full(3, 2n ** 60n, { device }).tolist()).toEqual([2n ** 60n, 2n ** 60n, 2n ** 60n]);
    expect(xp.full_like(xp.zeros(2, { dtype: xp.int8, device }), -3).tolist()).toEqual([-3, -3]);
    expect(() => xp.full([2], 2.5, { dtype: xp.int32 })).toThrow(TypeError);
  });
  small('refuse shapes that are none', () => {
    expect(() => xp.zeros([-1])).toThrow(RangeError);
    expect(() => xp.zeros([1.5])).toThrow(RangeError);
    expect(() => xp.zeros('3' as never)).toThrow(TypeError);
    expect(() => xp.zeros(Array(33).fill(1))).toThrow(RangeError);
    expect(() => xp.zeros([2], xp.int32 as never)).toThrow(TypeError);
  });
});

function ends(name: Name): [unknown, unknown] {
  if (name === 'bool') return [false, true];
  if (name.endsWith('int64')) return [0n, 1n];
  if (name.startsWith('complex'))
    return [
      { re: 0, im: 0 },
      { re: 1, im: 0 },
    ];
  return [0, 1];
}

describe('eye, tril, triu, meshgrid', () => {
  small('eye has its ones on the k-th diagonal', () => {
    for (const [n, m] of [
      [3, 3],
      [2, 4],
      [4, 2],
      [0, 3],
    ] as const)
      for (let k = -5; k <= 5; k++) {
        const want = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => (j - i === k ? 1 : 0)));
        expect(xp.eye(n, m, { k, device }).tolist()).toEqual(want);
      }
    expect(xp.eye(2, { dtype: xp.bool, device }).tolist()).toEqual([
      [true, false],
      [false, true],
    ]);
  });
  small('tril and triu keep one side of the k-th diagonal in each matrix of a stack', () => {
    const x = xp.reshape(xp.arange(24, { device }), [2, 3, 4]);
    const list = x.tolist() as number[][][];
    for (let k = -4; k <= 4; k++) {
      const keep = (side: (d: number) => boolean): number[][][] =>
        list.map((m) => m.map((row, i) => row.map((v, j) => (side(j - i - k) ? v : 0))));
      expect(xp.tril(x, { k }).tolist()).toEqual(keep((d) => d <= 0));
      expect(xp.triu(x, { k }).tolist()).toEqual(keep((d) => d >= 0));
    }
    expect(() => xp.tril(xp.zeros(3, { device }))).toThrow(RangeError);
  });
  small('meshgrid spans a grid in both indexings', () => {
    const [a, b] = [xp.arange(3, { device }), xp.arange(2, { device })];
    const [x, y] = xp.meshgrid(a, b);
    expect(x!.tolist()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(y!.tolist()).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
    expect(xp.meshgrid(a, b, { indexing: 'ij' })[1]!.tolist()).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(xp.meshgrid(a)[0]!.tolist()).toEqual([0, 1, 2]);
    expect(() => xp.meshgrid(a, { indexing: 'yx' as never })).toThrow(RangeError);
  });
});
