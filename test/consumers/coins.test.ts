// The main job on the coins against scikit-image, SciPy and scikit-learn, at six sizes: eigenvalues, labels, cuts.
// Pictures and graphs by themselves are test/consumers/image's.
import * as xp from 'obol';
import { spectralClustering } from 'obol/cluster';
import { imgToGraph, rescale } from 'obol/image';
import { spectralEmbedding } from 'obol/manifold';
import { gaussianFilter } from 'obol/ndimage';
import type { SparseArray } from 'obol/standard';
import { large, small, testDevice as device } from '../support/device';
import { readJson, readNpy } from '../support/fixtures';
import { clusterSizes, cutOf, randIndex, type EdgeList } from '../support/graphs';

const REGIONS = 25;

interface Known {
  readonly picture: { shape: number[]; sum: number; sumOfSquares: number };
  readonly graph: { n: number; nnz: number; sum: number; sumOfSquares: number };
  readonly eigenvalues: number[];
  readonly normalizedCut: { kmeans: { best: number }; discretize: { median: number } };
}

type CooGraph = SparseArray<xp.NDArray> & { readonly row: xp.NDArray; readonly col: xp.NDArray };

/** The rescaled picture and the weighted graph, as the example makes them. */
function job(scale: string) {
  const coins = readNpy<Uint8Array>('image/coins.npy.gz');
  const image = xp.reshape(xp.asarray(coins.data, { device }), [...coins.shape]);
  const picture = rescale(gaussianFilter(image, 2), Number(scale), { mode: 'reflect', antiAliasing: false });
  const graph = imgToGraph(picture) as CooGraph;
  const gradient = xp.divide(graph.data, xp.std(graph.data));
  const weights = xp.add(xp.exp(xp.multiply(gradient, -10)), 1e-6);
  return { picture, weighted: xp.sparse.coo_array([weights, [graph.row, graph.col]], { shape: [...graph.shape] }) };
}

type Weighted = ReturnType<typeof job>['weighted'];

async function host(weighted: Weighted) {
  const [row, col, data] = await Promise.all([weighted.row!.data(), weighted.col!.data(), weighted.data.data()]);
  return { row: row as Int32Array, col: col as Int32Array, data: data as Float64Array };
}

/** Each edge once, for the oracles. */
async function edges(weighted: Weighted): Promise<EdgeList> {
  const { row, col, data } = await host(weighted);
  const once = Array.from(data.keys()).filter((e) => row[e]! < col[e]!);
  return {
    n: weighted.shape[0]!,
    first: Int32Array.from(once, (e) => row[e]!),
    second: Int32Array.from(once, (e) => col[e]!),
    weight: Float64Array.from(once, (e) => data[e]!),
  };
}

async function cluster(weighted: Weighted, assignLabels: 'kmeans' | 'discretize' | 'cluster_qr', randomState: number) {
  const labels = await spectralClustering(weighted, { nClusters: REGIONS, assignLabels, randomState });
  expect([labels.dtype, labels.device]).toEqual([xp.int32, device]);
  return (await labels.data()) as Int32Array;
}

function near(value: number, wanted: number, relative: number): boolean {
  return Math.abs(value - wanted) <= relative * Math.abs(wanted);
}

for (const [scale, size] of [
  ['0.1', small],
  ['0.2', small],
  ['0.4', large],
  ['0.6', large],
  ['0.8', large],
  ['1.0', large],
] as const) {
  describe(`the coins at ${scale}`, () => {
    const known = readJson<Known>(`coins/${scale}.json`);

    size("picture and weights are scikit-image's and scikit-learn's", async () => {
      const { picture, weighted } = job(scale);
      expect(picture.shape).toEqual(known.picture.shape);
      const pixels = (await picture.data()) as Float64Array;
      const sample = readNpy<Float64Array>(`coins/${scale}-picture.npy.gz`);
      const whole = sample.data.length === pixels.length;
      const columns = picture.shape[1]!;
      let worst = 0;
      for (let i = 0; i < sample.data.length; i += whole ? 1 : 3) {
        const [at, wanted] = whole ? [i, i] : [sample.data[i]! * columns + sample.data[i + 1]!, i + 2];
        worst = Math.max(worst, Math.abs(pixels[at]! - sample.data[wanted]!));
      }
      expect(worst).toBeLessThan(1e-10);
      expect(
        near(
          pixels.reduce((sum, value) => sum + value, 0),
          known.picture.sum,
          1e-10,
        ),
      ).toBe(true);

      const { row, col, data } = await host(weighted);
      expect([weighted.shape[0], weighted.nnz]).toEqual([known.graph.n, known.graph.nnz]);
      const found = new Map(Array.from(data, (value, e) => [row[e]! * known.graph.n + col[e]!, value]));
      const wanted = readNpy<Float64Array>(`coins/${scale}-edges.npy.gz`).data;
      let far = 0;
      for (let i = 0; i < wanted.length; i += 3) {
        far = Math.max(far, Math.abs(found.get(wanted[i]! * known.graph.n + wanted[i + 1]!)! - wanted[i + 2]!));
      }
      expect(far).toBeLessThan(1e-12);
      expect(
        near(
          data.reduce((sum, value) => sum + value ** 2, 0),
          known.graph.sumOfSquares,
          1e-11,
        ),
      ).toBe(true);
    });

    size('the 25 smallest eigenvalues are exact to 1e-6, the zero to 1e-9', async () => {
      const { weighted } = job(scale);
      const options = { nComponents: REGIONS, dropFirst: false, randomState: 0, returnEigenvalues: true } as const;
      const { eigenvalues } = await spectralEmbedding(weighted, options);
      const values = Array.from((await eigenvalues.data()) as Float64Array);
      const wrong = values.flatMap((value, j) => {
        const wanted = known.eigenvalues[j]!;
        return Math.abs(value - wanted) <= (wanted === 0 ? 1e-9 : 1e-6 * wanted) ? [] : [{ j, value, wanted }];
      });
      expect([values.length, wrong]).toEqual([REGIONS, []]);
    });

    size("cluster_qr has scikit-learn's labels", async () => {
      const labels = await cluster(job(scale).weighted, 'cluster_qr', 0);
      expect(randIndex(labels, readNpy<Uint8Array>(`coins/${scale}-cluster_qr.npy.gz`).data)).toBeGreaterThan(0.999);
      expect(Math.min(...clusterSizes(labels, REGIONS))).toBeGreaterThan(0);
    });

    size("k-means cuts as little as scikit-learn's best of three seeds, up to 3 %", async () => {
      const { weighted } = job(scale);
      const labels = await cluster(weighted, 'kmeans', 0);
      expect(cutOf(await edges(weighted), labels)).toBeLessThanOrEqual(1.03 * known.normalizedCut.kmeans.best);
      expect(Math.min(...clusterSizes(labels, REGIONS))).toBeGreaterThan(0);
    });

    // Many short iterations: a minute on simulated threads.
    (scale === '0.2' ? large : size)(
      "discretize cuts as little as scikit-learn's, median of five seeds, up to 5 %",
      async () => {
        const { weighted } = job(scale);
        const list = await edges(weighted);
        const cuts: number[] = [];
        for (const seed of [0, 1, 2, 3, 4]) {
          const labels = await cluster(weighted, 'discretize', seed);
          cuts.push(cutOf(list, labels));
          expect(Math.min(...clusterSizes(labels, REGIONS))).toBeGreaterThan(0);
        }
        cuts.sort((a, b) => a - b);
        expect(cuts[2]).toBeLessThanOrEqual(1.05 * known.normalizedCut.discretize.median);
      },
    );
  });
}

large('the full-size job moves no array between host and device after the picture went in', async () => {
  const { weighted } = job('1.0');
  await xp.synchronize(device);
  const before = xp.device_stats(device);
  const labels = await spectralClustering(weighted, {
    nClusters: REGIONS,
    assignLabels: 'cluster_qr',
    randomState: 0,
  });
  await xp.synchronize(device);
  const after = xp.device_stats(device);
  const crossed = after.download_bytes + after.upload_bytes - before.download_bytes - before.upload_bytes;
  expect(crossed).toBeGreaterThan(0); // the counters count
  // All small matrices of all iterations together come to less than two columns of the embedding.
  expect(crossed).toBeLessThan(2 * 8 * labels.size);
});
