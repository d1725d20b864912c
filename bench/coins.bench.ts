// The main job at seven sizes on every device, beside scikit-learn, by turns: the figure "time vs image dimension".
// Times are those of the whole spectralClustering call, as in the 2022 experiment; the stages before it stand beside.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as xp from 'obol';
import { normalizedCut } from 'obol/metrics';
import { median, OUT, seconds, type Bench } from './support/bench';
import { logLogChart, type Series } from './support/chart';
import { writeNpy } from './support/npy';
import { affinity, coins, prepare, segment } from './support/pipeline';

const REGIONS = 25;
const COLORS = ['#1f6fb2', '#2a9d4e', '#8c4fb8', '#0f9aa8'];

// Whole-call seconds of scikit-learn 1.2.1 with arpack and with amg (pyamg 5.0.1), taken together on one machine: only
// their ratio is used, to place amg where pyamg is not installed.
const AMG_PER_ARPACK: Record<number, number> = {
  0.1: 0.61 / 0.25,
  0.2: 2.0 / 1.16,
  0.4: 2.8 / 10.7,
  0.6: 5.0 / 33.4,
  0.8: 15.3 / 82.7,
  1: 47.8 / 188.9,
};

interface Point {
  readonly scale: number;
  readonly dimension: string;
  readonly pixels: number;
  readonly seconds: Record<string, number>;
  readonly prepare: Record<string, number>;
  readonly normalizedCut: Record<string, number>;
  readonly estimated: string[];
}

export default async function figure(bench: Bench): Promise<void> {
  const scales = (bench.options.scales ?? '0.05,0.1,0.2,0.4,0.6,0.8,1').split(',').map(Number);
  const assign = bench.options.assign ?? 'kmeans';
  const folder = mkdtempSync(join(tmpdir(), 'obol-bench-'));
  try {
    const points: Point[] = [];
    for (const scale of scales) points.push(await measure(bench, scale, assign, join(folder, `${scale}.npy`)));
    save(bench, points, assign);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(bench: Bench, scale: number, assign: string, file: string): Promise<Point> {
  const picture = await coins();
  const point: Point = { scale, dimension: '', pixels: 0, seconds: {}, prepare: {}, normalizedCut: {}, estimated: [] };
  const graphs = new Map<string, ReturnType<typeof affinity>>();
  let shape: readonly number[] = [];
  for (const device of bench.devices) {
    const times: number[] = [];
    for (let round = 0; round < 4; round++) {
      graphs.get(device)?.dispose();
      times.push(
        await seconds(async () => {
          graphs.set(device, affinity(prepare(picture, scale, device)));
          await xp.synchronize(device);
        }),
      );
    }
    const image = prepare(picture, scale, device);
    shape = image.shape;
    writeNpy(file, (await image.data()) as Float64Array, shape);
    const line = bench.record(`picture to graph ${scale}`, `obol ${device}`, times.slice(1), { scale, shape });
    point.prepare[`obol ${device}`] = line.seconds;
  }

  const ours = new Map<string, number[]>(bench.devices.map((device) => [device, []]));
  const theirs = new Map<string, number[]>();
  const peers: Record<string, object> = { arpack: { solver: 'arpack' }, amg: { solver: 'amg' } };
  if (bench.peer?.about.versions['pyamg'] === undefined) delete peers['amg'];
  for (const device of bench.devices) (await segment(graphs.get(device)!, REGIONS, assign, 0)).dispose();
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const [device, runs] of ours) {
      const graph = graphs.get(device)!;
      let labels: Awaited<ReturnType<typeof segment>> | undefined;
      runs.push(
        await seconds(async () => {
          labels = await segment(graph, REGIONS, assign, round);
          await xp.synchronize(device);
        }),
      );
      point.normalizedCut[`obol ${device}`] ??= normalizedCut(graph, labels!);
      labels!.dispose();
    }
    for (const [label, solver] of Object.entries(bench.peer ? peers : {})) {
      const runs = theirs.get(label) ?? [];
      theirs.set(label, runs);
      // Minutes are measured once, seconds three times.
      if (runs.length >= 3 || (runs[0] ?? 0) > 5) continue;
      await sleep(40);
      const args = { picture: file, regions: REGIONS, assign, seed: round, ...solver };
      const reply = await bench.peer!.run('spectral_clustering', args);
      if (reply.error !== undefined) throw new Error(`bench: scikit-learn: ${reply.error}`);
      runs.push(reply.seconds);
      point.normalizedCut[`scikit-learn ${label}`] ??= (reply.result as { normalizedCut: number }).normalizedCut;
    }
    await sleep(40);
  }

  const details = { scale, shape, pixels: shape[0]! * shape[1]!, assign };
  for (const [label, runs] of theirs) {
    point.seconds[`scikit-learn ${label}`] = bench.record(name(scale), `scikit-learn ${label}`, runs, details).seconds;
  }
  const arpack = point.seconds['scikit-learn arpack'];
  if (arpack !== undefined && !theirs.has('amg') && AMG_PER_ARPACK[scale] !== undefined) {
    const label = 'scikit-learn amg (estimated)';
    point.seconds[label] = arpack * AMG_PER_ARPACK[scale]!;
    point.estimated.push(label);
    const why = { ...details, estimated: 'amg / arpack of an earlier machine, times arpack of this run' };
    bench.record(name(scale), label, [point.seconds[label]!], why);
  }
  for (const [device, runs] of ours) {
    const ratios = Object.fromEntries(Object.entries(point.seconds).map(([side, time]) => [side, time / median(runs)]));
    const cut = { normalizedCut: point.normalizedCut };
    const line = bench.record(name(scale), `obol ${device}`, runs, { ...details, ratios, ...cut });
    point.seconds[`obol ${device}`] = line.seconds;
    graphs.get(device)!.dispose();
  }
  await bench.peer?.drop();
  return { ...point, dimension: shape.join('×'), pixels: details.pixels };
}

function name(scale: number): string {
  return `spectralClustering ${scale}`;
}

function save(bench: Bench, points: readonly Point[], assign: string): void {
  const sides = [...new Set(points.flatMap((point) => Object.keys(point.seconds)))];
  const ours = sides.filter((side) => side.startsWith('obol'));
  const color = (side: string) =>
    side.startsWith('obol')
      ? COLORS[ours.indexOf(side) % COLORS.length]!
      : side.includes('amg')
        ? '#c98a1b'
        : '#c0392b';
  const series: Series[] = sides.map((side) => ({
    name: side,
    color: color(side),
    dashed: side.includes('estimated'),
    points: points.flatMap((point) =>
      point.seconds[side] === undefined ? [] : [{ x: point.pixels, y: point.seconds[side] }],
    ),
  }));
  const chart = logLogChart({
    title: 'Spectral clustering of the coins: time vs image dimension',
    subtitle: `${REGIONS} regions by ${assign}; the whole call, medians of runs taken by turns`,
    xLabel: 'image dimension (pixels)',
    yLabel: 'seconds',
    xTicks: points.map((point) => ({ x: point.pixels, label: point.dimension })),
    series,
  });
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, 'time-vs-image-dimension.svg'), chart);
  const about = { regions: REGIONS, assign, devices: bench.devices, peers: bench.peer?.about ?? null, points };
  writeFileSync(join(OUT, 'time-vs-image-dimension.json'), `${JSON.stringify(about, null, 1)}\n`);
}
