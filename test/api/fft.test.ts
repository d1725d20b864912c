// xp.fft along one axis, against the sum that defines a transform: every length, norm, layout and kind of ends.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { laid, layouts, lcg } from '../support/arrays';
import { large, onSimulator, small, testDevice as device } from '../support/device';
import { distance, hermitian, padded, slowTransform, type Spectrum } from '../support/fourier';

const precisions = [
  { real: 'float64', complex: 'complex128', eps: 2 ** -52 },
  { real: 'float32', complex: 'complex64', eps: 2 ** -23 },
] as const;
/** How far a transform of n may be off: the error grows as log n. */
const bound = (eps: number, n: number): number => eps * (2 + Math.log2(n));

const every = Array.from({ length: 64 }, (_, i) => i + 1);
const selected = [67, 81, 127, 128, 143, 200, 254, 256, 257, 343];
const lengths = onSimulator ? [...every.filter((n) => n < 18), 32, 37, 49, 66, 121, 169] : [...every, ...selected];

function noise(n: number, seed: number, single: boolean, real = false): Spectrum {
  const next = lcg(seed);
  const value = (): number => (single ? Math.fround(next() / 2 ** 31 - 0.5) : next() / 2 ** 31 - 0.5);
  const part = (zero: boolean): Float64Array => Float64Array.from({ length: n }, () => (zero ? 0 : value()));
  return { re: part(false), im: part(real) };
}

/** Lines as the rows of an array. */
function upload(lines: readonly Spectrum[], dtype: 'float64' | 'float32' | 'complex128' | 'complex64'): NDArray {
  const n = lines[0]!.re.length;
  const parts = dtype.startsWith('complex') ? 2 : 1;
  const flat = new (dtype === 'float64' || dtype === 'complex128' ? Float64Array : Float32Array)(
    lines.length * n * parts,
  );
  lines.forEach(({ re, im }, r) => {
    for (let i = 0; i < n; i++) {
      flat[(r * n + i) * parts] = re[i]!;
      if (parts === 2) flat[(r * n + i) * parts + 1] = im[i]!;
    }
  });
  return xp.frombuffer(flat, { dtype: xp[dtype], shape: [lines.length, n], device });
}

/** The rows of an array. */
function download(x: NDArray): Spectrum[] {
  const [rows, n] = x.shape as [number, number];
  const data = x.dataSync() as Float64Array;
  const complex = x.dtype.name.startsWith('complex');
  const at = (i: number, part: number): number => (complex ? data[2 * i + part]! : part === 0 ? data[i]! : 0);
  return Array.from({ length: rows }, (_, r) => ({
    re: Float64Array.from({ length: n }, (_, i) => at(r * n + i, 0)),
    im: Float64Array.from({ length: n }, (_, i) => at(r * n + i, 1)),
  }));
}

type Transform = (x: NDArray, options?: object) => NDArray;
/** `transform` along the rows of x, and along the columns of x laid the other way. */
function alongBoth(x: NDArray, transform: Transform, options: object = {}): Spectrum[][] {
  const across = xp.asarray(x.T, { copy: true });
  return [
    download(transform(x, options)),
    download(xp.asarray(transform(across, { ...options, axis: 0 }).T, { copy: true })),
  ];
}

for (const { real, complex, eps } of precisions) {
  const single = real === 'float32';

  small(`fft and ifft of ${complex} are the sums that define them, whatever the length`, () => {
    for (const n of lengths) {
      const lines = [noise(n, n, single), noise(n, n + 1, single), noise(n, n + 2, single)];
      const x = upload(lines, complex);
      for (const inverse of [false, true]) {
        const wants = lines.map((line) => slowTransform(line, inverse));
        for (const got of alongBoth(x, inverse ? xp.fft.ifft : xp.fft.fft))
          got.forEach((line, i) => {
            const off = distance(line, wants[i]!, inverse ? 1 / n : 1);
            expect([n, i, off < bound(eps, n), off]).toEqual([n, i, true, off]);
          });
      }
    }
  });

  small(`rfft, ihfft of ${real} and irfft, hfft of ${complex} are halves of the same sums`, () => {
    for (const n of lengths) {
      const lines = [noise(n, n, single, true), noise(n, n + 1, single, true), noise(n, n + 2, single, true)];
      for (const [transform, inverse] of [
        [xp.fft.rfft, false],
        [xp.fft.ihfft, true],
      ] as const)
        alongBoth(upload(lines, real), transform).forEach((got, turned) =>
          got.forEach((line, i) => {
            expect(line.re.length).toBe(Math.floor(n / 2) + 1);
            if (turned === 0 || i === 0)
              expect(distance(line, slowTransform(lines[i]!, inverse), inverse ? 1 / n : 1)).toBeLessThan(
                bound(eps, n),
              );
          }),
        );
      // With imaginary parts that don't count.
      const halves = lines.map((_, i) => noise(Math.floor(n / 2) + 1, n + i, single));
      for (const [transform, inverse] of [
        [xp.fft.irfft, true],
        [xp.fft.hfft, false],
      ] as const)
        alongBoth(upload(halves, complex), transform, { n }).forEach((got, turned) =>
          got.slice(0, 3 - turned).forEach((line, i) => {
            const want = slowTransform(hermitian(halves[i]!, n), inverse);
            expect(distance(line, want, inverse ? 1 / n : 1)).toBeLessThan(bound(eps, n));
          }),
        );
    }
  });

  small(`n cuts a line of ${complex} or ${real}, or zeros follow it`, () => {
    for (const m of [1, 6, 9])
      for (const n of [1, 2, 5, 6, 8, 11, 17]) {
        const [line, realLine] = [noise(m, 3, single), noise(m, 4, single, true)];
        const [full] = download(xp.fft.fft(upload([line], complex), { n }));
        expect(distance(full!, slowTransform(padded(line, n), false))).toBeLessThan(bound(eps, n));
        const [half] = download(xp.fft.rfft(upload([realLine], real), { n }));
        expect(distance(half!, slowTransform(padded(realLine, n), false))).toBeLessThan(bound(eps, n));
        const [back] = download(xp.fft.irfft(upload([line], complex), { n }));
        const want = slowTransform(hermitian(padded(line, Math.floor(n / 2) + 1), n), true);
        expect(distance(back!, want, 1 / n)).toBeLessThan(bound(eps, n));
      }
  });
}

small('norm says which of a transform and its inverse is divided by n, or both by √n', () => {
  const n = 6;
  const [line, realLine] = [noise(n, 1, false), noise(n, 2, false, true)];
  const half = noise(n / 2 + 1, 3, false);
  const kinds: [Transform, Spectrum, Spectrum, boolean][] = [
    [xp.fft.fft, line, slowTransform(line, false), false],
    [xp.fft.ifft, line, slowTransform(line, true), true],
    [xp.fft.rfft, realLine, slowTransform(realLine, false), false],
    [xp.fft.irfft, half, slowTransform(hermitian(half, n), true), true],
    [xp.fft.hfft, half, slowTransform(hermitian(half, n), false), false],
    [xp.fft.ihfft, realLine, slowTransform(realLine, true), true],
  ];
  for (const [transform, input, want, divides] of kinds)
    for (const norm of [undefined, null, 'backward', 'ortho', 'forward'] as const) {
      const x = upload([input], input === realLine ? 'float64' : 'complex128');
      const [got] = download(transform(x, { norm }));
      const factor = norm === 'ortho' ? 1 / Math.sqrt(n) : (norm === 'forward') !== divides ? 1 / n : 1;
      expect(distance(got!, want, factor)).toBeLessThan(1e-15);
    }
});

small('transforms of any layout are those of its elements', () => {
  for (const n of [8, 15, 34]) {
    const lines = [1, 2, 3, 4, 5].map((seed) => noise(n, seed, false));
    const wants = lines.map((line) => slowTransform(line, false));
    const reals = lines.map(({ re }) => ({ re, im: new Float64Array(n) }));
    for (const layout of layouts)
      for (const got of [...alongBoth(laid(upload(lines, 'complex128'), layout), xp.fft.fft)])
        got.forEach((line, i) => expect(distance(line, wants[i]!)).toBeLessThan(1e-15));
    for (const layout of layouts)
      download(xp.fft.rfft(laid(upload(reals, 'float64'), layout))).forEach((line, i) =>
        expect(distance(line, slowTransform(reals[i]!, false))).toBeLessThan(1e-15),
      );
  }
  const one = xp.broadcast_to(xp.asarray({ re: 1, im: 2 }, { dtype: xp.complex64, device }), [3, 4]);
  expect(xp.fft.fft(one).tolist()).toEqual(
    Array.from({ length: 3 }, () => [{ re: 4, im: 8 }, ...new Array<object>(3).fill({ re: 0, im: 0 })]),
  );
  const ones = xp.broadcast_to(xp.asarray(1, { dtype: xp.float64, device }), [2, 6]);
  expect(xp.fft.rfft(ones).tolist()).toEqual(
    Array.from({ length: 2 }, () => [{ re: 6, im: 0 }, ...new Array<object>(3).fill({ re: 0, im: 0 })]),
  );
});

large(
  'a long line gives back what it was made from, keeps its energy, and an impulse makes a wave',
  () => {
    for (const { real, complex, eps } of precisions)
      for (const n of [1 << 16, 3 ** 5 * 5 ** 3, 2 * 7 ** 2 * 11 * 13, 10007, 2 * 10007, 65537]) {
        const tolerance = (real === 'float32' ? 2 : 1) * bound(eps, n);
        const line = noise(n, 5, real === 'float32');
        const x = upload([line], complex);
        const y = xp.fft.fft(x);
        expect(distance(download(xp.fft.ifft(y))[0]!, line)).toBeLessThan(2 * tolerance);
        const energy = (z: NDArray): number => Number(xp.sum(xp.square(xp.astype(xp.abs(z), xp.float64))).item());
        expect(energy(y) / n / energy(x) - 1).toBeLessThan(tolerance);
        const at = Math.floor(n / 3);
        const impulse = { re: new Float64Array(n), im: new Float64Array(n) };
        impulse.re[at] = 1;
        const [wave] = download(xp.fft.fft(upload([impulse], complex)));
        const angles = Array.from({ length: n }, (_, k) => (((at * k) % n) / n) * 2 * Math.PI);
        const want = { re: Float64Array.from(angles, Math.cos), im: Float64Array.from(angles, (t) => -Math.sin(t)) };
        expect(distance(wave!, want)).toBeLessThan(tolerance);
        // Halves of real lines are those of complex ones.
        const { re } = line;
        const r = upload([{ re, im: re }], real);
        const half = xp.fft.rfft(r);
        const full = xp.fft.fft(xp.astype(r, xp[complex]));
        expect(distance(download(half)[0]!, download(full)[0]!)).toBeLessThan(tolerance);
        expect(distance(download(xp.fft.irfft(half, { n }))[0]!, { re, im: new Float64Array(n) })).toBeLessThan(
          2 * tolerance,
        );
      }
  },
  60_000,
);

large('transforms are linear, and one of many lines is as of one line, up to rounding', () => {
  for (const n of [1000, 1009, 2048, 3000]) {
    const lines = Array.from({ length: 20 }, (_, i) => noise(n, i, false));
    const x = upload(lines, 'complex128');
    const y = download(xp.fft.fft(x));
    lines.slice(0, 3).forEach((line, i) => {
      const [alone] = download(xp.fft.fft(upload([line], 'complex128')));
      expect(distance(y[i]!, alone!)).toBeLessThan(bound(2 ** -52, n));
    });
    const sum = xp.add(xp.multiply(x, 3), xp.flip(x, { axis: 0 }));
    const want = xp.add(xp.multiply(xp.fft.fft(x), 3), xp.flip(xp.fft.fft(x), { axis: 0 }));
    download(xp.fft.fft(sum)).forEach((line, i) =>
      expect(distance(line, download(want)[i]!)).toBeLessThan(bound(2 ** -52, n)),
    );
  }
});
