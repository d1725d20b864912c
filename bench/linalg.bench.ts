// Dense decompositions beside NumPy's LAPACK: one matrix of 1024 rows, and stacks of ten thousand of 4.
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

type Results = xp.NDArray | object;

const { linalg } = xp;
/** By the names of bench/peers/numpy_cases.py; `x` is a general matrix, `s` symmetric positive definite. */
const calls: Record<string, (x: xp.NDArray, s: xp.NDArray, b: xp.NDArray) => Results> = {
  eigh: (_, s) => linalg.eigh(s),
  eigvalsh: (_, s) => linalg.eigvalsh(s),
  svd: (x) => linalg.svd(x),
  svdvals: (x) => linalg.svdvals(x),
  solve: (x, _, b) => linalg.solve(x, b),
  inv: (x) => linalg.inv(x),
  qr: (x) => linalg.qr(x),
  cholesky: (_, s) => linalg.cholesky(s),
  det: (x) => linalg.det(x),
  vector_norm: (x) => linalg.vector_norm(x),
  eig: (x) => linalg.eig(x),
};

/** Which calls are measured on a matrix of n rows; `eig` is slow on both sides. */
const sizes: { n: number; count: number; leave: readonly string[]; rounds?: number }[] = [
  { n: 1024, count: 1, leave: ['eig'], rounds: 3 },
  { n: 256, count: 1, leave: [] },
  { n: 4, count: 10_000, leave: [] },
];

export default async function run(bench: Bench): Promise<void> {
  for (const { n, count, leave, rounds } of sizes) {
    const operands = new Map(
      bench.devices.map((device) => {
        const draw = (cols: number, seed: number) =>
          xp.reshape(xp.asarray(uniform(count * n * cols, -1, 1, seed), { device }), [count, n, cols]);
        const x = draw(n, 1);
        const s = xp.add(xp.matmul(x, x.mT), xp.eye(n, { device }));
        return [device, [x, s, draw(1, 2)] as const];
      }),
    );
    for (const [name, call] of Object.entries(calls)) {
      if (leave.includes(name)) continue;
      const ours = async (device: string) => {
        const result = call(...operands.get(device)!);
        await xp.synchronize(device);
        for (const x of result instanceof xp.NDArray ? [result] : Object.values(result)) (x as xp.NDArray).dispose();
      };
      const title = `${name} ${count > 1 ? `${count} × ` : ''}${n} float64`;
      const peers = { numpy: ['linalg', { name, n, count }] as const };
      await bench.compare({ name: title, ours, peers, ...(rounds !== undefined && { rounds }) });
    }
    for (const parts of operands.values()) parts.forEach((x) => x.dispose());
  }
}
