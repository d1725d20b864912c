// The longest time for which the event loop waits while the full-size job runs, picture to labels, and what each call
// of the job keeps of it; and how long a job goes on after its AbortSignal. The histogram counts the time between two ticks of one millisecond, so it says 1 when idle.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import * as xp from 'obol';
import { seconds, type Bench } from './support/bench';
import { affinity, coins, prepare, segment } from './support/pipeline';

/** Jobs that are aborted, each at another time. */
const ABORTS = 20;

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
    const waits = await aborts(scale, device, bench.options.assign ?? 'kmeans');
    bench.record(`longest wait for an abort ${scale}`, `obol ${device}`, [Math.max(...waits)], { waits });
  }
}

/** Seconds from the abort to the end of the job, for aborts spread over its whole time. */
async function aborts(scale: number, device: string, assign: string): Promise<number[]> {
  const graph = affinity(prepare(await coins(), scale, device));
  await xp.synchronize(device);
  const whole = await seconds(async () => (await segment(graph, 25, assign, 0)).dispose());
  const waits: number[] = [];
  for (let part = 0; part < ABORTS; part++) {
    const controller = new AbortController();
    const job = segment(graph, 25, assign, 0, undefined, controller.signal);
    const ended = job.then(
      (labels) => labels.dispose(),
      (error: { code?: string }) => {
        if (error.code !== 'ERR_OBOL_ABORTED') throw error;
        waits.push((performance.now() - aborted) / 1000);
      },
    );
    await sleep((1000 * whole * (part + 0.5)) / ABORTS);
    const aborted = performance.now();
    controller.abort();
    await ended;
  }
  graph.dispose();
  return waits;
}
