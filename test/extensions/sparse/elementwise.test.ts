// Functions that keep zero, of every dtype and layout, against the dense ones; those that don't are refused.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { small, testDevice as device } from '../../support/device';
import { expectElements, pair, sparseDTypes, sparseLayouts } from '../../support/sparse';

const dense = xp as unknown as Record<string, (x: NDArray) => NDArray>;
const sparse = xp.sparse as unknown as Record<string, (A: unknown) => xp.sparse.SparseArray>;

/** Names here that are other names there. */
const standard: Record<string, string> = {
  arcsin: 'asin',
  arcsinh: 'asinh',
  arctan: 'atan',
  arctanh: 'atanh',
  rint: 'round',
};
const keeping =
  `abs arcsin arcsinh arctan arctanh asin asinh atan atanh ceil conj expm1 floor imag isinf isnan log1p negative
  positive real rint round sign sin sinh sqrt square tan tanh trunc`.split(/\s+/);
const filling = 'acos acosh cos cosh exp isfinite log log10 log2 logical_not reciprocal'.split(' ');

for (const dtype of sparseDTypes)
  small(`${dtype}: the same as of the dense array, in the same format; refused where that is`, () => {
    for (const layout of sparseLayouts) {
      const { A, dense: x } = pair(dtype, [6, 9], { layout, seed: 11, special: layout !== 'coo with duplicates' });
      for (const name of keeping) {
        const f = dense[standard[name] ?? name]!;
        let wanted: NDArray;
        try {
          wanted = f(x);
        } catch (error) {
          expect(() => sparse[name]!(A)).toThrow((error as { constructor: new () => Error }).constructor);
          expect(() => sparse[name]!(A)).toThrow(new RegExp(`^${name}: expected `));
          continue;
        }
        const got = sparse[name]!(A);
        expectElements(got, wanted, `${name}, ${layout}`);
        expect([name, got.format]).toEqual([name, A.format]);
      }
    }
  });

small('degrees and radians', () => {
  const A = xp.sparse.csr_array([[180, 0, -90]], { device });
  expectElements(xp.sparse.deg2rad(A), xp.asarray([[Math.PI, 0, -Math.PI / 2]], { device }), 'deg2rad');
  expectElements(xp.sparse.rad2deg(xp.sparse.deg2rad(A)), A.toarray(), 'rad2deg');
  for (const dtype of [xp.bool, xp.int32, xp.complex64])
    expect(() => xp.sparse.deg2rad(A.astype(dtype))).toThrow(/^deg2rad: expected one of float32, float64 for A, got/);
});

small('functions that make something of zero, and arguments that are not sparse', () => {
  const A = xp.sparse.csr_array([[1, 0]], { device });
  for (const name of filling) {
    expect(() => sparse[name]!(A)).toThrow(new RegExp(`^${name}: expected .* 0 at 0.* use xp\\.${name}`));
    expect(dense[name]!(xp.asarray([name === 'logical_not' ? false : 0])).item()).not.toBe(0);
  }
  for (const name of [...keeping, ...filling]) {
    expect(() => sparse[name]!(xp.ones([2]))).toThrow(new RegExp(`^\\w+: expected a sparse array for A`));
    expect(() => sparse[name]!(3)).toThrow(TypeError);
  }
});
