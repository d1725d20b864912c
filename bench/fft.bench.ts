// Fourier transforms beside NumPy's (one thread) and scipy.fft's (as many workers as obol has threads).
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

const cases = [
  { transform: 'fft', shape: [2 ** 20], dtype: 'complex128' },
  { transform: 'fft', shape: [2 ** 20], dtype: 'complex64' },
  { transform: 'fft', shape: [1_000_003], dtype: 'complex128' },
  { transform: 'fft', shape: [1000, 1000], dtype: 'complex128' },
  { transform: 'fftn', shape: [1024, 1024], dtype: 'complex128' },
  { transform: 'rfft', shape: [2 ** 20], dtype: 'float64' },
] as const;

export default async function fft(bench: Bench): Promise<void> {
  for (const { transform, shape, dtype } of cases) {
    const size = shape.reduce<number>((n, extent) => n * extent, 1);
    const operands = new Map(
      bench.devices.map((device) => {
        const draw = (seed: number) =>
          xp.astype(xp.reshape(xp.asarray(uniform(size, -1, 1, seed), { device }), shape), xp[dtype]);
        return [device, dtype === 'float64' ? draw(1) : xp.add(draw(1), xp.multiply(draw(2), { re: 0, im: 1 }))];
      }),
    );
    const calls = 5;
    const ours = async (device: string) => {
      for (let i = 0; i < calls; i++) xp.fft[transform](operands.get(device)!).dispose();
      await xp.synchronize(device);
    };
    const args = { shape, dtype };
    await bench.compare({
      name: `${transform} ${shape.join(' × ')} ${dtype}`,
      ours,
      calls,
      peers: { numpy: [`${transform}_numpy`, args], scipy: [`${transform}_scipy`, args] },
    });
    for (const x of operands.values()) x.dispose();
  }
}
