// Square dense products beside NumPy's BLAS on the same number of threads.
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

export default async function matmul(bench: Bench): Promise<void> {
  for (const dtype of ['float64', 'float32'] as const) {
    for (const n of [512, 2048]) {
      const operands = new Map(
        bench.devices.map((device) => {
          const draw = (seed: number) =>
            xp.astype(xp.reshape(xp.asarray(uniform(n * n, -1, 1, seed), { device }), [n, n]), xp[dtype]);
          return [device, { a: draw(1), b: draw(2) }];
        }),
      );
      const ours = async (device: string) => {
        const { a, b } = operands.get(device)!;
        const product = xp.matmul(a, b);
        await xp.synchronize(device);
        product.dispose();
      };
      const work = { amount: 2 * n ** 3, unit: 'flop/s' };
      await bench.compare({ name: `matmul ${n} ${dtype}`, ours, peers: { numpy: ['matmul', { n, dtype }] }, work });
      for (const { a, b } of operands.values()) [a, b].forEach((array) => array.dispose());
    }
  }
}
