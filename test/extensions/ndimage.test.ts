// xp.ndimage.correlate1d against loops over JavaScript numbers, in every dtype and layout.
import * as xp from '../../lib/index';
import type { DTypeName } from '../../lib/standard';
import { small, testDevice as device } from '../support/device';

type Mode = 'reflect' | 'nearest' | 'constant' | 'mirror' | 'wrap';

/** Where place i of a line of n is found: from the end that it lies beyond, step by step, turning as the mode says. */
function place(i: number, n: number, mode: Mode): number | undefined {
  if (i >= 0 && i < n) return i;
  if (mode === 'constant') return undefined;
  let step = i < 0 ? -1 : 1;
  let at = i < 0 ? 0 : n - 1;
  for (let left = i < 0 ? -i : i - n + 1; left > 0; left--) {
    const next = at + step;
    if (next >= 0 && next < n) at = next;
    else if (mode === 'wrap') at = step < 0 ? n - 1 : 0;
    else if (mode !== 'nearest') {
      step = -step;
      if (mode === 'mirror' && n > 1) at += step;
    }
  }
  return at;
}

/** The line correlated in float64. */
function correlated(line: readonly number[], weights: readonly number[], mode: Mode, cval: number, origin: number) {
  const before = Math.floor(weights.length / 2) + origin;
  return line.map((_, i) =>
    weights.reduce((sum, w, j) => {
      const at = place(i - before + j, line.length, mode);
      return sum + w * (at === undefined ? cval : line[at]!);
    }, 0),
  );
}

const modes: readonly Mode[] = ['reflect', 'nearest', 'constant', 'mirror', 'wrap'];
const values = (n: number): number[] => Array.from({ length: n }, (_, i) => ((i * 37 + 11) % 23) - 7);
const list = (x: xp.NDArray): number[] => Array.from(x.dataSync() as Float64Array, Number);
const close = (got: readonly number[], wanted: readonly number[], limit: number): void => {
  expect(got.length).toBe(wanted.length);
  expect(got.flatMap((v, i) => (Math.abs(v - wanted[i]!) <= limit ? [] : [[i, v, wanted[i]]])).slice(0, 3)).toEqual([]);
};

describe('correlate1d', () => {
  for (const mode of modes) {
    small(`${mode}: lines of any length under kernels of any length, symmetric or not, shifted or not`, () => {
      const kernels = [[2], [1, 3], [1, 2, 1], [-1, 0, 1], [0.5, 2, -1], [1, 2, 3, 4], values(9), values(31)];
      for (const n of [1, 2, 3, 5, 8, 40]) {
        const x = xp.asarray(Float64Array.from(values(n)), { device });
        for (const weights of kernels) {
          const half = Math.floor(weights.length / 2);
          for (const origin of new Set([0, -half, Math.floor((weights.length - 1) / 2)])) {
            const y = xp.ndimage.correlate1d(x, weights, { mode, cval: 2.5, origin });
            close(list(y), correlated(values(n), weights, mode, 2.5, origin), 1e-10);
          }
        }
      }
    });
  }

  small('lines longer than a block and lines abreast give what short ones give', () => {
    const weights = [0.1, 0.2, 0.4, 0.2, 0.1];
    const long = values(20_011);
    const x = xp.asarray(Float64Array.from(long), { device });
    close(list(xp.ndimage.correlate1d(x, weights, { mode: 'wrap' })), correlated(long, weights, 'wrap', 0, 0), 1e-12);
    const all = values(300 * 333);
    const wide = xp.reshape(xp.asarray(Float64Array.from(all), { device }), [300, 333]);
    const down = list(xp.ndimage.correlate1d(wide, weights, { axis: 0, mode: 'mirror' }));
    for (const column of [0, 127, 128, 332]) {
      const line = Array.from({ length: 300 }, (_, i) => all[i * 333 + column]!);
      const got = line.map((_, i) => down[i * 333 + column]!);
      close(got, correlated(line, weights, 'mirror', 0, 0), 1e-12);
    }
  });

  const integers: DTypeName[] = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64'];
  for (const dtype of integers) {
    small(`${dtype} truncates and keeps its dtype`, () => {
      const line = values(12).map((v) => v + 7);
      const x = xp.asarray(line, { dtype: xp[dtype], device });
      const y = xp.ndimage.correlate1d(x, [0.25, 0.5, 0.3], { mode: 'nearest' });
      expect(y.dtype).toBe(xp[dtype]);
      expect(list(y)).toEqual(correlated(line, [0.25, 0.5, 0.3], 'nearest', 0, 0).map(Math.trunc));
    });
  }

  small('narrow integers wrap below zero and above their range', () => {
    const bytes = xp.asarray(Uint8Array.of(0, 10, 200), { device });
    expect(list(xp.ndimage.correlate1d(bytes, [-1, 0, 1], { mode: 'nearest' }))).toEqual([10, 200, 190]);
    expect(list(xp.ndimage.correlate1d(bytes, [1, 0, -1], { mode: 'nearest' }))).toEqual([246, 56, 66]);
    const signed = xp.asarray(Int8Array.of(100, 100), { device });
    expect(list(xp.ndimage.correlate1d(signed, [2]))).toEqual([-56, -56]);
  });

  small('bool is true where the sum reaches one', () => {
    const x = xp.asarray([true, false, true, true], { device });
    const y = xp.ndimage.correlate1d(x, [0.5, 0.5, 0.5], { mode: 'constant' });
    expect([y.dtype, list(y)]).toEqual([xp.bool, [0, 1, 1, 1]]);
    expect(list(xp.ndimage.correlate1d(x, [-0.9]))).toEqual([0, 0, 0, 0]);
    expect(list(xp.ndimage.correlate1d(x, [-1]))).toEqual([1, 0, 1, 1]);
  });

  small('float32 and complex values are summed in float64', () => {
    const line = Float32Array.of(1e8, 1, -1e8, 3);
    const y = xp.ndimage.correlate1d(xp.asarray(line, { device }), [1, 1, 1], { mode: 'constant' });
    expect([y.dtype, list(y)]).toEqual([xp.float32, [1e8 + 1, 1, -1e8 + 4, -1e8 + 3].map(Math.fround)]);
    const z = xp.asarray(
      [
        { re: 1, im: 4 },
        { re: 2, im: -3 },
      ],
      { dtype: xp.complex64, device },
    );
    const w = xp.ndimage.correlate1d(z, [1, 2, 1], { mode: 'constant', cval: 10 });
    expect([w.dtype, [...w.dataSync()]]).toEqual([xp.complex64, [14, 5, 15, -2]]);
  });

  small('views of any stride, broadcast and reversed, are read as what they show', () => {
    const base = xp.reshape(xp.asarray(Float64Array.from(values(60)), { device }), [3, 4, 5]);
    const views = [
      base,
      xp.permute_dims(base, [2, 0, 1]),
      base.get(xp.slice(null, null, -1), xp.slice(1, null, 2), xp.slice(null, null, -2)),
      xp.broadcast_to(base.get(0, 0), [6, 5]),
    ];
    for (const view of views) {
      const copy = xp.asarray(view, { copy: true });
      for (let axis = -view.ndim; axis < view.ndim; axis++) {
        const [y, z] = [view, copy].map((x) => xp.ndimage.correlate1d(x, [1, 2, 4], { axis, mode: 'wrap' }));
        expect([axis, y!.shape, list(y!)]).toEqual([axis, view.shape, list(z!)]);
      }
    }
  });

  small('empty arrays stay empty; NaN reaches as far as the kernel', () => {
    for (const shape of [[0], [3, 0], [0, 3]]) {
      expect(xp.ndimage.correlate1d(xp.zeros(shape, { device }), [1, 1]).shape).toEqual(shape);
    }
    const x = xp.asarray(Float64Array.of(0, 0, NaN, 0, 0, 0), { device });
    const y = list(xp.ndimage.correlate1d(x, [0, 1, 1], { mode: 'nearest' }));
    expect(y.map(Number.isNaN)).toEqual([false, true, true, true, false, false]);
  });

  small('the weights may be an array of float64', () => {
    const x = xp.asarray(Float64Array.of(1, 2, 3), { device });
    const weights = xp.asarray(Float64Array.of(9, 1, 9, 0), { device }).get(xp.slice(1, null, 2));
    expect(list(xp.ndimage.correlate1d(x, weights, { mode: 'wrap' }))).toEqual([3, 1, 2]);
  });

  small('wrong arguments are named', () => {
    const x = xp.zeros([2, 3], { device });
    const fails = (body: () => unknown, kind: typeof TypeError | typeof RangeError, message: RegExp): void => {
      expect(body).toThrow(kind);
      expect(body).toThrow(message);
    };
    fails(() => xp.ndimage.correlate1d([1, 2] as never, [1]), TypeError, /correlate1d: expected an array .* for x/);
    fails(() => xp.ndimage.correlate1d(x, []), RangeError, /at least one weight for weights/);
    fails(() => xp.ndimage.correlate1d(x, xp.ones([1, 1], { device })), RangeError, /one axis .* for weights/);
    fails(() => xp.ndimage.correlate1d(x, xp.ones([2], { dtype: xp.int32, device })), TypeError, /float64 for weights/);
    fails(() => xp.ndimage.correlate1d(x, [1], { axis: 2 }), RangeError, /axis, got 2/);
    fails(() => xp.ndimage.correlate1d(xp.zeros([], { device }), [1]), RangeError, /0-d/);
    fails(() => xp.ndimage.correlate1d(x, [1], { mode: 'edge' }), RangeError, /mode, got "edge"/);
    fails(() => xp.ndimage.correlate1d(x, [1], { mode: 'toString' }), RangeError, /mode, got "toString"/);
    fails(() => xp.ndimage.correlate1d(x, [1, 1, 1], { origin: 2 }), RangeError, /in \[-1, 1\] for origin, got 2/);
    fails(() => xp.ndimage.correlate1d(x, [1], { cval: '0' as never }), TypeError, /a number for cval/);
    fails(() => xp.ndimage.correlate1d(x, [1], { size: 3 } as never), TypeError, /unknown option size/);
  });
});
