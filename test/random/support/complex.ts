/** Formulas of one complex element in float64, for finite operands of middling size; Kahan's for the inverses. */
import type { Z } from './host';

export const z = (re: number, im: number): Z => ({ re, im });
export const neg = (a: Z): Z => z(-a.re, -a.im);
export const add = (a: Z, b: Z): Z => z(a.re + b.re, a.im + b.im);
export const sub = (a: Z, b: Z): Z => z(a.re - b.re, a.im - b.im);
export const mul = (a: Z, b: Z): Z => z(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
export const conj = (a: Z): Z => z(a.re, -a.im);
export const over = (a: Z, by: number): Z => z(a.re / by, a.im / by);
export const modulus = (a: Z): number => Math.hypot(a.re, a.im);
export const div = (a: Z, b: Z): Z => {
  const d = b.re * b.re + b.im * b.im;
  const n = mul(a, conj(b));
  return z(n.re / d, n.im / d);
};

const sinh = Math.sinh;
const { cosh, sin, cos, exp, log, log1p, atan2, asinh } = Math;
const sign = (x: number): number => (x < 0 || Object.is(x, -0) ? -1 : 1);

export const sqrt = (a: Z): Z => {
  if (a.re === 0 && a.im === 0) return z(0, a.im);
  const t = Math.sqrt((Math.abs(a.re) + modulus(a)) / 2);
  return a.re >= 0 ? z(t, a.im / (2 * t)) : z(Math.abs(a.im) / (2 * t), sign(a.im) * t);
};
export const cexp = (a: Z): Z => z(exp(a.re) * cos(a.im), exp(a.re) * sin(a.im));
/** log|a|, near |a| = 1 by what |a|² differs from 1. */
const logModulus = (a: Z): number => {
  const [x, y] = Math.abs(a.re) > Math.abs(a.im) ? [Math.abs(a.re), Math.abs(a.im)] : [Math.abs(a.im), Math.abs(a.re)];
  return x > 0.5 && x < 2 ? log1p((x - 1) * (x + 1) + y * y) / 2 : log(modulus(a));
};
export const clog = (a: Z): Z => z(logModulus(a), atan2(a.im, a.re));
export const clog1p = (a: Z): Z => z(log1p(a.re * (2 + a.re) + a.im * a.im) / 2, atan2(a.im, 1 + a.re));
export const csinh = (a: Z): Z => z(sinh(a.re) * cos(a.im), cosh(a.re) * sin(a.im));
export const ccosh = (a: Z): Z => z(cosh(a.re) * cos(a.im), sinh(a.re) * sin(a.im));
export const ctanh = (a: Z): Z => {
  const d = cosh(2 * a.re) + cos(2 * a.im);
  if (Math.abs(a.re) > 20) return z(sign(a.re), 4 * sin(a.im) * cos(a.im) * exp(-2 * Math.abs(a.re)));
  // cosh 2x + cos 2y without cancellation.
  const e = 2 * (sinh(a.re) ** 2 + cos(a.im) ** 2);
  return z(sinh(2 * a.re) / (d === 0 ? d : e), sin(2 * a.im) / e);
};
const times = (a: Z): Z => z(-a.im, a.re); // i·a
const back = (a: Z): Z => z(a.im, -a.re); // a/i
export const csin = (a: Z): Z => back(csinh(times(a)));
export const ccos = (a: Z): Z => ccosh(times(a));
export const ctan = (a: Z): Z => back(ctanh(times(a)));

export const cexpm1 = (a: Z): Z => {
  const s = sin(a.im / 2);
  return z(Math.expm1(a.re) * cos(a.im) - 2 * s * s, exp(a.re) * sin(a.im));
};

const onePlus = (a: Z): Z => z(1 + a.re, a.im);
const oneMinus = (a: Z): Z => z(1 - a.re, -a.im);
export const casin = (a: Z): Z => {
  const [p, q] = [sqrt(oneMinus(a)), sqrt(onePlus(a))];
  return z(atan2(a.re, mul(p, q).re), asinh(mul(conj(p), q).im));
};
export const cacos = (a: Z): Z => {
  const [p, q] = [sqrt(oneMinus(a)), sqrt(onePlus(a))];
  return z(2 * atan2(p.re, q.re), asinh(mul(conj(q), p).im));
};
export const cacosh = (a: Z): Z => {
  const [p, q] = [sqrt(z(a.re - 1, a.im)), sqrt(onePlus(a))];
  return z(asinh(mul(conj(p), q).re), 2 * atan2(p.im, q.re));
};
export const casinh = (a: Z): Z => back(casin(times(a)));
export const catanh = (a: Z): Z => {
  const { re: x, im: y } = a;
  const below = (1 - x) ** 2 + y * y;
  return z(log1p((4 * x) / below) / 4, atan2(2 * y, (1 - x) * (1 + x) - y * y) / 2);
};
export const catan = (a: Z): Z => back(catanh(times(a)));
export const cpow = (a: Z, b: Z): Z => cexp(mul(b, clog(a)));
