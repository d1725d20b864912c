// What one call costs when there is nothing to compute: add of ten elements, each result disposed, and a view.
import * as xp from 'obol';
import type { Bench } from './support/bench';

const CALLS = 100_000;

export default async function overhead(bench: Bench): Promise<void> {
  const operands = new Map(
    bench.devices.map((device) => [
      device,
      { a: xp.asarray(new Float64Array(10).fill(1.5), { device }), b: xp.asarray(new Float64Array(10), { device }) },
    ]),
  );
  const add = async (device: string) => {
    const { a, b } = operands.get(device)!;
    for (let i = 0; i < CALLS; i++) xp.add(a, b).dispose();
    await xp.synchronize(device);
  };
  await bench.compare({ name: 'add of 10', ours: add, calls: CALLS, peers: { numpy: ['add_small'] } });
  const scoped = async (device: string) => {
    const { a, b } = operands.get(device)!;
    xp.scope(() => {
      for (let i = 0; i < CALLS; i++) xp.add(a, b);
    });
    await xp.synchronize(device);
  };
  await bench.compare({ name: 'add of 10 in a scope', ours: scoped, calls: CALLS, peers: { numpy: ['add_small'] } });
  const view = (device: string) => {
    const { a } = operands.get(device)!;
    for (let i = 0; i < CALLS; i++) xp.reshape(a, [2, 5]).dispose();
  };
  await bench.compare({ name: 'reshape of 10', ours: view, calls: CALLS });
  for (const { a, b } of operands.values()) [a, b].forEach((array) => array.dispose());
}
