// k-means on as many points as the full picture has pixels, beside scikit-learn, both on the same points.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as xp from 'obol';
import { kMeans } from 'obol/cluster';
import type { Bench } from './support/bench';
import { blobs } from './support/data';
import { writeNpy } from './support/npy';

const [N, FEATURES, CLUSTERS] = [116_352, 25, 25];

export default async function kmeans(bench: Bench): Promise<void> {
  const points = blobs(N, FEATURES, CLUSTERS, 0.5);
  const folder = mkdtempSync(join(tmpdir(), 'obol-bench-'));
  try {
    const file = join(folder, 'points.npy');
    writeNpy(file, points, [N, FEATURES]);
    const on = new Map(
      bench.devices.map((device) => [device, xp.reshape(xp.asarray(points, { device }), [N, FEATURES])]),
    );
    const ours = async (device: string) => {
      const { centers, labels } = await kMeans(on.get(device)!, { nClusters: CLUSTERS, nInit: 10, randomState: 0 });
      await xp.synchronize(device);
      [centers, labels].forEach((array) => array.dispose());
    };
    const args = { points: file, clusters: CLUSTERS, n_init: 10 };
    await bench.compare({ name: 'k-means, 10 starts', ours, peers: { 'scikit-learn': ['kmeans', args] }, rounds: 3 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
