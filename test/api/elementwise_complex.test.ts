/** Complex functions at the edges: the symmetries of the standard's text, branch cuts, extremes, powers. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice, small } from '../support/device';
import { ulpsOff } from '../support/ulp';

type Z = { re: number; im: number };
const functions = xp as unknown as Record<string, (...x: NDArray[]) => NDArray>;

function call(name: string, dtype: 'complex64' | 'complex128', ...operands: Z[][]): Z[] {
  const x = operands.map((list) => xp.asarray(list, { dtype: xp[dtype], device: testDevice }));
  return functions[name]!(...x).tolist() as Z[];
}

const conj = ({ re, im }: Z): Z => ({ re, im: -im });

for (const dtype of ['complex128', 'complex64'] as const) {
  const single = dtype === 'complex64';
  describe(dtype, () => {
    const grid = [0, -0, 0.5, -1, 1, 2.5, Infinity, -Infinity, NaN];
    const points = grid.flatMap((re) => grid.map((im): Z => ({ re, im })));
    const timesI = ({ re, im }: Z): Z => ({ re: -im, im: re });
    const byI = ({ re, im }: Z): Z => ({ re: im, im: -re });

    for (const [circular, hyperbolic] of [
      ['sin', 'sinh'],
      ['tan', 'tanh'],
      ['asin', 'asinh'],
      ['atan', 'atanh'],
    ] as const)
      small(`${circular}(z) is -i·${hyperbolic}(iz)`, () => {
        expect(call(circular, dtype, points)).toEqual(call(hyperbolic, dtype, points.map(timesI)).map(byI));
      });
    small('cos(z) is cosh(iz)', () => {
      expect(call('cos', dtype, points)).toEqual(call('cosh', dtype, points.map(timesI)));
    });
    for (const name of ['sinh', 'tanh', 'asinh', 'atanh'])
      small(`${name} is odd`, () => {
        // Where a sign is open both are allowed.
        const turn = ({ re, im }: Z): Z => ({ re: -re, im: -im });
        const sides = [call(name, dtype, points), call(name, dtype, points.map(turn)).map(turn)];
        const size = ({ re, im }: Z): Z => ({ re: Math.abs(re), im: Math.abs(im) });
        expect(sides[0]!.map(size)).toEqual(sides[1]!.map(size));
      });
    // Zeros of both signs are equal, as the text means it.
    const plain = (list: Z[]): Z[] => list.map(({ re, im }) => ({ re: re + 0, im: im + 0 }));
    for (const name of `acos acosh asin asinh atan atanh cosh exp expm1 log log1p log2 log10 sinh sqrt tanh`.split(' '))
      small(`${name} of a conjugate is the conjugate`, () => {
        expect(plain(call(name, dtype, points.map(conj)))).toEqual(plain(call(name, dtype, points).map(conj)));
      });
    small('cosh is even', () => {
      const turned = points.map(({ re, im }): Z => ({ re: -re, im: -im }));
      const sizes = (list: Z[]): Z[] => list.map(({ re, im }) => ({ re: Math.abs(re), im: Math.abs(im) }));
      expect(sizes(call('cosh', dtype, turned))).toEqual(sizes(call('cosh', dtype, points)));
    });
    small('logarithms of other bases are quotients of log', () => {
      const log = call('log', dtype, points);
      for (const [name, base] of [
        ['log2', Math.LN2],
        ['log10', Math.LN10],
      ] as const)
        for (const [i, w] of call(name, dtype, points).entries()) {
          expect(ulpsOff(w.re, log[i]!.re / base, single)).toBeLessThan(2);
          expect(ulpsOff(w.im, log[i]!.im / base, single)).toBeLessThan(2);
        }
    });

    small('abs is infinite beside any infinity', () => {
      const x = xp.asarray(points, { dtype: xp[dtype], device: testDevice });
      const want = points.map(({ re, im }) => Math.hypot(re, im));
      (xp.abs(x).tolist() as number[]).forEach((y, i) => expect(ulpsOff(y, want[i]!, single)).toBeLessThan(2));
    });
    small('isnan, isinf and isfinite look at both components', () => {
      const x = xp.asarray(points, { dtype: xp[dtype], device: testDevice });
      const both = (f: (v: number) => boolean): boolean[] => points.map(({ re, im }) => f(re) && f(im));
      const either = (f: (v: number) => boolean): boolean[] => points.map(({ re, im }) => f(re) || f(im));
      expect(xp.isfinite(x).tolist()).toEqual(both(Number.isFinite));
      expect(xp.isnan(x).tolist()).toEqual(either(Number.isNaN));
      expect(xp.isinf(x).tolist()).toEqual(either((v) => Math.abs(v) === Infinity));
    });

    small('branch cuts are continuous from the side of the sign of zero', () => {
      const at = (name: string, re: number, im: number): Z => call(name, dtype, [{ re, im }])[0]!;
      expect(at('sqrt', -4, 0)).toEqual({ re: 0, im: 2 });
      expect(at('sqrt', -4, -0)).toEqual({ re: 0, im: -2 });
      for (const [name, re, im] of [
        ['log', -2, 0],
        ['acosh', -2, 0],
        ['asin', 2, 0],
        ['acos', -2, 0],
        ['atanh', 2, 0],
      ] as const) {
        const [above, below] = [at(name, re, im), at(name, re, -im)];
        const near = at(name, re, 1e-30);
        expect(below).toEqual(conj(above));
        expect(ulpsOff(above.re, near.re, single)).toBeLessThan(2);
        expect(ulpsOff(above.im, near.im, single)).toBeLessThan(2);
      }
    });

    small('sums, products and quotients are componentwise where the text says so', () => {
      const sum = call('add', dtype, [{ re: -0, im: 0 }], [{ re: -0, im: -0 }]);
      expect(sum).toEqual([{ re: -0, im: 0 }]);
      expect(call('multiply', dtype, [{ re: 2, im: 3 }], [{ re: -1, im: 4 }])).toEqual([{ re: -14, im: 5 }]);
      const conjugates = points.filter(({ re, im }) => Number.isFinite(re) && Number.isFinite(im));
      for (const w of call('multiply', dtype, conjugates, conjugates.map(conj))) expect(Math.abs(w.im)).toBe(0);
      expect(call('divide', dtype, [{ re: -14, im: 5 }], [{ re: -1, im: 4 }])).toEqual([{ re: 2, im: 3 }]);
      expect(call('divide', dtype, [{ re: NaN, im: NaN }], [{ re: NaN, im: NaN }])).toEqual([{ re: NaN, im: NaN }]);
      expect(call('divide', dtype, [{ re: 1, im: -2 }], [{ re: 0, im: 0 }])).toEqual([{ re: Infinity, im: -Infinity }]);
      expect(call('divide', dtype, [{ re: 1, im: 2 }], [{ re: Infinity, im: 3 }])).toEqual([{ re: 0, im: 0 }]);
    });

    small('powers: x⁰ is 1, powers of 0, small whole powers exactly', () => {
      const zero = { re: 0, im: 0 };
      expect(
        call(
          'pow',
          dtype,
          points,
          points.map(() => zero),
        ),
      ).toEqual(points.map(() => ({ re: 1, im: 0 })));
      expect(
        call(
          'pow',
          dtype,
          [zero, zero],
          [
            { re: 2, im: 0 },
            { re: 0.5, im: 3 },
          ],
        ),
      ).toEqual([zero, zero]);
      expect(
        call(
          'pow',
          dtype,
          [
            { re: 1, im: 2 },
            { re: 0, im: 1 },
          ],
          [
            { re: 3, im: 0 },
            { re: -1, im: 0 },
          ],
        ),
      ).toEqual([
        { re: -11, im: -2 },
        { re: 0, im: -1 },
      ]);
    });
  });
}

small('components of complex128 near the ends of the range neither over- nor underflow on the way', () => {
  const z = [
    { re: 1e308, im: 1e308 },
    { re: 5e-324, im: 5e-324 },
    { re: 1e-200, im: -1e200 },
  ];
  const x = xp.asarray(z, { device: testDevice });
  expect(xp.abs(x).tolist()).toEqual([Math.SQRT2 * 1e308, 5e-324, 1e200]);
  expect(xp.divide(x, x).tolist()).toEqual(z.map(() => ({ re: 1, im: 0 })));
  const half = Math.SQRT1_2;
  for (const [i, w] of (xp.sign(x).tolist() as Z[]).slice(0, 2).entries()) {
    expect(w.re).toBeCloseTo(half, 15);
    expect(w.im * Math.sign(z[i]!.im)).toBeCloseTo(half, 15);
  }
  const back = xp.square(xp.sqrt(x)).tolist() as Z[];
  for (const i of [0, 2]) expect(Math.abs(back[i]!.im / z[i]!.im - 1)).toBeLessThan(1e-15);
});
