// The embedding of a picture of four megapixels, the coins enlarged: its time, and the most memory the process held.
import * as xp from 'obol';
import { spectralEmbedding } from 'obol/manifold';
import { seconds, type Bench } from './support/bench';
import { affinity, coins, prepare } from './support/pipeline';

export default async function megapixels(bench: Bench): Promise<void> {
  const picture = await coins();
  const scale = Number(bench.options.scales?.split(',').at(-1) ?? 5.86);
  for (const device of bench.devices) {
    let graph: ReturnType<typeof affinity> | undefined;
    let shape: readonly number[] = [];
    const before = await seconds(async () => {
      graph = await xp.scope(async () => {
        const image = prepare(picture, scale, device);
        shape = image.shape;
        return affinity(image);
      });
      await xp.synchronize(device);
    });
    const options = { nComponents: 25, dropFirst: false, randomState: 0 };
    const runs = [await seconds(async () => (await spectralEmbedding(graph!, options)).dispose())];
    graph!.dispose();
    const about = `${shape.join(' × ')} pixels`;
    bench.record(`${about}, picture to graph`, `obol ${device}`, [before]);
    const peakGigabytes = process.resourceUsage().maxRSS / 1e6;
    bench.record(`${about}, embedding`, `obol ${device}`, runs, { peakGigabytes });
    console.error(`${about}: at most ${peakGigabytes.toFixed(2)} GB were resident`);
  }
}
