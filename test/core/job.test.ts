/** Jobs: what they read is what was there when they started, they report, and they stop when told to. */
import * as xp from 'obol';
import { spectralClustering } from 'obol/cluster';
import { collected } from '../support/collect';
import { testDevice, large } from '../support/device';
// eslint-disable-next-line @typescript-eslint/no-require-imports
const grid = require('../process/graphs.js') as (n: number) => [Float64Array, [Int32Array, Int32Array]];

const device = testDevice;
const graph = (n: number): xp.sparse.CsrArray => xp.sparse.csr_array(grid(n), { shape: [n * n, n * n], device });
const aborted = expect.objectContaining({ name: 'AbortError', code: 'ERR_OBOL_ABORTED' });

describe('a job', () => {
  large('that is aborted rejects with its signal\u2019s reason, and the device goes on', async () => {
    const controller = new AbortController();
    const running = spectralClustering(graph(250), {
      nClusters: 8,
      signal: controller.signal,
      onProgress: () => controller.abort('enough'),
    });
    await expect(running).rejects.toEqual(aborted);
    await expect(running).rejects.toHaveProperty('cause', 'enough');
    expect(xp.add(xp.ones(2, { device }), 1).tolist()).toEqual([2, 2]);
  });

  large('with a signal that is aborted already does not start', async () => {
    const running = spectralClustering(graph(8), { nClusters: 2, signal: AbortSignal.abort(new Error('before')) });
    await expect(running).rejects.toEqual(aborted);
  });

  large('whose onProgress throws is stopped and rejects with that error', async () => {
    const running = spectralClustering(graph(250), {
      nClusters: 8,
      onProgress: () => {
        throw new Error('from the listener');
      },
    });
    await expect(running).rejects.toThrow('from the listener');
  });

  large('works on what its input was at the call', async () => {
    const X = xp.concat([xp.zeros([50, 2], { device }), xp.ones([50, 2], { device })]);
    const running = xp.cluster.kmeans(X, { n_clusters: 2, seed: 0 });
    X.set([xp.ellipsis], 7);
    X.dispose();
    const { inertia, centers } = await running;
    expect(inertia).toBe(0);
    expect((centers.tolist() as number[][]).map((c) => c[0]).sort()).toEqual([0, 1]);
  });

  large('leaves nothing behind when it is done, aborted or refused', async () => {
    const once = async (): Promise<void> => {
      const W = graph(20);
      const labels = await spectralClustering(W, { nClusters: 3, randomState: 0 });
      const controller = new AbortController();
      controller.abort();
      await expect(spectralClustering(W, { nClusters: 3, signal: controller.signal })).rejects.toEqual(aborted);
      await expect(spectralClustering(W, { nClusters: 401 })).rejects.toThrow(RangeError);
      labels.dispose();
      W.dispose();
    };
    await once();
    const live = (): number => xp.device_stats(device).live_storages;
    await collected(live);
    const before = live();
    await once();
    // Not more; fewer where the collector meanwhile took what other tests had left.
    expect(live()).toBeLessThanOrEqual(before);
  });
});
