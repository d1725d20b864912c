// xp.fft along several axes by transforms along one, its frequencies and shifts by their definitions, and what it refuses.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { expectClose } from '../support/close';
import { small, testDevice as device } from '../support/device';

const { fft } = xp;

function noise(shape: readonly number[], dtype: 'float64' | 'complex128'): NDArray {
  const random = xp.random.default_rng(3).normal({ size: [...shape, 2], device });
  const [re, im] = xp.unstack(random, { axis: -1 }) as [NDArray, NDArray];
  return dtype === 'float64'
    ? re
    : xp.add(xp.astype(re, xp.complex128), xp.multiply(xp.astype(im, xp.complex128), { re: 0, im: 1 }));
}

function expectSame(got: NDArray, want: NDArray, note: string): void {
  expect([note, got.shape, got.dtype, got.device]).toEqual([note, want.shape, want.dtype, device]);
  const [a, b] = [got.dataSync() as Float64Array, want.dataSync() as Float64Array];
  a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(1e-12));
}

small('a transform along several axes is one along each', () => {
  const x = noise([3, 4, 5], 'complex128');
  for (const axes of [undefined, null, [0], [1, 2], [-1, 0], [2, 0, 1]]) {
    let [there, back] = [x, x];
    for (const axis of axes ?? [0, 1, 2]) [there, back] = [fft.fft(there, { axis }), fft.ifft(back, { axis })];
    expectSame(fft.fftn(x, { axes: axes as number[] }), there, 'fftn');
    expectSame(fft.ifftn(x, { axes: axes as number[] }), back, 'ifftn');
  }
  const same = fft.fftn(x, { axes: [] });
  expect(same.tolist()).toEqual(x.tolist());
  expect(fft.fftn(xp.asarray({ re: 2, im: 1 }, { dtype: xp.complex64, device })).item()).toEqual({ re: 2, im: 1 });
});

small('s cuts and pads axes; -1 is the axis as it is; norms take the product of lengths', () => {
  const x = noise([3, 4, 5], 'complex128');
  const along = fft.fft(fft.fft(x, { axis: 2, n: 3 }), { axis: 0, n: 7 });
  expectSame(fft.fftn(x, { axes: [0, 2], s: [7, 3] }), along, 'fftn');
  expectSame(fft.fftn(x, { axes: [0, 2], s: [7, 3], norm: 'forward' }), xp.divide(along, 21), 'forward');
  expectSame(fft.fftn(x, { axes: [0, 2], s: [7, 3], norm: 'ortho' }), xp.divide(along, Math.sqrt(21)), 'ortho');
  expectSame(fft.fftn(x, { axes: [1, 2], s: [-1, 6] }), fft.fft(fft.fft(x, { axis: 2, n: 6 }), { axis: 1 }), '-1');
  const r = noise([3, 4, 5], 'float64');
  const half = fft.fft(fft.rfft(r, { axis: 1, n: 6 }), { axis: 0, n: 2 });
  expectSame(fft.rfftn(r, { axes: [0, 1], s: [2, 6] }), half, 'rfftn');
  const back = fft.irfft(fft.ifft(x, { axis: 0, n: 4 }), { axis: 1, n: 9 });
  expectSame(fft.irfftn(x, { axes: [0, 1], s: [4, 9] }), back, 'irfftn');
  const own = fft.irfft(fft.ifft(x, { axis: 0 }), { axis: 1 });
  expectSame(fft.irfftn(x, { axes: [0, 1], s: [-1, -1] }), own, 'irfftn of -1');
  expect(x.shape).toEqual([3, 4, 5]);
});

small('what is real comes back from its half spectrum', () => {
  for (const shape of [[6], [5], [4, 6], [3, 2, 5]]) {
    const r = noise(shape, 'float64');
    const axes = shape.map((_, i) => i);
    expectSame(fft.irfftn(fft.rfftn(r), { axes, s: shape }), r, 'irfftn of rfftn');
    const n = shape.at(-1)!;
    expectSame(fft.hfft(fft.ihfft(r), { n }), r, 'hfft of ihfft');
  }
});

small('a transform leaves its argument as it is and works on parts of arrays', () => {
  const x = noise([4, 6], 'complex128');
  const before = x.tolist();
  const part = x.get(xp.slice(null, null, -1), xp.slice(1, 5));
  expectSame(fft.fftn(part), fft.fftn(xp.asarray(part, { copy: true })), 'a part');
  expect(x.tolist()).toEqual(before);
});

small('an empty stack has transforms, with no lines in them', () => {
  const x = xp.zeros([0, 4], { dtype: xp.complex64, device });
  expect(fft.fft(x).shape).toEqual([0, 4]);
  expect(fft.fftn(x, { axes: [1], s: [6] }).shape).toEqual([0, 6]);
  expect(fft.irfft(x).shape).toEqual([0, 6]);
  expect(fft.rfft(xp.zeros([0, 4], { device })).shape).toEqual([0, 3]);
  // No numbers, n of them wanted: all are zeros.
  expect(fft.fft(x, { axis: 0, n: 2 }).tolist()).toEqual(
    Array.from({ length: 2 }, () => new Array<object>(4).fill({ re: 0, im: 0 })),
  );
  expect(fft.rfft(xp.zeros([0], { device }), { n: 4 }).tolist()).toEqual(new Array<object>(3).fill({ re: 0, im: 0 }));
});

small('NaN and infinities spread over their own line only', () => {
  const x = xp.ones([2, 4], { dtype: xp.complex128, device });
  x.set([0, 1], NaN);
  const y = fft.fft(x).tolist() as { re: number; im: number }[][];
  expect(y[0]!.every(({ re, im }) => Number.isNaN(re) || Number.isNaN(im))).toBe(true);
  expect(y[1]).toEqual([{ re: 4, im: 0 }, ...new Array<object>(3).fill({ re: 0, im: 0 })]);
});

small(
  'fftfreq and rfftfreq are k/(d·n), negative from the middle on; the middle itself is positive in rfftfreq',
  () => {
    for (const n of [1, 2, 5, 8])
      for (const d of [1, 0.1, -2]) {
        const order = Array.from({ length: n }, (_, k) => (2 * k < n ? k : k - n) / (d * n));
        const full = fft.fftfreq(n, { d, device });
        expect([full.dtype, full.device, full.tolist()]).toEqual([xp.float64, device, order]);
        const half = Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) => k / (d * n));
        expect(fft.rfftfreq(n, { d, device }).tolist()).toEqual(half);
        const narrow = fft.fftfreq(n, { d, dtype: xp.float32, device });
        expect([narrow.dtype, narrow.tolist()]).toEqual([xp.float32, order.map(Math.fround)]);
      }
    expect(fft.fftfreq(3).device).toBe(xp.__array_namespace_info__().default_device());
  },
);

small('fftshift puts the zero frequency in the middle, ifftshift takes it back', () => {
  expect(fft.fftshift(fft.fftfreq(5, { device })).tolist()).toEqual([-0.4, -0.2, 0, 0.2, 0.4]);
  expect(fft.fftshift(xp.arange(4, { device })).tolist()).toEqual([2, 3, 0, 1]);
  expect(fft.ifftshift(xp.arange(5, { device })).tolist()).toEqual([2, 3, 4, 0, 1]);
  const x = xp.reshape(xp.arange(15, { device }), [3, 5]);
  expect(fft.fftshift(x, { axes: 0 }).tolist()).toEqual(xp.roll(x, 1, { axis: 0 }).tolist());
  expect(fft.fftshift(x, { axes: [1, 0] }).tolist()).toEqual(xp.roll(x, [2, 1], { axis: [1, 0] }).tolist());
  for (const axes of [undefined, null, 1, [0], []])
    expect(fft.ifftshift(fft.fftshift(x, { axes }), { axes }).tolist()).toEqual(x.tolist());
  expectClose(fft.fftshift(xp.asarray(3, { device })), xp.asarray(3, { device }), '0-d');
});

small('what is no transform is refused with the reason', () => {
  const z = xp.ones([3, 4], { dtype: xp.complex128, device });
  const r = xp.ones([3, 4], { device });
  const cases: [() => unknown, ErrorConstructor, RegExp][] = [
    [() => fft.fft(r), TypeError, /^fft: expected one of complex64, complex128 for x, got float64/],
    [() => fft.ifftn(xp.ones([2], { dtype: xp.int32, device })), TypeError, /^ifftn: expected one of complex/],
    [() => fft.irfft(r), TypeError, /^irfft: expected one of complex/],
    [() => fft.rfft(z), TypeError, /^rfft: expected one of float32, float64 for x, got complex128/],
    [() => fft.ihfft(xp.ones([2], { dtype: xp.bool, device })), TypeError, /^ihfft: expected one of float32/],
    [() => fft.fft([1, 2] as never), TypeError, /^fft: expected an array/],
    [() => fft.fft(z, { n: 0 }), RangeError, /^fft: expected a length of at least 1 for n, got 0/],
    [() => fft.fft(z, { n: 2.5 }), RangeError, /^fft: expected a whole number for n/],
    [() => fft.fft(z, { n: '4' as never }), TypeError, /^fft: expected a whole number for n/],
    [
      () => fft.fft(xp.zeros([2, 0], { dtype: xp.complex64, device })),
      RangeError,
      /a length of at least 1 for n, got 0/,
    ],
    [() => fft.irfft(z.get(xp.ellipsis, xp.slice(0, 1))), RangeError, /a length of at least 1 for n, got 0/],
    [() => fft.fft(z, { axis: 2 }), RangeError, /^fft: expected an axis in \[-2, 1\]/],
    [() => fft.fft(xp.asarray({ re: 1, im: 0 }, { device })), RangeError, /0-d/],
    [
      () => fft.fft(z, { norm: 'unitary' as never }),
      RangeError,
      /'backward', 'ortho' or 'forward' for norm, got "unitary"/,
    ],
    [() => fft.fft(z, { norm: 1 as never }), TypeError, /for norm/],
    [() => fft.fft(z, { axes: [0] } as never), TypeError, /unknown option axes/],
    [() => fft.fftn(z, { s: [2, 2] }), TypeError, /^fftn: expected axes beside s/],
    [() => fft.fftn(z, { s: [2], axes: [0, 1] }), RangeError, /as many lengths as axes \(2\) for s/],
    [() => fft.fftn(z, { s: [2, 0], axes: [0, 1] }), RangeError, /a length of at least 1 for s/],
    [() => fft.fftn(z, { s: 4 as never, axes: [0] }), TypeError, /an array of lengths for s/],
    [() => fft.fftn(z, { axes: 0 as never }), TypeError, /an array of axes for axes/],
    [() => fft.fftn(z, { axes: [0, -2] }), RangeError, /axes that differ/],
    [() => fft.rfftn(r, { axes: [] }), RangeError, /at least one axis/],
    [() => fft.irfftn(z, { axes: [] }), RangeError, /at least one axis/],
    [() => fft.fftfreq(0), RangeError, /^fftfreq: expected a length of at least 1 for n/],
    [() => fft.rfftfreq(4, { d: 0 }), RangeError, /^rfftfreq: expected a distance other than 0 for d/],
    [() => fft.fftfreq(4, { d: 'x' as never }), TypeError, /a number for d/],
    [() => fft.fftfreq(4, { dtype: xp.int32 }), TypeError, /float32 or float64 for dtype, got "int32"/],
    [() => fft.fftshift(r, { axes: 2 }), RangeError, /an axis in/],
    [() => fft.fftshift(r, 1 as never), TypeError, /axes goes into the options/],
  ];
  for (const [run, kind, message] of cases) {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  }
});
