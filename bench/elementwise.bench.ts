// Elementwise work and a sum over ten million float64 beside NumPy, which uses one thread for them.
// "into" is NumPy with out=: it saves the pages of a new result, as obol's allocator does by keeping freed blocks.
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

const N = 10_000_000;

export default async function elementwise(bench: Bench): Promise<void> {
  const host = uniform(N, 0.5, 2);
  const operands = new Map(
    bench.devices.map((device) => {
      const a = xp.asarray(host, { device });
      const b = xp.flip(a);
      return [device, { a, b, mask: xp.less(a, b) }];
    }),
  );
  type Operands = { a: ReturnType<typeof xp.flip>; b: ReturnType<typeof xp.flip>; mask: ReturnType<typeof xp.less> };
  const timed = (work: (on: Operands) => { dispose(): void }) => async (device: string) => {
    const result = work(operands.get(device)!);
    await xp.synchronize(device);
    result.dispose();
  };
  const bytes = (arrays: number) => ({ amount: 8 * N * arrays, unit: 'B/s' });

  for (const name of ['add', 'multiply', 'divide'] as const) {
    const ours = timed(({ a, b }) => xp[name](a, b));
    const peers = { numpy: [name], 'numpy into': [name, { into: true }] } as const;
    await bench.compare({ name, ours, peers, work: bytes(3) });
  }
  for (const name of ['sqrt', 'exp', 'log', 'sin'] as const) {
    const ours = timed(({ a }) => xp[name](a));
    const peers = { numpy: [name], 'numpy into': [name, { into: true }] } as const;
    await bench.compare({ name, ours, peers, work: bytes(2) });
  }
  const where = timed(({ a, b, mask }) => xp.where(mask, a, b));
  await bench.compare({ name: 'where', ours: where, peers: { numpy: ['where'] }, work: bytes(3.125) });
  const sum = timed(({ a }) => xp.sum(a));
  await bench.compare({ name: 'sum', ours: sum, peers: { numpy: ['sum'] }, work: bytes(1) });
  for (const { a, b, mask } of operands.values()) [a, b, mask].forEach((array) => array.dispose());
}
