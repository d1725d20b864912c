// Sparse algebra at ten million stored elements, beside SciPy, which uses one thread for it: the five-point graph of a
// picture of two million pixels, and a matrix with ten elements a row at places that a hash gives.
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';
import { grid, hashed, shuffled, type Parts } from './support/matrices';

type DTypeName = 'float64' | 'float32';
interface Kind {
  readonly title: string;
  readonly parts: (seed?: number) => Parts;
  /** What the peer is told. */
  readonly args: object;
}
const gridOf = (side: number): Kind => ({
  title: 'grid',
  parts: () => grid(side),
  args: { kind: 'grid', side },
});
const hashedOf = (n: number, perRow: number): Kind => ({
  title: 'hashed',
  parts: (seed) => hashed(n, perRow, seed),
  args: { kind: 'hashed', n, per_row: perRow },
});

const coo = ({ n, row, col, data }: Parts, device: string, dtype: DTypeName = 'float64') =>
  xp.sparse.coo_array([data, [row, col]], { shape: [n, n], dtype: xp[dtype], device });

type Disposable = { dispose(): void };

/** Makes the operands on every device, measures, and gives their memory back. */
async function beside<T extends readonly Disposable[]>(
  bench: Bench,
  name: string,
  peer: readonly [string, object],
  make: (device: string) => T,
  work: (operands: T) => Disposable,
  amount = 0,
): Promise<void> {
  const operands = new Map(bench.devices.map((device) => [device, make(device)]));
  const ours = async (device: string) => {
    const result = work(operands.get(device)!);
    await xp.synchronize(device);
    result.dispose();
  };
  const rate = amount > 0 ? { work: { amount, unit: 'flop/s' } } : {};
  await bench.compare({ name, ours, peers: { scipy: peer }, ...rate });
  for (const on of operands.values()) on.forEach((array) => array.dispose());
}

async function products(bench: Bench, kind: Kind, dtype: DTypeName): Promise<void> {
  const parts = kind.parts();
  const draw = (count: number, device: string) =>
    xp.astype(xp.asarray(uniform(count), { device, dtype: xp.float64 }), xp[dtype]);
  const csr = (device: string) => xp.scope(() => coo(parts, device, dtype).tocsr());
  const args = { ...kind.args, dtype };
  const flops = 2 * parts.row.length;
  await beside(
    bench,
    `csr · vector ${kind.title} ${dtype}`,
    ['csr_vector', args],
    (device) => [csr(device), draw(parts.n, device)] as const,
    ([a, x]) => xp.sparse.matmul(a, x),
    flops,
  );
  await beside(
    bench,
    `csr · 32 columns ${kind.title} ${dtype}`,
    ['csr_matrix', args],
    (device) => [csr(device), xp.reshape(draw(32 * parts.n, device), [parts.n, 32])] as const,
    ([a, x]) => xp.sparse.matmul(a, x),
    32 * flops,
  );
}

async function withItself(bench: Bench, kind: Kind): Promise<void> {
  const parts = kind.parts();
  const csr = (device: string) => [xp.scope(() => coo(parts, device).tocsr())] as const;
  await beside(bench, `csr · csr ${kind.title}`, ['csr_csr', kind.args], csr, ([a]) => xp.sparse.matmul(a, a));
}

async function conversions(bench: Bench, kind: Kind): Promise<void> {
  const parts = kind.parts();
  const orders: Record<string, (device: string) => readonly [xp.sparse.SparseArray]> = {
    sorted: (device) => [xp.scope(() => coo(parts, device).tocsr().tocoo())],
    given: (device) => [coo(parts, device)],
    shuffled: (device) => [coo(shuffled(parts), device)],
  };
  for (const [order, make] of Object.entries(orders))
    await beside(bench, `coo to csr ${kind.title} ${order}`, ['coo_to_csr', { ...kind.args, order }], make, ([a]) =>
      a.tocsr(),
    );
}

export default async function sparse(bench: Bench): Promise<void> {
  const kinds = [gridOf(1414), hashedOf(1_000_000, 10)];
  for (const kind of kinds) for (const dtype of ['float64', 'float32'] as const) await products(bench, kind, dtype);
  for (const kind of [gridOf(1000), hashedOf(200_000, 10)]) await withItself(bench, kind);
  for (const kind of kinds) await conversions(bench, kind);
  const csr = (device: string) => [xp.scope(() => coo(kinds[1]!.parts(), device).tocsr())] as const;
  await beside(bench, 'transpose of csr', ['csr_transpose', kinds[1]!.args], csr, ([a]) => a.T);
}
