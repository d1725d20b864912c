// A few eigenpairs beside SciPy (ARPACK, and SuperLU under its shift-invert): the ends of a random symmetric matrix, the
// small end of a grid's Laplacian, and a system with that matrix.
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

type Csr = xp.sparse.CsrArray;

const RANDOM = { n: 20_000, pairs: 950_000 };
const SIDE = 500;

/** A + Aᵀ for entries at random places: about 1.9 million. */
function random(device: string): Csr {
  const { n, pairs } = RANDOM;
  const [i, j] = [11, 12].map((seed) => Int32Array.from(uniform(pairs, 0, n, seed))) as [Int32Array, Int32Array];
  const values = uniform(pairs, 0, 1, 13);
  const row = Int32Array.from({ length: 2 * pairs }, (_, e) => (e < pairs ? i[e]! : j[e - pairs]!));
  const col = Int32Array.from({ length: 2 * pairs }, (_, e) => (e < pairs ? j[e]! : i[e - pairs]!));
  const data = Float64Array.from({ length: 2 * pairs }, (_, e) => values[e % pairs]!);
  return xp.scope(() => xp.sparse.csr_array([data, [row, col]], { shape: [n, n], device }));
}

/** The five-point Laplacian of a square with zeros around it. */
function laplacian(device: string): Csr {
  const n = SIDE * SIDE;
  const row: number[] = [];
  const col: number[] = [];
  const data: number[] = [];
  for (let at = 0; at < n; at++) {
    const put = (other: number, value: number): void => void (row.push(at), col.push(other), data.push(value));
    put(at, 4);
    if (at % SIDE > 0) put(at - 1, -1);
    if (at % SIDE < SIDE - 1) put(at + 1, -1);
    if (at >= SIDE) put(at - SIDE, -1);
    if (at + SIDE < n) put(at + SIDE, -1);
  }
  const parts = [Int32Array.from(row), Int32Array.from(col)];
  return xp.scope(() => xp.sparse.csr_array([Float64Array.from(data), parts], { shape: [n, n], device }));
}

export default async function eigsh(bench: Bench): Promise<void> {
  const on = new Map(bench.devices.map((device) => [device, { random: random(device), grid: laplacian(device) }]));
  const pairs = (which: 'random' | 'grid', options: xp.sparse.linalg.EigshOptions) => async (device: string) => {
    const { eigenvectors } = await xp.sparse.linalg.eigsh(on.get(device)![which], { k: 6, ...options });
    eigenvectors.dispose();
  };
  const rows = [
    ['6 largest of n = 20 000, 1.9 M entries', 'random', { which: 'LA' }],
    ['6 of largest magnitude, the same', 'random', { which: 'LM' }],
    ['6 nearest 0 of a 500 × 500 grid', 'grid', { sigma: 0 }],
    ['6 nearest 1.5 of a 500 × 500 grid', 'grid', { sigma: 1.5 }],
  ] as const;
  for (const [name, matrix, options] of rows)
    await bench.compare({
      name,
      ours: pairs(matrix, options),
      peers: { scipy: ['eigsh', { matrix, side: SIDE, ...RANDOM, ...options }] },
      rounds: 5,
    });
  const system = async (device: string) => {
    const x = await xp.sparse.linalg.spsolve(on.get(device)!.grid, xp.ones([SIDE * SIDE], { device }));
    x.dispose();
  };
  const peers = { scipy: ['spsolve', { side: SIDE }] } as const;
  await bench.compare({ name: 'spsolve with a 500 × 500 grid', ours: system, peers, rounds: 5 });
  for (const { random: a, grid: b } of on.values()) [a, b].forEach((matrix) => matrix.dispose());
}
