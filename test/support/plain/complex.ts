/** Complex numbers of the plain namespace. */
import type { Complex } from '../../../lib/standard';

export type Z = Complex;
export type Binary = (a: Z, b: Z) => Z;

export const add: Binary = (a, b) => ({ re: a.re + b.re, im: a.im + b.im });
export const subtract: Binary = (a, b) => ({ re: a.re - b.re, im: a.im - b.im });
export const multiply: Binary = (a, b) => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });
export const divide: Binary = (a, b) => {
  const d = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / d, im: (a.im * b.re - a.re * b.im) / d };
};
export const exp = (z: Z): Z => ({ re: Math.exp(z.re) * Math.cos(z.im), im: Math.exp(z.re) * Math.sin(z.im) });
