/**
 * First centers that a function gives: several starts, of which the one that fits a sample best is taken.
 */
import { rangeError } from '../../errors';
import type { AnyArray, ArrayNamespace } from '../../standard';
import { randomOrder } from '../job';
import { asMatrix, asPoints, numbersOf } from '../values';
import type { InitFunction } from './kmeans';
import { nearest, squaresTo } from './nearest';

type Space = ArrayNamespace<AnyArray>;

export interface Starts {
  readonly init: InitFunction;
  readonly nClusters: number;
  /** How often the function is asked. */
  readonly nInit: number;
  /** Points of a sample. */
  readonly size: number;
  readonly seed: number;
}

/** nClusters × d, in the points' namespace and on their device. */
export async function startsFrom(
  fn: string,
  xp: Space,
  points: AnyArray,
  weights: AnyArray | null,
  { init, nClusters, nInit, size, seed }: Starts,
): Promise<AnyArray> {
  const n = points.shape[0]!;
  const sample = async (i: number): Promise<AnyArray | undefined> => {
    if (size >= n) return undefined;
    return (await randomOrder(xp, (seed + i) % 2 ** 32, n, points.device)).get(xp.slice(0, size));
  };
  const some = (x: AnyArray, rows: AnyArray | undefined): AnyArray => (rows ? xp.take(x, rows, { axis: 0 }) : x);
  const judges = nInit > 1 ? await sample(nInit) : undefined;
  const judge = nInit > 1 ? await asPoints(fn, 'X', xp, some(points, judges)) : undefined;
  const weight = judge && weights ? some(weights, judges) : undefined;
  let best: { centers: AnyArray; inertia: number } | undefined;
  for (let i = 0; i < nInit; i++) {
    const given = await init(some(points, await sample(i)), nClusters, (seed + i) % 2 ** 32);
    const centers = xp.astype(asMatrix(fn, 'init', xp, given, points.device), points.dtype, { copy: false });
    if (centers.shape[0] !== nClusters || centers.shape[1] !== points.shape[1]) {
      const got = `shape [${centers.shape.join(', ')}]`;
      throw rangeError(fn, 'init', `shape [${nClusters}, ${points.shape[1]}]`, got);
    }
    if (!judge) return centers;
    const squares = squaresTo(xp, judge, centers, nearest(xp, judge, centers));
    const [inertia] = (await numbersOf(xp, [xp.sum(weight ? xp.multiply(weight, squares) : squares)])) as [number];
    // One with NaN is refused where it is used, unless another start is better.
    if (!best || inertia < best.inertia) best = { centers, inertia };
  }
  return best!.centers;
}
