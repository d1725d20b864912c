/** Reading and writing by index, against a plain model of NumPy's rules. */
import * as xp from 'obol';
import { testDevice, small } from '../support/device';
import { array, dtypeNames, laid, layouts, lcg, values, type Name } from '../support/arrays';

const device = testDevice;
const range = (n: number, shape: readonly number[]): xp.NDArray => xp.reshape(xp.arange(n, { device }), shape);

describe('a view', () => {
  small('has strides in elements, whatever the dtype, that can not be written', () => {
    for (const dtype of [xp.bool, xp.float32, xp.complex128]) {
      const x = xp.zeros([2, 3, 4], { dtype, device });
      expect(x.strides).toEqual([12, 4, 1]);
      expect(x.get(xp.slice(null, null, -1), 1).strides).toEqual([-12, 1]);
      expect(x.get(xp.ellipsis, xp.slice(null, null, 3)).strides).toEqual([12, 4, 3]);
      expect(xp.permute_dims(x, [2, 0, 1]).strides).toEqual([1, 12, 4]);
      expect(xp.broadcast_to(x.get(0), [5, 3, 4]).strides).toEqual([0, 4, 1]);
      expect(xp.reshape(x, [6, 4]).strides).toEqual([4, 1]);
      expect(xp.asarray(x.get(1, 2, 3)).strides).toEqual([]);
      expect(Object.isFrozen(x.strides)).toBe(true);
    }
  });

  small('shows what is written through it, and is shown what is written to its base', () => {
    const x = range(12, [3, 4]);
    const row = x.get(1);
    const column = x.get(xp.slice(null), 2);
    row.set([xp.slice(0, 2)], -1);
    x.set([0, 2], 99);
    expect(row.tolist()).toEqual([-1, -1, 6, 7]);
    expect(column.tolist()).toEqual([99, 6, 10]);
    expect(x.T.tolist()).toEqual([
      [0, -1, 8],
      [1, -1, 9],
      [99, 6, 10],
      [3, 7, 11],
    ]);
  });

  small('of a broadcast is read-only and says so', () => {
    const wide = xp.broadcast_to(range(3, [3]), [2, 3]);
    expect(() => wide.set([0, 0], 1)).toThrow(TypeError);
    expect(() => wide.set([0, 0], 1)).toThrow(/read-only/);
  });

  small('lives on when its base is disposed', () => {
    const x = range(6, [2, 3]);
    const row = x.get(1);
    x.dispose();
    expect(row.tolist()).toEqual([3, 4, 5]);
    expect(() => x.tolist()).toThrow(expect.objectContaining({ code: 'ERR_OBOL_DISPOSED' }));
  });

  small('written from an overlapping part of itself acts as if copied first', () => {
    const x = range(8, [8]);
    x.set([xp.slice(1, null)], x.get(xp.slice(null, -1)));
    expect(x.tolist()).toEqual([0, 0, 1, 2, 3, 4, 5, 6]);
    x.set([xp.slice(null)], x.get(xp.slice(null, null, -1)));
    expect(x.tolist()).toEqual([6, 5, 4, 3, 2, 1, 0, 0]);
  });
});

// One axis by Python's rules: which positions a slice names.
function slicePositions(n: number, start: number | null, stop: number | null, step: number): number[] {
  const out: number[] = [];
  const clip = (v: number, low: number, high: number): number => Math.min(Math.max(v < 0 ? v + n : v, low), high);
  if (step > 0) {
    const end = stop === null ? n : clip(stop, 0, n);
    for (let i = start === null ? 0 : clip(start, 0, n); i < end; i += step) out.push(i);
  } else {
    const end = stop === null ? -1 : clip(stop, -1, n - 1);
    for (let i = start === null ? n - 1 : clip(start, -1, n - 1); i > end; i += step) out.push(i);
  }
  return out;
}

describe('slices', () => {
  small('name the positions that Python names, for every start, stop and step', () => {
    const n = 4;
    const x = range(n, [n]);
    const ends = [null, -6, -5, -4, -1, 0, 1, 3, 4, 7];
    for (const start of ends)
      for (const stop of ends)
        for (const step of [-3, -2, -1, 1, 2, 5])
          expect(x.get(xp.slice(start, stop, step)).tolist()).toEqual(slicePositions(n, start, stop, step));
  });

  small('of nothing, with new axes and the ellipsis, give the shape that Python gives', () => {
    const x = range(24, [2, 3, 4]);
    expect(x.get().shape).toEqual([2, 3, 4]);
    expect(x.get(xp.ellipsis, xp.newaxis).shape).toEqual([2, 3, 4, 1]);
    expect(x.get(xp.newaxis, 0, xp.ellipsis, 1).shape).toEqual([1, 3]);
    expect(x.get(xp.slice(5, null), 1).shape).toEqual([0, 4]);
    expect(x.get(-1, -1, -1).item()).toBe(23);
  });
});

describe('index arrays', () => {
  small('broadcast together and stay in place when they are neighbours, else go first', () => {
    const x = range(24, [2, 3, 4]);
    const at = (i: number, j: number, k: number): number => i * 12 + j * 4 + k;
    const rows = xp.asarray([[0], [1]], { dtype: xp.int32, device });
    const columns = xp.asarray([2, 0], { dtype: xp.int64, device });
    expect(x.get(rows, columns).shape).toEqual([2, 2, 4]);
    expect(x.get(rows, columns, 3).tolist()).toEqual([
      [at(0, 2, 3), at(0, 0, 3)],
      [at(1, 2, 3), at(1, 0, 3)],
    ]);
    expect(x.get(xp.slice(null), columns).shape).toEqual([2, 2, 4]);
    expect(x.get(xp.slice(null), columns, [1, -1]).tolist()).toEqual([
      [at(0, 2, 1), at(0, 0, 3)],
      [at(1, 2, 1), at(1, 0, 3)],
    ]);
    // Apart: the index axes go first.
    expect(x.get(rows, xp.slice(null), columns).shape).toEqual([2, 2, 3]);
    expect(x.get(0, xp.slice(null), columns).tolist()).toEqual([
      [at(0, 0, 2), at(0, 1, 2), at(0, 2, 2)],
      [at(0, 0, 0), at(0, 1, 0), at(0, 2, 0)],
    ]);
  });

  small('of every dtype and layout pick the elements that a loop picks', () => {
    for (const name of dtypeNames) {
      const list = values(name, 35, 7);
      for (const layout of layouts) {
        const x = laid(array(list, [5, 7], name), layout);
        const next = lcg(3);
        const pick = Array.from({ length: 9 }, () => (next() % 10) - 5);
        const got = x.get(xp.asarray(pick, { dtype: xp.int16, device })).tolist() as unknown[][];
        pick.forEach((p, i) => {
          const row = p < 0 ? p + 5 : p;
          expect(got[i]).toEqual(list.slice(row * 7, row * 7 + 7).map((v) => rounded(v, name)));
        });
      }
    }
  });

  small('from JavaScript are checked at the call, those on the device when the result is read', () => {
    const x = range(5, [5]);
    expect(() => x.get([0, 5])).toThrow(RangeError);
    expect(() => x.get(new Int32Array([-6]))).toThrow(/expected an index in \[-5, 4\] for axis 0, got -6/);
    const late = x.get(xp.asarray([0, 7], { dtype: xp.int32, device }));
    expect(() => late.tolist()).toThrow(RangeError);
    const after = xp.add(late, 1);
    expect(() => after.item === undefined || after.tolist()).toThrow(RangeError);
    late.dispose();
    expect(x.tolist()).toEqual([0, 1, 2, 3, 4]);
  });

  small('write in order: the last of equal indices wins', () => {
    const x = xp.zeros(4, { device });
    x.set([[1, 3, 1]], [10, 20, 30]);
    expect(x.tolist()).toEqual([0, 30, 0, 20]);
    x.set([xp.asarray([0, -1], { dtype: xp.int32, device })], 7);
    expect(x.tolist()).toEqual([7, 30, 0, 7]);
  });
});

function rounded(v: unknown, name: Name): unknown {
  if (name === 'float32') return Math.fround(v as number);
  return v;
}

describe('masks', () => {
  small('pick the true elements in C order, of any number of axes', () => {
    const x = range(12, [3, 4]);
    const odd = xp.equal(xp.remainder(x, 2), 1);
    expect(x.get(odd).tolist()).toEqual([1, 3, 5, 7, 9, 11]);
    expect(x.get([true, false, true]).tolist()).toEqual([
      [0, 1, 2, 3],
      [8, 9, 10, 11],
    ]);
    expect(x.get(xp.slice(null), [false, true, false, true]).tolist()).toEqual([
      [1, 3],
      [5, 7],
      [9, 11],
    ]);
    expect(x.get(xp.asarray(true, { device })).shape).toEqual([1, 3, 4]);
    expect(x.get(xp.asarray(false, { device })).shape).toEqual([0, 3, 4]);
    expect(x.get(xp.zeros([3, 4], { dtype: xp.bool, device })).shape).toEqual([0]);
  });

  small('write a scalar, or as many values as they pick', () => {
    const x = range(6, [2, 3]);
    x.set([xp.greater(x, 3)], 0);
    expect(x.tolist()).toEqual([
      [0, 1, 2],
      [3, 0, 0],
    ]);
    x.set([xp.equal(x, 0)], xp.asarray([7, 8, 9], { dtype: xp.int32, device }));
    expect(x.tolist()).toEqual([
      [7, 1, 2],
      [3, 8, 9],
    ]);
    const y = xp.zeros([3, 2], { device }).T;
    y.set([xp.asarray([true, false], { device })], 4);
    expect(y.tolist()).toEqual([
      [4, 4, 4],
      [0, 0, 0],
    ]);
  });

  small('of the wrong shape are a RangeError', () => {
    expect(() => range(6, [2, 3]).get([true, false, true])).toThrow(RangeError);
    expect(() => range(6, [2, 3]).set([[true, false, true]], 1)).toThrow(RangeError);
  });
});

describe('a wrong index', () => {
  const x = (): xp.NDArray => range(6, [2, 3]);
  small('is a RangeError when it is out of range, or there are too many', () => {
    expect(() => x().get(2)).toThrow(/expected an index in \[-2, 1\] for axis 0, got 2/);
    expect(() => x().get(0, 0, 0)).toThrow(RangeError);
    expect(() => x().get(xp.ellipsis, xp.ellipsis)).toThrow(RangeError);
  });
  small('is a TypeError when it is of the wrong kind', () => {
    expect(() => x().get(0.5)).toThrow(TypeError);
    expect(() => x().get('a' as never)).toThrow(TypeError);
    expect(() => x().get(xp.asarray([0.5], { device }))).toThrow(TypeError);
    expect(() => x().set(0 as never, 1)).toThrow(/set\(\[i\], v\)/);
  });
  small('for writing names the value that does not fit', () => {
    const y = range(6, [2, 3]);
    expect(() => y.set([0], [1, 2])).toThrow(RangeError);
    expect(() => y.set([0], 2.5)).toThrow(TypeError);
    expect(() => y.set([0], xp.asarray([0.5], { device }))).toThrow(TypeError);
    expect(() => y.set([0], 2 ** 40)).toThrow(RangeError);
  });
});
