// The longest time for which the event loop waits while the full-size job runs, picture to labels, and what each call
// of the job keeps of it. The histogram counts the time between two ticks of one millisecond, so it says 1 when idle.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './support/bench';
import { affinity, coins, prepare, segment } from './support/pipeline';

export default async function eventLoop(bench: Bench): Promise<void> {
  const picture = await coins();
  const scale = Number(bench.options.scales?.split(',').at(-1) ?? 1);
  for (const device of bench.devices) {
    const delays: number[] = [];
    const calls = new Map<string, number>();
    const runs: number[] = [];
    for (let run = 0; run < 3; run++) {
      await sleep(100);
      const histogram = monitorEventLoopDelay({ resolution: 1 });
      histogram.enable();
      await sleep(20);
      const start = performance.now();
      // The shortest of the three runs, as for the delay: a neighbour's work is not this one's.
      const mark = (call: string, ms: number) => calls.set(call, Math.min(ms, calls.get(call) ?? Infinity));
      const image = prepare(picture, scale, device, mark);
      const graph = affinity(image, mark);
      const labels = await segment(graph, 25, bench.options.assign ?? 'kmeans', run, mark);
      await labels.data();
      runs.push((performance.now() - start) / 1000);
      await sleep(20);
      histogram.disable();
      delays.push(histogram.max / 1e9);
      [image, graph, labels].forEach((array) => array.dispose());
    }
    bench.record(`whole job ${scale}`, `obol ${device}`, runs);
    bench.record(`longest event-loop delay ${scale}`, `obol ${device}`, [Math.min(...delays)], { delays });
    for (const [call, ms] of calls) bench.record(`  ${call}`, `obol ${device}`, [ms / 1000]);
  }
}
