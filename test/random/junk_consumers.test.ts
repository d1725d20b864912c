/** Junk in the arguments of the consumers and of obol/io. Names of files are made in a folder that goes afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as xp from 'obol';
import * as cluster from 'obol/cluster';
import * as extra from 'obol/extra';
import * as graph from 'obol/graph';
import * as image from 'obol/image';
import * as io from 'obol/io';
import * as manifold from 'obol/manifold';
import * as metrics from 'obol/metrics';
import * as ndimage from 'obol/ndimage';
import { testDevice as device } from '../support/device';
import { junkTable, type Call, type JunkRow } from './support/junk';

type Args = () => readonly unknown[];

const rows = (functions: object, table: Record<string, Args>): Record<string, JunkRow> =>
  Object.fromEntries(
    Object.entries(table).map(([name, args]) => {
      const named = name.split(' ')[0]!;
      return [name, { call: (functions as Record<string, Call>)[named]!, args, named, consumer: true }];
    }),
  );

const of = (values: readonly unknown[], dtype: keyof typeof xp = 'float64'): xp.NDArray =>
  xp.asarray(values as number[], { dtype: xp[dtype] as typeof xp.float64, device });
const points = (): xp.NDArray => of([0, 0.1, 5, 5.1, 9, 9.2].map((v) => [v, v + 1]));
const affinity = (): xp.NDArray =>
  of([0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => Number(Math.abs(i - j) === 1))));
const sparseAffinity = (): xp.sparse.CsrArray => xp.sparse.csr_array(affinity());
const labels = (): xp.NDArray => of([0, 0, 1, 1, 2, 2], 'int32');
const picture = (): xp.NDArray =>
  xp.reshape(xp.arange(20, undefined, undefined, { dtype: xp.float64, device }), [4, 5]);

/** What asks for more work than anyone waits for is stopped. */
const soon = (): AbortSignal => AbortSignal.timeout(300);

describe('cluster and manifold', () =>
  junkTable({
    ...rows(
      { ...cluster, ...manifold },
      {
        kMeans: () => [
          points(),
          {
            nClusters: 2,
            init: 'k-means++',
            nInit: 1,
            maxIter: 5,
            tol: 1e-3,
            randomState: 1,
            signal: soon(),
            sampleWeight: of([1, 1, 1, 1, 1, 1]),
          },
        ],
        'kMeans from centers': () => [
          points(),
          {
            nClusters: 2,
            init: of([
              [0, 1],
              [9, 10],
            ]),
          },
        ],
        spectralClustering: () => [
          sparseAffinity(),
          {
            nClusters: 2,
            nComponents: 2,
            assignLabels: 'kmeans',
            nInit: 2,
            randomState: 1,
            signal: soon(),
            eigenTol: 1e-3,
          },
        ],
        spectralEmbedding: () => [
          affinity(),
          {
            nComponents: 2,
            dropFirst: true,
            normLaplacian: true,
            randomState: 1,
            signal: soon(),
            eigenTol: 1e-3,
            returnEigenvalues: true,
          },
        ],
      },
    ),
    KMeans: {
      call: (options, ...fit) => new cluster.KMeans(options as object).fit(...(fit as [xp.NDArray, object])),
      args: () => [{ nClusters: 2, nInit: 1, randomState: 1 }, points(), { signal: soon() }],
      consumer: true,
    },
    SpectralClustering: {
      call: (options, ...fit) =>
        new cluster.SpectralClustering(options as object).fit(...(fit as [xp.NDArray, object])),
      args: () => [{ nClusters: 2, affinity: 'precomputed', randomState: 1 }, affinity(), { signal: soon() }],
      consumer: true,
    },
  }));

describe('graph, metrics, image, ndimage', () =>
  junkTable(
    rows(
      { ...graph, ...metrics, ...image, ...ndimage },
      {
        laplacian: () => [sparseAffinity(), { normed: true, returnDiag: true }],
        connectedComponents: () => [affinity()],
        adjustedRandScore: () => [labels(), labels()],
        fowlkesMallowsScore: () => [labels(), labels()],
        calinskiHarabaszScore: () => [points(), labels()],
        daviesBouldinScore: () => [points(), labels()],
        normalizedCut: () => [affinity(), of([0, 0, 1, 1, 1], 'int32')],
        inertia: () => [
          points(),
          of([
            [0, 1],
            [5, 6],
            [9, 10],
          ]),
          labels(),
        ],
        contingencyMatrix: () => [labels(), labels(), { eps: 0.1 }],
        adjustedMutualInfoScore: () => [labels(), labels(), { averageMethod: 'max' }],
        normalizedMutualInfoScore: () => [labels(), labels()],
        homogeneityCompletenessVMeasure: () => [labels(), labels(), { beta: 1 }],
        silhouetteScore: () => [points(), labels(), { metric: 'euclidean' }],
        silhouetteSamples: () => [points(), labels()],
        imgToGraph: () => [picture(), { mask: xp.greater(picture(), 3), dtype: xp.float32, returnAs: 'csr' }],
        gridToGraph: () => [3, 2, { nZ: 2, dtype: xp.float64, returnAs: 'coo', device }],
        resize: () => [
          picture(),
          [2, 3],
          { order: 1, mode: 'reflect', cval: 0, antiAliasing: true, preserveRange: true },
        ],
        rescale: () => [picture(), 0.5, { order: 1, mode: 'edge', antiAliasing: false, preserveRange: false }],
        gaussianFilter: () => [picture(), [1, 2], { order: 0, mode: 'mirror', cval: 1, truncate: 3 }],
      },
    ),
  ));

describe('extra', () =>
  junkTable(
    rows(extra, {
      pad: () => [
        picture(),
        [
          [1, 1],
          [0, 2],
        ],
        { mode: 'constant', constant_values: 3 },
      ],
      isclose: () => [picture(), picture(), { rtol: 1e-3, atol: 0, equal_nan: true }],
      allclose: () => [picture(), 1],
      nan_to_num: () => [picture(), { fill_value: 1 }],
      sinc: () => [picture()],
      kron: () => [picture(), picture()],
      cov: () => [picture()],
      partition: () => [of([3, 1, 2]), 1, { axis: 0 }],
      argpartition: () => [of([3, 1, 2]), 1],
      one_hot: () => [labels(), 3, { dtype: xp.float32, axis: 0 }],
      bincount: () => [labels(), { weights: of([1, 2, 3, 4, 5, 6]), minlength: 4 }],
      segment_sum: () => [points(), labels(), { num_segments: 3 }],
      atleast_nd: () => [of([1, 2]), { ndim: 3 }],
      create_diagonal: () => [of([1, 2]), { offset: 1 }],
      setdiff1d: () => [labels(), of([1], 'int32')],
      union1d: () => [labels(), labels()],
      nunique: () => [labels()],
    }),
  ));

describe('io', () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'obol-junk-'));
  const path = (name: string): string => join(folder, name);
  const market = '%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1.5\n2 1 -2\n';
  beforeAll(async () => {
    process.chdir(folder);
    writeFileSync(path('a.mtx'), market);
    await io.writeNpy(path('a.npy'), picture());
    await io.writeNpz(path('a.npz'), { x: picture() });
    await io.writeSparseNpz(path('s.npz'), sparseAffinity());
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  junkTable(
    rows(io, {
      readNpy: () => [path('a.npy'), { device }],
      readNpz: () => [path('a.npz'), { device }],
      readSparseNpz: () => [path('s.npz'), { device }],
      readMatrixMarket: () => [path('a.mtx'), { device }],
      'readMatrixMarket of bytes': () => [Buffer.from(market), { device }],
      writeNpy: () => [path('b.npy'), picture()],
      writeNpz: () => [path('b.npz'), { x: picture(), y: labels() }, { compressed: true }],
      writeSparseNpz: () => [path('t.npz'), sparseAffinity(), { compressed: false }],
      writeMatrixMarket: () => [path('b.mtx'), sparseAffinity(), { comment: 'a graph', symmetry: 'general' }],
    }),
  );
});
