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

function disposeOf(value: unknown, own: unknown[]): void {
  if (Array.isArray(value)) value.forEach((member) => disposeOf(member, own));
  else if (typeof value === 'object' && value !== null && !('dispose' in value))
    Object.values(value).forEach((member) => disposeOf(member, own));
  else if (!own.includes(value)) (value as { dispose?: () => void } | undefined)?.dispose?.();
}

/** Calls `f` with each list of arguments, and lets go of what it answers; whether it answers is for other tests. */
function tried(f: (...args: unknown[]) => unknown, lists: readonly unknown[][], own: unknown[]): void {
  for (const args of lists)
    try {
      disposeOf(f(...args), own);
    } catch (error) {
      const { name } = error as Error;
      if (!['TypeError', 'RangeError', 'ObolError'].includes(name)) throw error;
    }
}

for (const layout of sparseLayouts)
  for (const dtype of ['bool', 'int32', 'complex64'] as const)
    small(`every graph routine, right or wrong, of ${dtype}, ${layout}: nothing is left`, async () => {
      const { A, dense: D } = pair(dtype, [7, 7], { layout, seed: 82, share: 2 });
      const other = pair(dtype, [6, 9], { layout }).A;
      const own = [A, D, other];
      const flags = [
        'normed',
        'return_diag',
        'symmetrized',
        'directed',
        'unweighted',
        'return_predecessors',
        'min_only',
      ];
      const options = [
        ...flags.map((flag) => ({ [flag]: true })),
        { indices: [0, -1], min_only: true },
        { indices: [70] },
        { connection: 'strong' },
        { limit: 1 },
        { directed: false },
        { junk: 1 },
      ];
      const second = [0, 6, 7, -1, 0.5, null, ...options];
      const lists = [[], ...own.flatMap((x) => [[x], ...second.map((y) => [x, y]), ...options.map((o) => [x, 0, o])])];
      await collected(live);
      await xp.synchronize(device);
      const before = live();
      for (const [name, f] of Object.entries(sp.csgraph)) {
        if (name === 'spectral_eigs') continue; // a Promise: its own test
        tried(f as () => unknown, lists, own);
        await xp.synchronize(device);
        expect([name, live() - before]).toEqual([name, 0]);
      }
    });

for (const layout of sparseLayouts)
  for (const dtype of ['bool', 'int32', 'complex64'] as const)
    small(`every function and method, right or wrong, of ${dtype}, ${layout}: nothing is left`, async () => {
      const { A, dense: D } = pair(dtype, [6, 9], { layout, seed: 81, share: 2 });
      const list = D.get(0);
      const own = [A, D, list];
      const options = [{ axis: 0 }, { axis: 1 }, { axis: 5 }, { k: 1 }, { offset: 1 }, { format: 'csc' }, { device }];
      const second = [...own, 2, 0.5, [A, A], [6, 9], [3, -1], [1, 0], 'csr', xp.float32, slice(1, 3), ...options];
      const lists = [[], ...second.map((x) => [x])];
      const functions = Object.entries(sp).filter(([, f]) => typeof f === 'function' && !/^class/.test(String(f)));
      const methods = [sp.SparseArray.prototype, Object.getPrototypeOf(A) as object]
        .flatMap((p) => Object.entries(Object.getOwnPropertyDescriptors(p)))
        .filter(([name, { value }]) => typeof value === 'function' && !/^(_|constructor$|dispose$|to[SJ])/.test(name));
      await collected(live);
      await xp.synchronize(device);
      const before = live();
      for (const [name, f] of functions) {
        tried(f as () => unknown, [...lists, ...own.slice(0, 2).flatMap((x) => second.map((y) => [x, y]))], own);
        await xp.synchronize(device);
        expect([name, live() - before]).toEqual([name, 0]);
      }
      for (const [name, { value }] of methods) {
        const method = value as (...args: unknown[]) => unknown;
        tried(
          (...args) => method.apply(A, args),
          [
            ...lists,
            [
              [0, 1],
              [1, 1],
            ],
            [1, 99],
          ],
          own,
        );
        await xp.synchronize(device);
        expect([name, live() - before]).toEqual([name, 0]);
      }
      expect(A.toarray().tolist()).toEqual(D.tolist());
    });
