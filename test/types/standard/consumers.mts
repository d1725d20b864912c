// What comes out of dispatching functions: the provider's arrays for its arrays, obol's for typed arrays and lists.

import xp, { type NDArray } from 'obol';
import { kMeans, KMeans, spectralClustering } from 'obol/cluster';
import { connectedComponents, laplacian } from 'obol/graph';
import { spectralEmbedding } from 'obol/manifold';
import { adjustedRandScore, normalizedCut } from 'obol/metrics';
import { gaussianFilter } from 'obol/ndimage';
import { type CsrParts, type SparseArray } from 'obol/standard';
import { type Mine, mine } from './provider.mjs';

const x = xp.asarray(
  [
    [0, 1],
    [1, 0],
  ],
  { dtype: xp.float32 },
);
const y: Mine = mine.asarray([
  [0, 1],
  [1, 0],
]);

const filtered: NDArray = gaussianFilter(x, 2);
const theirs: Mine = gaussianFilter(y, 2);
const listed: NDArray = gaussianFilter([[1, 2]], 2);

const L: NDArray = laplacian(x);
const parts = { data: y, indices: y, indptr: y, shape: [2, 2], format: 'csr' } as const;
const sparse: SparseArray<Mine> | CsrParts<Mine> = laplacian(parts);
const labels: Mine = connectedComponents(y).labels;

const embedding: NDArray = await spectralEmbedding(x, { nComponents: 1 });
const both: { embedding: Mine; eigenvalues: Mine } = await spectralEmbedding(y, { returnEigenvalues: true });
const clusters: NDArray = await spectralClustering(
  [
    [0, 1],
    [1, 0],
  ],
  { nClusters: 2, assignLabels: 'cluster_qr' },
);
const { centers, inertia }: { centers: Mine; inertia: number } = await kMeans(y, { nClusters: 2, init: 'random' });
const fitted: KMeans<Mine> = await new KMeans({ nClusters: 2 }).fit(y);
const near: Mine = fitted.predict(y);
const score: number = adjustedRandScore(clusters, [0, 1]) + normalizedCut(x, clusters);

// @ts-expect-error options have JavaScript's spelling
void spectralClustering(x, { n_clusters: 2 });
// @ts-expect-error one of three ways
void spectralClustering(x, { assignLabels: 'k-means' });
// @ts-expect-error another provider's array
const wrong: NDArray = gaussianFilter(y, 2);

export { both, centers, embedding, filtered, inertia, L, labels, listed, near, score, sparse, theirs, wrong };
