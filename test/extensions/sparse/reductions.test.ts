// Reductions of sparse arrays against those of dense ones: zeros that are not stored count, NaN spreads.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { small, testDevice as device } from '../../support/device';
import {
  expectDense,
  nonzeros,
  pair,
  sparseDTypes,
  sparseLayouts,
  sparseShapes,
  type Pair,
} from '../../support/sparse';

const axes = [undefined, null, 0, 1, -1, [0, 1]] as const;
type Axis = (typeof axes)[number];

/** The dense array in the dtype in which a reduction takes it. */
const counted = (x: NDArray): NDArray => (x.dtype === xp.bool ? xp.astype(x, xp.int32) : x);
const floating = (x: NDArray): NDArray => (x.dtype.kind.endsWith('floating') ? x : xp.astype(x, xp.float64));

for (const dtype of sparseDTypes) {
  const each = (check: (p: Pair, axis: Axis, note: string) => void, special = true): void => {
    let seed = 1;
    for (const shape of sparseShapes)
      for (const layout of sparseLayouts) {
        const p = pair(dtype, shape, {
          layout,
          seed: seed++,
          special: special && layout !== 'coo with duplicates',
          share: 2,
        });
        for (const axis of axes) check(p, axis, `${layout} [${shape.join()}] axis ${String(axis)}`);
      }
  };
  const complex = dtype.startsWith('complex');

  small(`${dtype}: sums, counts, any and all`, () => {
    each((p, axis, note) => {
      const o = { axis: axis as number };
      // Sums of infinities of both signs and NaN go by the order of summation, but for their kind.
      const dense = xp.astype(xp.not_equal(p.dense, p.dense.dtype === xp.bool ? false : 0), xp.bool);
      expectDense(p.A.count_nonzero(o), xp.count_nonzero(p.dense, o), `count ${note}`);
      expectDense(xp.sparse.any(p.A, o), xp.any(dense, o), `any ${note}`);
      expectDense(xp.sparse.all(p.A, o), xp.all(dense, o), `all ${note}`);
    });
    each((p, axis, note) => {
      const o = { axis: axis as number };
      expectDense(p.A.sum(o), xp.sum(counted(p.dense), o), `sum ${note}`);
      const empty = p.dense.size === 0;
      if (!empty) expectDense(p.A.mean(o), xp.mean(floating(p.dense), o), `mean ${note}`);
    }, false);
  });

  if (!complex)
    small(`${dtype}: extremes and their places, the first where there are several`, () => {
      each((p, axis, note) => {
        const o = { axis: axis as number };
        const number = p.dense.dtype === xp.bool ? xp.astype(p.dense, xp.uint8) : p.dense;
        for (const side of ['max', 'min'] as const) {
          let wanted: NDArray;
          try {
            wanted = xp[side](number, o);
          } catch {
            expect(() => p.A[side](o)).toThrow(new RegExp(`^${side}: expected at least one element`));
            expect(() => p.A[`arg${side}`](o)).toThrow(RangeError);
            continue;
          }
          expectDense(p.A[side](o), p.dense.dtype === xp.bool ? xp.astype(wanted, xp.bool) : wanted, `${side} ${note}`);
          if (axis === null || Array.isArray(axis)) continue;
          expectDense(p.A[`arg${side}`](o), xp[`arg${side}`](number, o), `arg${side} ${note}`);
        }
      });
    });
}

small('a full row has no zero that is not stored, stored zeros are zeros', () => {
  const A = xp.sparse.csr_array(
    [Float64Array.of(3, 4, 0, -1, -2), Int32Array.of(0, 1, 0, 0, 1), Int32Array.of(0, 2, 3, 5)],
    { device },
  );
  expect(A.min({ axis: 1 }).tolist()).toEqual([3, 0, -2]);
  expect(A.max({ axis: 1 }).tolist()).toEqual([4, 0, -1]);
  expect(A.argmin({ axis: 1 }).tolist()).toEqual([0, 0, 1]);
  expect([A.nnz, A.count_nonzero().item()]).toEqual([5, 4]);
});

small('sums take a dtype; means of no elements are NaN', () => {
  const A = xp.sparse.csr_array(
    [
      [100, 0],
      [100, 100],
    ],
    { dtype: xp.int8, device },
  );
  expect(A.sum({ dtype: xp.int64 }).item()).toBe(300n);
  expect(A.sum({ axis: 1, dtype: xp.int64 }).dtype).toBe(xp.int64);
  expect(A.sum({ axis: 0, dtype: xp.float32 }).tolist()).toEqual([200, 100]);
  expect(() => A.astype(xp.complex64).sum({ axis: 0, dtype: xp.float32 })).toThrow(TypeError);
  const none = xp.sparse.coo_array([new Float64Array(0), [new Int32Array(0), new Int32Array(0)]], {
    shape: [0, 2],
    device,
  });
  expect(none.mean({ axis: 0 }).tolist()).toEqual([NaN, NaN]);
  expect(none.mean({ axis: 1 }).shape).toEqual([0]);
});

small('means take a floating or complex dtype, which they are summed in', () => {
  const big = xp.sparse.csr_array(xp.asarray([[3e38, 3e38, 0, 0]], { device }), { dtype: xp.float32 });
  expect(big.mean().item()).toBe(Infinity);
  expect(Number(big.mean({ dtype: xp.float64 }).item()) / 1.5e38).toBeCloseTo(1, 6);
  const A = xp.sparse.csr_array([[1, 0], [2, 5]], { dtype: xp.int32, device }); // prettier-ignore
  expect([A.mean().dtype, A.mean({ dtype: null }).dtype]).toEqual([xp.float64, xp.float64]);
  for (const dtype of [xp.float32, xp.complex64]) {
    const got = A.mean({ axis: 1, dtype });
    expect([got.dtype, xp.astype(xp.real(got), xp.float64).tolist()]).toEqual([dtype, [0.5, 3.5]]);
  }
  expect(() => A.mean({ dtype: xp.int32 })).toThrow(/^mean: expected a floating-point or complex dtype for dtype/);
  expect(() => A.astype(xp.complex64).mean({ dtype: xp.float32 })).toThrow(/^mean: expected a complex dtype/);
});

small('nonzero and find leave stored zeros and duplicates that cancel out', () => {
  const places = [Int32Array.of(1, 0, 0, 1), Int32Array.of(0, 1, 1, 1)] as const;
  const A = xp.sparse.coo_array([Float64Array.of(0, 2, -2, 5), places], { shape: [2, 2], device });
  expect(A.nonzero().map((x) => x.tolist())).toEqual([[1], [1]]);
  expect(xp.sparse.find(A).map((x) => x.tolist())).toEqual([[1], [1], [5]]);
  for (const layout of sparseLayouts) {
    const p = pair('float64', [6, 9], { layout, seed: 4 });
    expect(p.A.nonzero().map((x) => x.tolist())).toEqual(xp.nonzero(p.dense).map((x) => x.tolist()));
    expect(p.A.eliminate_zeros().nnz).toBe(nonzeros(p.dense));
  }
});

small('axes and dtypes that there are not', () => {
  const A = xp.sparse.csr_array([[1, 0]], { device });
  for (const f of ['sum', 'mean', 'max', 'min', 'argmax', 'argmin', 'count_nonzero'] as const) {
    expect(() => A[f]({ axis: 2 })).toThrow(new RegExp(`^${f}: expected an axis in \\[-2, 1\\] for axis, got 2`));
    expect(() => A[f]({ axes: 1 } as never)).toThrow(/axes/);
  }
  expect(() => A.astype(xp.complex64).max()).toThrow(/^max: expected one of/);
});
