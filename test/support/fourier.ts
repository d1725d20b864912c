// Fourier transforms by the sum that defines them, in JavaScript: roots of unity from octants, sums compensated, so that
// errors are far below those of what is tested. It knows nothing of obol.

/** Complex numbers, one after the other. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** exp(2πi·k/n). */
function root(k: number, n: number): [number, number] {
  const octant = Math.floor((8 * k) / n);
  const past = 8 * k - octant * n;
  const angle = ((octant % 2 === 0 ? past : n - past) / n) * (Math.PI / 4);
  const [c, s] = [Math.cos(angle), octant % 2 === 0 ? Math.sin(angle) : -Math.sin(angle)];
  return (
    [
      [c, s],
      [-s, c],
      [-c, -s],
      [s, -c],
    ] as const
  )[Math.floor((octant + 1) / 2) % 4] as [number, number];
}

/** out_k = Σ_j x_j·exp(∓2πi·jk/n), + for `inverse`. */
export function slowTransform(x: Spectrum, inverse: boolean): Spectrum {
  const n = x.re.length;
  const [cos, sin] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) [cos[k], sin[k]] = root(k, n);
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  const sign = inverse ? 1 : -1;
  for (let k = 0; k < n; k++) {
    let [a, b, aLow, bLow] = [0, 0, 0, 0];
    for (let j = 0, at = 0; j < n; j++, at = (at + k) % n) {
      const [c, s, x_re, x_im] = [cos[at]!, sign * sin[at]!, x.re[j]!, x.im[j]!];
      // Each sum with what its rounding takes away (Neumaier).
      const p = x_re * c - x_im * s;
      const q = x_re * s + x_im * c;
      const [sumA, sumB] = [a + p, b + q];
      aLow += Math.abs(a) > Math.abs(p) ? a - sumA + p : p - sumA + a;
      bLow += Math.abs(b) > Math.abs(q) ? b - sumB + q : q - sumB + b;
      [a, b] = [sumA, sumB];
    }
    [re[k], im[k]] = [a + aLow, b + bLow];
  }
  return { re, im };
}

/** The first `count` numbers, zeros where there are none. */
export function padded(x: Spectrum, count: number): Spectrum {
  const part = (a: Float64Array): Float64Array => Float64Array.from({ length: count }, (_, i) => a[i] ?? 0);
  return { re: part(x.re), im: part(x.im) };
}

/** All n numbers of a Hermitian line from its first n/2 + 1; imaginary parts that don't count are left out. */
export function hermitian(half: Spectrum, n: number): Spectrum {
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; 2 * k <= n && k < half.re.length; k++) {
    const real = k === 0 || 2 * k === n;
    re[k] = half.re[k]!;
    im[k] = real ? 0 : half.im[k]!;
    if (!real) [re[n - k], im[n - k]] = [half.re[k]!, -half.im[k]!];
  }
  return { re, im };
}

/** ‖a − factor·b‖ / ‖factor·b‖ over as many numbers as `a` has. */
export function distance(a: Spectrum, b: Spectrum, factor = 1): number {
  let [error, size] = [0, 0];
  for (let i = 0; i < a.re.length; i++) {
    const [re, im] = [b.re[i]! * factor, b.im[i]! * factor];
    error += (a.re[i]! - re) ** 2 + (a.im[i]! - im) ** 2;
    size += re ** 2 + im ** 2;
  }
  return Math.sqrt(error / (size || 1));
}
