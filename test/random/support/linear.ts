/** Rows of the products of matrices and vectors: integers exact and wrapping, floating sums with room for each rounding. */
import * as fc from 'fast-check';
import { arrayOf, dtype, pick, shapes, shape, value } from './arbitrary';
import type { Near, Row, Table } from './check';
import { conj, mul } from './complex';
import {
  at,
  axisOf,
  broadcastShapes,
  fit,
  flatAt,
  indices,
  isComplex,
  isInteger,
  numeric,
  promoted,
  refuse,
  widened,
  type Host,
  type Name,
  type Value,
  type Z,
} from './host';
import { sumSlack, total } from './reductions';

const term = (name: Name): fc.Arbitrary<Value> => value(name, isInteger(name) ? 'all' : 'finite');
/** Two numeric dtypes, most of the time ones that promote. */
const twoDTypes = fc
  .tuple(dtype(numeric), dtype(numeric), fc.nat(9))
  .map(([a, b, luck]): [Name, Name] =>
    luck > 3 ? [a, a] : luck > 0 && promoted(a, b) === undefined ? [b, b] : [a, b],
  );

/** Sums of products: each element is a list of pairs. */
export function sums(name: Name, extents: readonly number[], pairs: (index: number[]) => [Value, Value][]): Near {
  const lists = indices(extents).map((index) =>
    pairs(index).map(([a, b]): Value => {
      if (isComplex(name)) return mul(a as Z, b as Z);
      return isInteger(name) ? (a as bigint) * (b as bigint) : (a as number) * (b as number);
    }),
  );
  return {
    dtype: name,
    shape: extents,
    values: lists.map((list) => fit(name, total(list, name))),
    slack: lists.map((list) => (isComplex(name) ? 2 : 1) * sumSlack(list, name) * 2),
  };
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export function matmulOf(a: Host, b: Host): Near {
  const name = promoted(a.dtype, b.dtype) ?? refuse('either');
  if (a.shape.length === 0 || b.shape.length === 0) return refuse('RangeError');
  const [p, q] = [widened(a, name), widened(b, name)];
  const left = p.shape.length === 1 ? { ...p, shape: [1, p.shape[0]!] } : p;
  const right = q.shape.length === 1 ? { ...q, shape: [q.shape[0]!, 1] } : q;
  const [m, k] = left.shape.slice(-2) as [number, number];
  const [inner, n] = right.shape.slice(-2) as [number, number];
  if (k !== inner) return refuse('RangeError');
  const stack = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const of = (x: Host, outer: number[], i: number, j: number): Value => {
    const lead = x.shape.slice(0, -2);
    const own = lead.map((e, axis) => (e === 1 ? 0 : outer[stack.length - lead.length + axis]!));
    return at(x, [...own, i, j]);
  };
  const out = sums(name, [...stack, m, n], (index) => {
    const outer = index.slice(0, -2);
    const [i, j] = index.slice(-2) as [number, number];
    return count(k).map((l) => [of(left, outer, i, l), of(right, outer, l, j)]);
  });
  return { ...out, shape: [...stack, ...(a.shape.length === 1 ? [] : [m]), ...(b.shape.length === 1 ? [] : [n])] };
}

export const extent = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: pick(0, 9, 17, 33) },
);
const matmul: Row = {
  args: fc
    .tuple(twoDTypes, extent, extent, extent, shapes(2, shape(0, 2, false)), fc.nat(14))
    .chain(([[a, b], m, k, n, [p, q], form]) => {
      const left = form === 0 ? [k] : [...p!, m, k];
      const right = form === 1 ? [k] : [...q!, form === 2 ? k + 1 : k, n];
      return fc.tuple(arrayOf(a, left, term(a)), arrayOf(b, right, term(b)));
    }),
  want: matmulOf,
  weight: 3,
};

const vecdot: Row = {
  args: fc
    .tuple(twoDTypes, extent, shapes(2, shape(0, 3, false)), fc.nat(9), fc.integer({ min: 1, max: 3 }))
    .chain(([[a, b], n, [p, q], form, back]) => {
      const least = Math.min(p!.length, q!.length) + 1;
      const place = Math.min(back, least);
      const with_ = (s: number[], e: number): number[] => s.toSpliced(s.length + 1 - place, 0, e);
      return fc.tuple(
        arrayOf(a, with_(p!, n), term(a)),
        arrayOf(b, with_(q!, form === 0 ? n + 1 : n), term(b)),
        place === 1 && form < 6 ? pick(undefined, {}) : form === 1 ? pick({ axis: 0 }) : pick({ axis: -place }),
      );
    }),
  want: (a: Host, b: Host, o?: { axis?: number }) => {
    const name = promoted(a.dtype, b.dtype) ?? refuse('either');
    const given = o?.axis ?? -1;
    if (given >= 0) return refuse('RangeError');
    const [i, j] = [a, b].map((x) => axisOf(given, x.shape.length)) as [number, number];
    const n = a.shape[i]!;
    if (n !== b.shape[j]) return refuse('RangeError');
    const outer = broadcastShapes(a.shape.toSpliced(i, 1), b.shape.toSpliced(j, 1));
    const [p, q] = [widened(a, name), widened(b, name)];
    const of = (x: Host, axis: number, index: number[], l: number): Value => {
      const rest = x.shape.toSpliced(axis, 1);
      const own = rest.map((e, k) => (e === 1 ? 0 : index[outer.length - rest.length + k]!));
      return at(x, own.toSpliced(axis, 0, l));
    };
    return sums(name, outer, (index) =>
      count(n).map((l) => {
        const v = of(p, i, index, l);
        return [isComplex(name) ? conj(v as Z) : v, of(q, j, index, l)];
      }),
    );
  },
  weight: 2,
};

const tensordot: Row = {
  args: fc
    .tuple(
      twoDTypes,
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
      shape(0, 2, false),
      shape(0, 2, false),
      fc.nat(9),
    )
    .chain(([[a, b], inner, p, q, form]): fc.Arbitrary<unknown[]> => {
      const n = inner.length;
      if (form < 5) {
        const axes = n === 2 && form === 0 ? undefined : { axes: n };
        return fc.tuple(
          arrayOf(a, [...p, ...inner], term(a)),
          arrayOf(b, [...inner, ...q], term(b)),
          fc.constant(axes),
        );
      }
      // The inner axes first on both sides, in turned order, some counted from the end.
      const [left, right] = [
        [...inner, ...p],
        [...inner.toReversed(), ...q],
      ];
      const axes = [
        count(n),
        count(n)
          .reverse()
          .map((i) => (form % 2 ? i - right.length : i)),
      ];
      return fc.tuple(arrayOf(a, left, term(a)), arrayOf(b, right, term(b)), fc.constant({ axes }));
    }),
  want: (a: Host, b: Host, o?: { axes: number | [number[], number[]] }) => {
    const name = promoted(a.dtype, b.dtype) ?? refuse('either');
    const axes = o?.axes ?? 2;
    const [na, nb] = [a.shape.length, b.shape.length];
    if (typeof axes === 'number' && (axes > na || axes > nb)) return refuse('RangeError');
    const left = typeof axes === 'number' ? count(axes).map((i) => na - axes + i) : axes[0].map((i) => axisOf(i, na));
    const right = typeof axes === 'number' ? count(axes) : axes[1].map((i) => axisOf(i, nb));
    if (left.some((i, k) => a.shape[i] !== b.shape[right[k]!])) return refuse('RangeError');
    const free = (x: Host, gone: number[]): number[] => count(x.shape.length).filter((i) => !gone.includes(i));
    const [fa, fb] = [free(a, left), free(b, right)];
    const [p, q] = [widened(a, name), widened(b, name)];
    const inner = indices(left.map((i) => a.shape[i]!));
    const extents = [...fa.map((i) => a.shape[i]!), ...fb.map((i) => b.shape[i]!)];
    const of = (x: Host, axes: number[], outer: number[], gone: number[], place: number[]): Value => {
      const index = new Array<number>(x.shape.length);
      axes.forEach((i, k) => (index[i] = outer[k]!));
      gone.forEach((i, k) => (index[i] = place[k]!));
      return x.values[flatAt(index, x.shape)]!;
    };
    return sums(name, extents, (index) =>
      inner.map((place) => [
        of(p, fa, index.slice(0, fa.length), left, place),
        of(q, fb, index.slice(fa.length), right, place),
      ]),
    );
  },
  weight: 2,
};

export const linearTable: Table = { matmul, tensordot, vecdot };
