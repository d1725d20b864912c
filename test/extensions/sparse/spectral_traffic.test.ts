// What an iteration of the eigensolver costs beside its kernels, by the device's own counters: waits, and bytes between
// host and device.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';

const K = 6;
/** The block that it iterates with: the wanted vectors and guards, a multiple of 8. */
const BLOCK = 16;

/** A side × side grid of weights between 1 and 2. */
function grid(side: number): xp.sparse.CooArray {
  const n = side * side;
  const row: number[] = [];
  const col: number[] = [];
  for (let i = 0; i < n; i++)
    for (const j of [i % side < side - 1 ? i + 1 : n, i + side])
      if (j < n) {
        row.push(i, j);
        col.push(j, i);
      }
  const weight = Float64Array.from(row, (i, e) => 1 + (((i + col[e]!) * 37) % 101) / 101);
  return xp.sparse.coo_array([weight, [Int32Array.from(row), Int32Array.from(col)]], { shape: [n, n], device });
}

type Counts = ReturnType<typeof xp.device_stats> & { iterations: number };
const KEYS = ['iterations', 'launches', 'waits', 'uploads', 'downloads', 'upload_bytes', 'download_bytes'] as const;

/** What the counters grew by. */
async function cost(W: xp.sparse.CsrArray, tol: number): Promise<Counts> {
  await xp.synchronize(device);
  const before = xp.device_stats(device);
  const { iterations } = await xp.sparse.csgraph.spectral_eigs(W, { k: K, tol, seed: 0 });
  await xp.synchronize(device);
  const after = xp.device_stats(device);
  const grown = Object.entries(after).map(([key, value]) => [key, value - before[key as keyof typeof before]]);
  return { ...Object.fromEntries(grown), iterations } as Counts;
}

/** What one more iteration on the finest level costs: two runs that differ in their number only. */
async function perIteration(side: number): Promise<Record<(typeof KEYS)[number], number>> {
  const W = grid(side).tocsr();
  const [few, many] = [await cost(W, 1e-2), await cost(W, 1e-7)];
  const more = many.iterations - few.iterations;
  expect([few.iterations > 0, more > 1]).toEqual([true, true]);
  return Object.fromEntries(KEYS.map((key) => [key, (many[key] - few[key]) / more])) as never;
}

small('an iteration waits at most twice', async () => {
  const { waits, downloads } = await perIteration(20);
  expect(waits).toBeGreaterThan(0); // the counter counts
  expect(waits).toBeLessThanOrEqual(2);
  expect(downloads).toBeLessThanOrEqual(2);
});

small('an iteration moves small matrices only: the same bytes whatever the number of nodes', async () => {
  const [a, b] = [await perIteration(20), await perIteration(27)];
  expect([b.download_bytes, b.upload_bytes]).toEqual([a.download_bytes, a.upload_bytes]);
  const matrices = 8 * 8 * BLOCK * BLOCK;
  expect(a.download_bytes).toBeGreaterThan(0);
  expect(a.download_bytes + a.upload_bytes).toBeLessThan(2 * matrices);
});
