// Products of the five-point graph of a picture of one million pixels, beside SciPy, which uses one thread for them.
import * as xp from 'obol';
import { gridToGraph } from 'obol/image';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

const SIDE = 1000;
const n = SIDE * SIDE;

export default async function sparse(bench: Bench): Promise<void> {
  for (const dtype of ['float64', 'float32'] as const) {
    const operands = new Map(
      bench.devices.map((device) => {
        const coo = gridToGraph(SIDE, SIDE, { dtype: xp[dtype], device }) as ReturnType<typeof xp.sparse.coo_array>;
        const draw = (columns: number) => xp.astype(xp.asarray(uniform(n * columns), { device }), xp[dtype]);
        const block = xp.reshape(draw(32), [n, 32]);
        return [device, { coo, csr: coo.tocsr(), x: draw(1), block }];
      }),
    );
    const product = (right: 'x' | 'block') => async (device: string) => {
      const on = operands.get(device)!;
      const y = xp.sparse.matmul(on.csr, on[right]);
      await xp.synchronize(device);
      y.dispose();
    };
    const work = (columns: number) => ({
      amount: 2 * columns * operands.get(bench.devices[0]!)!.csr.nnz,
      unit: 'flop/s',
    });
    const args = { side: SIDE, dtype };
    const vector = { name: `csr · vector ${dtype}`, ours: product('x'), work: work(1) };
    await bench.compare({ ...vector, peers: { scipy: ['csr_vector', args] } });
    const matrix = { name: `csr · 32 columns ${dtype}`, ours: product('block'), work: work(32) };
    await bench.compare({ ...matrix, peers: { scipy: ['csr_matrix', args] } });
    const convert = async (device: string) => {
      const csr = operands.get(device)!.coo.tocsr();
      await xp.synchronize(device);
      csr.dispose();
    };
    await bench.compare({ name: `coo to csr ${dtype}`, ours: convert, peers: { scipy: ['coo_to_csr', args] } });
    for (const on of operands.values()) Object.values(on).forEach((array) => array.dispose());
  }
}
