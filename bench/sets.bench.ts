// Distinct elements of a million, beside NumPy's: many different ones and few.
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

type Results = xp.NDArray | object;
const calls: Record<string, (x: xp.NDArray) => Results> = {
  unique_values: (x) => xp.unique_values(x),
  unique_counts: (x) => xp.unique_counts(x),
  unique_inverse: (x) => xp.unique_inverse(x),
  unique_all: (x) => xp.unique_all(x),
  sort: (x) => xp.sort(x),
};

export default async function run(bench: Bench): Promise<void> {
  const n = 1_000_000;
  for (const [title, dtype, limit] of [
    ['float64, all different', 'float64', 1],
    ['int32, 1000 different', 'int32', 1000],
  ] as const) {
    const operands = new Map(
      bench.devices.map((device) => {
        const x = xp.asarray(uniform(n, 0, limit, 1), { device });
        return [device, xp.astype(x, xp[dtype])] as const;
      }),
    );
    for (const [name, call] of Object.entries(calls)) {
      const ours = async (device: string) => {
        const result = call(operands.get(device)!);
        await xp.synchronize(device);
        for (const x of result instanceof xp.NDArray ? [result] : Object.values(result)) (x as xp.NDArray).dispose();
      };
      const peers = { numpy: ['sets', { name, n, dtype, limit }] as const };
      await bench.compare({ name: `${name} ${title}`, ours, peers });
    }
    for (const x of operands.values()) x.dispose();
  }
}
