/**
 * From the rows of an embedding to labels: three ways, each of which gives all labels.
 */
import type { AnyArray, JobOptions, NamespaceWith } from '../../standard';
import { refilled } from './refill';

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
  return (await refilled(xp, Y, labels, settings.nClusters)).labels;
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
