/**
 * From the rows of an embedding to labels: three ways, and the promise that no cluster stays empty.
 */
import { toHost, type AnyArray, type ArrayNamespace, type JobOptions, type NamespaceWith } from '../../standard';
import { numbersOf } from '../values';

export const labelings = ['kmeans', 'discretize', 'cluster_qr'] as const;

/** How labels are read off an embedding. */
export type AssignLabels = (typeof labelings)[number];

export interface AssignSettings extends JobOptions {
  nClusters: number;
  assignLabels: AssignLabels;
  nInit: number;
  seed: number;
}

/** int32 labels for the rows of Y, each of 0 … nClusters - 1 given at least once. */
export async function assign(xp: NamespaceWith<'cluster'>, Y: AnyArray, settings: AssignSettings): Promise<AnyArray> {
  const labels = xp.astype(await labelled(xp, Y, settings), xp.int32, { copy: false });
  return refilled(xp, Y, labels, settings.nClusters);
}

async function labelled(
  xp: NamespaceWith<'cluster'>,
  Y: AnyArray,
  { nClusters, assignLabels, nInit, seed, signal, onProgress }: AssignSettings,
): Promise<AnyArray> {
  switch (assignLabels) {
    case 'kmeans': {
      const settings = { n_clusters: nClusters, init: 'k-means++', n_init: nInit, max_iter: 300, tol: 1e-4 } as const;
      return (await xp.cluster.kmeans(Y, { ...settings, seed, signal, onProgress })).labels;
    }
    case 'discretize':
      return xp.cluster.discretize(Y, { seed, signal });
    case 'cluster_qr':
      return xp.cluster.cluster_qr(Y, { signal });
  }
}

/** The labels, each empty cluster given the row that lies farthest from the mean of a cluster with rows to spare. */
async function refilled(
  xp: ArrayNamespace<AnyArray>,
  Y: AnyArray,
  labels: AnyArray,
  nClusters: number,
): Promise<AnyArray> {
  const sizes = await sizesOf(xp, labels, nClusters);
  if (sizes.every((size) => size > 0)) return labels;
  const filled = xp.astype(labels, xp.int32);
  for (let empty = sizes.indexOf(0); empty >= 0; empty = sizes.indexOf(0)) {
    const size = xp.asarray(sizes, { dtype: Y.dtype, device: Y.device });
    const distance = distances(xp, Y, filled, size);
    const spare = xp.greater(xp.take(size, filled), 1);
    const row = xp.argmax(xp.where(spare, distance, -1));
    const [at, from] = (await numbersOf(xp, [row, xp.take(filled, xp.reshape(row, [1])).get(0)])) as [number, number];
    filled.set([at], empty);
    sizes[from]!--;
    sizes[empty]!++;
  }
  return filled;
}

async function sizesOf(xp: ArrayNamespace<AnyArray>, labels: AnyArray, nClusters: number): Promise<number[]> {
  const bounds = xp.arange(nClusters + 1, { dtype: labels.dtype, device: labels.device });
  const { data } = await toHost(xp.diff(xp.searchsorted(xp.sort(labels), bounds)));
  return Array.from(data, Number);
}

/** The rows' squared distances to the means of their clusters. */
function distances(xp: ArrayNamespace<AnyArray>, Y: AnyArray, labels: AnyArray, sizes: AnyArray): AnyArray {
  const clusters = xp.arange(sizes.size, { dtype: labels.dtype, device: labels.device });
  const members = xp.astype(xp.equal(xp.expand_dims(labels, 1), clusters), Y.dtype);
  const means = xp.divide(xp.matmul(members.mT, Y), xp.expand_dims(xp.maximum(sizes, 1), 1));
  return xp.sum(xp.square(xp.subtract(Y, xp.take(means, labels, { axis: 0 }))), { axis: 1 });
}
