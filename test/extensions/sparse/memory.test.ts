// What xp.sparse leaves behind: nothing but its results, whether it answers or throws; disposing of one leaves the others.
import * as xp from 'obol';
import { collected } from '../../support/collect';
import { small, testDevice as device } from '../../support/device';
import { pair, sparseLayouts } from '../../support/sparse';

const { sparse: sp, slice } = xp;
type Sparse = xp.sparse.SparseArray;
const live = (): number => xp.device_stats(device).live_storages;

/** Results, of which everything is disposed of. */
const operations: Record<string, (A: Sparse, D: xp.NDArray, B: Sparse, mask: xp.NDArray<'bool'>) => unknown[]> = {
  arithmetic: (A, D, B) => [
    sp.add(A, A),
    sp.multiply(A, A),
    sp.maximum(A, B),
    sp.multiply(A, D),
    sp.add(A, D),
    sp.multiply(A, 2),
    sp.power(A, 2),
    sp.greater(A, 1),
    sp.not_equal(A, A),
  ],
  functions: (A) => [sp.sin(A), sp.abs(A), sp.positive(A), sp.deg2rad(A), sp.real(A)],
  reductions: (A) => [
    A.sum({ axis: 0 }),
    A.mean({ axis: 1 }),
    A.max(),
    A.min({ axis: 0 }),
    A.argmax(),
    A.argmin({ axis: 1 }),
    A.count_nonzero(),
    ...A.nonzero(),
    sp.any(A),
    ...sp.find(A),
  ],
  parts: (A, _D, _B, mask) => [
    A.get(),
    A.get(1),
    A.get(1, 2),
    A.get(slice(1, 4), slice(null, null, -2)),
    A.get([0, 2], [1, 1]),
    A.get(slice(), [3, 3]),
    A.get(mask),
  ],
  diagonals: (A) => [A.diagonal(), A.diagonal(1), A.trace(), A.setdiag(3), sp.triu(A), sp.tril(A, { format: 'csr' })],
  shapes: (A) => [A.reshape([9, 6]), A.resize([3, 3]), A.T, A.copy(), A.eliminate_zeros(), A.astype(xp.float32)],
  stacks: (A) => [sp.hstack([A, A]), sp.vstack([A, A]), sp.kron(A, A), sp.block_diag([A, 2])],
  creation: () => [
    sp.eye_array(4, { device }),
    sp.diags_array([1, 2], { offsets: [0, 1], shape: [4, 4], device }),
    sp.random_array([20, 20], { density: 0.2, random_state: 1, device }),
  ],
  errors: (A, D, B) => {
    const wrong = [
      () => sp.add(A, 1),
      () => sp.equal(A, B),
      () => sp.power(D as never, 2),
      () => A.get([7]),
      () => A.setdiag(1, 20),
      () => sp.hstack([A, B, 3 as never]),
      () => A.reshape([5, 5]),
    ];
    for (const f of wrong) expect(f).toThrow();
    return [];
  },
};

for (const layout of sparseLayouts)
  for (const [name, f] of Object.entries(operations))
    small(`${name} of ${layout}: as many storages afterwards as before`, async () => {
      const { A, dense } = pair('float64', [6, 9], { layout, seed: 80, share: 2 });
      const B = sp.negative(A);
      const mask = xp.greater(dense, 0) as xp.NDArray<'bool'>;
      await collected(live);
      await xp.synchronize(device);
      const before = live();
      for (const result of f(A, dense, B, mask) as { dispose(): void }[]) result.dispose();
      await xp.synchronize(device);
      expect([name, live()]).toEqual([name, before]);
      // A lives: no result was A itself.
      expect(A.toarray().tolist()).toEqual(dense.tolist());
    });
