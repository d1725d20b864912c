/**
 * Labels in a graph of several components: no cluster reaches over two of them, unless fewer are asked for than there
 * are components; these then stay whole.
 */
import { toHost, type AnyArray, type ArrayNamespace, type NamespaceWith } from '../../standard';
import { nearlyZero, type Apart } from '../graph/disconnected';
import { assign, type AssignSettings } from './labels';

type Space = ArrayNamespace<AnyArray>;

/** An embedding by the smallest eigenvectors, constant ones included. */
export interface Spectrum {
  readonly embedding: AnyArray;
  readonly eigenvalues: AnyArray;
}

/**
 * int32 labels, each of 0 … nClusters - 1 given. Each component gets as many clusters as it has eigenvectors among the
 * nClusters smallest, and is divided by its rows of the embedding, which has nClusters columns at
 * least.
 */
export async function assignApart(
  xp: NamespaceWith<'cluster'>,
  { nComponents, labels }: Apart,
  { embedding, eigenvalues }: Spectrum,
  settings: AssignSettings,
): Promise<AnyArray> {
  const { nClusters } = settings;
  const component = Int32Array.from((await toHost(labels)).data as Int32Array);
  const members: number[][] = Array.from({ length: nComponents }, () => []);
  component.forEach((c, i) => members[c]!.push(i));
  const sizes = members.map((rows) => rows.length);
  const on = (values: Int32Array): AnyArray => xp.asarray(values, { device: labels.device });
  if (nClusters <= nComponents) {
    const cluster = together(sizes, nClusters);
    return on(component.map((c) => cluster[c]!));
  }
  const shares = await sharesOf(xp, embedding, labels, nComponents, nClusters);
  const values = Array.from((await toHost(eigenvalues)).data as Float64Array);
  const inner = shares[0]!.flatMap((_, j) => (values[j]! > nearlyZero ? [j] : []));
  const counts = apportioned(
    nClusters,
    shares.map((share) => inner.reduce((sum, j) => sum + share[j]!, 0)),
    sizes,
  );
  const found = new Int32Array(component.length);
  let first = 0;
  for (const [c, rows] of members.entries()) {
    const count = counts[c]!;
    const own = count === 1 ? undefined : await divided(xp, embedding, rows, inner, shares[c]!, count, settings);
    rows.forEach((row, i) => (found[row] = first + (own?.[i] ?? 0)));
    first += count;
  }
  return on(found);
}

/** Whole components put together: the largest first, each to the cluster that has the fewest nodes so far. */
function together(sizes: readonly number[], nClusters: number): Int32Array {
  const load = new Array<number>(nClusters).fill(0);
  const cluster = new Int32Array(sizes.length);
  const bySize = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  for (const c of bySize) {
    const at = load.indexOf(Math.min(...load));
    cluster[c] = at;
    load[at]! += sizes[c]!;
  }
  return cluster;
}

/** Which share of each of the first columns lies in each component: components × columns. */
async function sharesOf(
  xp: Space,
  Y: AnyArray,
  labels: AnyArray,
  nComponents: number,
  columns: number,
): Promise<number[][]> {
  const names = xp.arange(nComponents, { dtype: labels.dtype, device: labels.device });
  const members = xp.astype(xp.equal(xp.expand_dims(labels, 1), names), Y.dtype);
  const squares = xp.square(Y.get(xp.ellipsis, xp.slice(0, columns)));
  const sums = Array.from((await toHost(xp.matmul(members.mT, squares))).data as Float64Array);
  const totals = Array.from({ length: columns }, (_, j) =>
    Array.from({ length: nComponents }, (__, c) => sums[c * columns + j]!).reduce((s, v) => s + v, 0),
  );
  return Array.from({ length: nComponents }, (_, c) => totals.map((total, j) => sums[c * columns + j]! / (total || 1)));
}

/** One for each component, the rest one by one to the component that lacks most of its weight and has room. */
function apportioned(total: number, weights: readonly number[], sizes: readonly number[]): number[] {
  const counts = sizes.map(() => 1);
  for (let left = total - sizes.length; left > 0; left--) {
    let best = -1;
    for (let c = 0; c < sizes.length; c++) {
      const lacks = (i: number): number => weights[i]! + 1 - counts[i]!;
      if (counts[c]! < sizes[c]! && (best < 0 || lacks(c) > lacks(best))) best = c;
    }
    counts[best]!++;
  }
  return counts;
}

/** The labels of the rows of one component, by the columns that live in it where their number is fixed. */
async function divided(
  xp: NamespaceWith<'cluster'>,
  Y: AnyArray,
  rows: readonly number[],
  inner: readonly number[],
  share: readonly number[],
  nClusters: number,
  settings: AssignSettings,
): Promise<number[]> {
  const index = (values: readonly number[]): AnyArray => xp.asarray(Int32Array.from(values), { device: Y.device });
  let own = xp.take(Y, index(rows), { axis: 0 });
  if (settings.assignLabels !== 'kmeans') {
    const strongest = [...inner].sort((i, j) => share[j]! - share[i]! || i - j).slice(0, nClusters - 1);
    const others = inner.length < nClusters - 1 ? [...Array(Y.shape[1]!).keys()].slice(1) : [];
    const columns = [0, ...new Set([...strongest.sort((i, j) => i - j), ...others])].slice(0, nClusters);
    own = xp.take(own, index(columns), { axis: 1 });
  }
  const { data } = await toHost(await assign(xp, own, { ...settings, nClusters }));
  return Array.from(data as Int32Array);
}
