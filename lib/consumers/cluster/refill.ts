/**
 * The promise that no cluster stays empty: what is done where equal points, or an iteration cut short, left one so.
 */
import { toHost, type AnyArray, type ArrayNamespace } from '../../standard';

/** Labels of which each of 0 … nClusters - 1 is given, and the rows that had to change theirs. */
export interface Refilled {
  readonly labels: AnyArray;
  readonly moved: readonly { readonly row: number; readonly cluster: number }[];
}

/**
 * The labels, each empty cluster given the row that lies farthest from the mean of a cluster with rows to spare. It
 * looks at the labels on the host, and at the rows too where a cluster is empty.
 */
export async function refilled(
  xp: ArrayNamespace<AnyArray>,
  Y: AnyArray,
  labels: AnyArray,
  nClusters: number,
): Promise<Refilled> {
  const own = Int32Array.from((await toHost(labels)).data as Int32Array);
  const sizes = new Int32Array(nClusters);
  for (const label of own) sizes[label]!++;
  if (sizes.every((size) => size > 0)) return { labels, moved: [] };

  const far = distances(await rowsOf(Y), own, sizes);
  const byDistance = Array.from(far.keys()).sort((i, j) => far[j]! - far[i]! || i - j);
  const moved: { row: number; cluster: number }[] = [];
  let at = 0;
  sizes.forEach((size, cluster) => {
    if (size > 0) return;
    while (sizes[own[byDistance[at]!]!]! < 2) at++;
    const row = byDistance[at++]!;
    sizes[own[row]!]!--;
    sizes[cluster]!++;
    own[row] = cluster;
    moved.push({ row, cluster });
  });
  return { labels: xp.asarray(own, { device: labels.device }), moved };
}

async function rowsOf(Y: AnyArray): Promise<{ values: ArrayLike<number>; width: number }> {
  return { values: (await toHost(Y)).data as Float64Array, width: Y.shape[1]! };
}

/** The rows' squared distances to the means of their clusters. */
function distances(
  { values, width }: { values: ArrayLike<number>; width: number },
  labels: Int32Array,
  sizes: Int32Array,
): Float64Array {
  const means = new Float64Array(sizes.length * width);
  labels.forEach((label, i) => {
    for (let j = 0; j < width; j++) means[label * width + j]! += values[i * width + j]! / sizes[label]!;
  });
  return Float64Array.from(labels, (label, i) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (values[i * width + j]! - means[label * width + j]!) ** 2;
    return sum;
  });
}
