/** "Special cases" of the standard's statistical and linear algebra functions: for each bullet results and what they must be. */
import * as xp from 'obol';
import type { NDArray } from 'obol';

type Row = (device: string) => readonly (readonly [got: NDArray, want: unknown])[];
type Z = { re: number; im: number };

const reals = [xp.float32, xp.float64];
const complexes = [xp.complex64, xp.complex128];
const z = (re: number, im: number): Z => ({ re, im });

/** A row that holds for several dtypes. */
const each =
  (dtypes: readonly NDArray['dtype'][], list: unknown, f: (x: NDArray) => NDArray, want: unknown): Row =>
  (device) =>
    dtypes.map((dtype) => [f(xp.reshape(xp.asarray(list, { dtype, device }), [-1])), want] as const);

const spread = (f: typeof xp.std): readonly Row[] => [
  (device) =>
    [0, 1, 2, 2.5].flatMap((correction) =>
      each(reals, [1, 4].slice(0, Math.floor(correction)), (x) => f(x, { correction }), NaN)(device),
    ),
  each(reals, [1, NaN, 3], (x) => f(x), NaN),
];

// Of matrices whose elimination is exact.
const singular =
  (dtypes: readonly NDArray['dtype'][], zero: unknown): Row =>
  (device) =>
    dtypes.flatMap((dtype) => {
      const matrices = [[[1, 2], [2, 4]], [[0, 0], [0, 0]]]; // prettier-ignore
      const { sign, logabsdet } = xp.linalg.slogdet(xp.asarray(matrices, { dtype, device }));
      return [
        [sign, [zero, zero]],
        [logabsdet, [-Infinity, -Infinity]],
      ] as const;
    });

export const reductionCases: Readonly<
  Record<string, { readonly real?: readonly Row[]; readonly complex?: readonly Row[] }>
> = {
  max: { real: [each(reals, [1, NaN, Infinity], (x) => xp.max(x), NaN)] },
  min: { real: [each(reals, [1, NaN, -Infinity], (x) => xp.min(x), NaN)] },
  mean: {
    real: [each(reals, [], (x) => xp.mean(x), NaN), each(reals, [1, NaN], (x) => xp.mean(x), NaN)],
    complex: [
      each(complexes, [], (x) => xp.mean(x), z(NaN, NaN)),
      each(complexes, [z(NaN, 1), z(2, 3)], (x) => xp.mean(x), z(NaN, 2)),
      each(complexes, [z(2, NaN), z(4, 3)], (x) => xp.mean(x), z(3, NaN)),
    ],
  },
  prod: { real: [each([xp.int32, ...reals], [], (x) => xp.prod(x), 1)] },
  slogdet: { real: [singular(reals, 0)], complex: [singular(complexes, z(0, 0))] },
  std: { real: spread(xp.std) },
  sum: { real: [each([xp.int32, ...reals], [], (x) => xp.sum(x), 0)] },
  trace: { real: [each([xp.int32, ...reals], [], (x) => xp.linalg.trace(xp.reshape(x, [0, 0])), 0)] },
  var: { real: spread(xp.var) },
};
