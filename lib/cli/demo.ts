/**
 * The demo: a picture segmented by spectral clustering, by consumer code that asks its argument for the namespace to
 * work with. Prints seconds by stage, writes a PNG for each way of labelling.
 */
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import * as xp from '../index';
import { gaussianFilter } from '../consumers/ndimage';
import { imgToGraph, rescale } from '../consumers/image';
import { spectralClustering } from '../consumers/cluster';
import { readArguments, Refusal, usage, type DemoArguments, type Labeling } from './arguments';
import { readGray, writeRegions, type GrayPicture } from './picture';
import { Bar, since, table } from './progress';

type Picture = xp.NDArray<'float64'>;

interface Times {
  graph: number;
  embed: number;
  labels: number;
}

/** The graph of a picture: neighbouring pixels, tied the more tightly the less they differ. */
export function affinity(picture: Picture, beta = 10, eps = 1e-6): xp.sparse.SparseArray {
  const graph = imgToGraph(picture, { returnAs: 'coo' }) as unknown as xp.sparse.CooArray;
  const ratio = xp.divide(graph.data, xp.std(graph.data));
  const weights = xp.add(xp.exp(xp.multiply(ratio, -beta)), eps);
  return xp.sparse.coo_array([weights, [graph.row, graph.col]], { shape: graph.shape });
}

async function segment(
  picture: Picture,
  assignLabels: Labeling,
  args: DemoArguments,
  title: string,
): Promise<{ labels: ArrayLike<number>; times: Times }> {
  const bar = new Bar();
  const start = performance.now();
  const graph = affinity(picture);
  await xp.synchronize(picture.device);
  const ready = performance.now();
  let labelled: number | undefined;
  const labels = await spectralClustering(graph, {
    nClusters: args.regions,
    assignLabels,
    randomState: args.seed,
    onProgress: ({ stage, fraction, error }) => {
      if (stage === 'labels') labelled ??= performance.now();
      bar.show(title, fraction, `${stage}${error ? `, error ${error.toExponential(1)}` : ''}`);
    },
  });
  const values = await (labels as unknown as xp.NDArray<'int32'>).data();
  bar.clear();
  const end = performance.now();
  labelled ??= end;
  return {
    labels: values,
    times: { graph: (ready - start) / 1000, embed: (labelled - ready) / 1000, labels: (end - labelled) / 1000 },
  };
}

async function prepare(image: GrayPicture, scale: number, device: string): Promise<Picture> {
  const pixels = xp.reshape(xp.asarray(image.pixels, { device }), [image.height, image.width]);
  const smooth = gaussianFilter(pixels, 2);
  const picture = rescale(smooth, scale, { mode: 'reflect', antiAliasing: false, order: 1 }) as unknown as Picture;
  await xp.synchronize(device);
  return picture;
}

/** What a scaled picture looks like, in 8 bits. */
async function shown(picture: Picture): Promise<GrayPicture> {
  const [height, width] = picture.shape as [number, number];
  const values = await picture.data();
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const span = high > low ? high - low : 1;
  return { width, height, pixels: Uint8Array.from(values, (v) => Math.round((255 * (v - low)) / span)) };
}

function refuseUnusable(device: string): void {
  try {
    xp.empty(0, { device });
  } catch (error) {
    throw new Refusal((error as Error).message.replace(/^empty: (.*) for device, got/, '--device: $1, got'), 1);
  }
}

async function run(args: DemoArguments): Promise<void> {
  const device = args.device ?? xp.__array_namespace_info__().default_device();
  // Whoever names the simulator wants it.
  if (/^sim(:|$)/.test(device)) process.env['OBOL_SIM'] = '1';
  refuseUnusable(device); // before anything is read
  const image = await readGray(args.image);
  mkdirSync(args.out, { recursive: true });
  const stem = path.basename(args.image, path.extname(args.image));
  const rows: string[][] = [];
  const written: string[] = [];
  for (const scale of args.scales) {
    const start = performance.now();
    const picture = await prepare(image, scale, device);
    const prepared = since(start);
    const [h, w] = picture.shape as [number, number];
    if (args.regions > h * w)
      throw new Refusal(`--regions: expected at most the ${h * w} pixels at scale ${scale}, got ${args.regions}`, 1);
    const gray = await shown(picture);
    for (const assign of args.assign) {
      const title = `${w} × ${h}, ${assign}`;
      const { labels, times } = await segment(picture, assign, args, title);
      const file = path.join(args.out, `${stem}-${scale}-${assign}.png`);
      await writeRegions(file, gray, labels);
      written.push(file);
      const total = prepared + times.graph + times.embed + times.labels;
      const figures = [prepared, times.graph, times.embed, times.labels, total].map((s) => s.toFixed(3));
      rows.push([`${w} × ${h}`, assign, ...figures]);
    }
  }
  console.log(`${path.basename(args.image)}, ${args.regions} regions, on ${device}; seconds:`);
  console.log(table(['pixels', 'labels by', 'picture', 'graph', 'embed', 'labels', 'total'], rows));
  for (const file of written) console.log(path.relative(process.cwd(), file));
}

/** Runs the demo; answers the exit code. */
export async function main(argv: readonly string[], root: string): Promise<number> {
  try {
    const args = readArguments(argv, root);
    if (args === undefined) console.log(usage);
    else await run(args);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`demo: ${message.split('\n')[0]}`);
    return error instanceof Refusal ? error.exitCode : 1;
  }
}

if (require.main === module) {
  void main(process.argv.slice(2), path.join(__dirname, '..', '..')).then((code) => {
    process.exitCode = code;
  });
}
