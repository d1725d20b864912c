// The main job, from the picture's bytes to labels, as a user writes it; stage by stage, each timed.
import { join } from 'node:path';
import sharp from 'sharp';
import * as xp from 'obol';
import { spectralClustering } from 'obol/cluster';
import { imgToGraph, rescale } from 'obol/image';
import { gaussianFilter } from 'obol/ndimage';
import type { SparseArray } from 'obol/standard';

const PICTURE = join(__dirname, '..', '..', 'examples', 'coins.png');
const [BETA, EPS] = [10, 1e-6];

export interface Picture {
  readonly bytes: Uint8Array;
  readonly shape: readonly [number, number];
}

/** The coins as gray bytes. */
export async function coins(): Promise<Picture> {
  const { data, info } = await sharp(PICTURE).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new Error(`pipeline: expected one channel, got ${info.channels}`);
  return { bytes: new Uint8Array(data), shape: [info.height, info.width] };
}

/** Told after each call of the job: its name and how many milliseconds the call itself kept the event loop. */
export type Mark = (call: string, milliseconds: number) => void;

function timed<T>(call: string, mark: Mark | undefined, work: () => T): T {
  const start = performance.now();
  const result = work();
  mark?.(call, performance.now() - start);
  return result;
}

/** The rescaled picture. */
export function prepare(picture: Picture, scale: number, device: string, mark?: Mark) {
  const image = timed('asarray', mark, () => xp.reshape(xp.asarray(picture.bytes, { device }), [...picture.shape]));
  const smooth = timed('gaussianFilter', mark, () => gaussianFilter(image, 2));
  return timed('rescale', mark, () => rescale(smooth, scale, { mode: 'reflect', antiAliasing: false }));
}

type CooGraph = SparseArray<xp.NDArray> & { readonly row: xp.NDArray; readonly col: xp.NDArray };

/** The graph whose weights fall with the gradient. */
export function affinity(image: ReturnType<typeof prepare>, mark?: Mark) {
  const graph = timed('imgToGraph', mark, () => imgToGraph(image)) as CooGraph;
  const weights = timed('weights', mark, () => {
    const gradient = xp.divide(graph.data, xp.std(graph.data));
    return xp.add(xp.exp(xp.multiply(gradient, -BETA)), EPS);
  });
  return timed('coo_array', mark, () =>
    xp.sparse.coo_array([weights, [graph.row, graph.col]], { shape: [...graph.shape] }),
  );
}

/** Labels of the graph's nodes. */
export function segment(
  graph: ReturnType<typeof affinity>,
  regions: number,
  assign: string,
  seed: number,
  mark?: Mark,
  signal?: AbortSignal,
) {
  const assignLabels = assign as 'kmeans' | 'discretize' | 'cluster_qr';
  return timed('spectralClustering (until its Promise)', mark, () =>
    spectralClustering(graph, { nClusters: regions, assignLabels, randomState: seed, signal }),
  );
}
