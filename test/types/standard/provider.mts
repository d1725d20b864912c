// A provider typed by the standard's interfaces, and code for any provider.

import xp, { type NDArray } from 'obol';
import { arrayNamespace, extension, fromHost, scope, toHost } from 'obol/standard';
import { type ArrayNamespace, type HostArray, type StandardArray } from 'obol/standard';

/** A provider's own array class. */
export interface Mine extends StandardArray<Mine> {
  readonly secret: 'mine';
}
export declare const mine: ArrayNamespace<Mine>;

/** A consumer for any provider. */
export function mean<A extends StandardArray<A>>(a: A): A {
  const space = a.__array_namespace__();
  return scope(space, () => space.divide(space.sum(a), space.asarray(a.size, { dtype: a.dtype, device: a.device })));
}

const x = xp.asarray([1, 2]);
const package_: ArrayNamespace<NDArray> = xp;
const ofObol: ArrayNamespace<NDArray> = arrayNamespace(x);
const ofList: ArrayNamespace<NDArray> = arrayNamespace([1, 2]);
const ofMine: ArrayNamespace<Mine> = arrayNamespace(mine.zeros([1]));
const host: HostArray = await toHost(x);
const there: Mine = fromHost(mine, host, { device: 'tray' });
const back: NDArray = fromHost(xp, await toHost(there));
const two: [NDArray, Mine] = [mean(x), mean(there)];
const sum: NDArray = x.__array_namespace__().sum(x, { axis: 0 });
const graphs = extension(mine, 'sparse')?.csgraph;
const anything: object | undefined = extension(mine, 'astronomy');

// @ts-expect-error the namespace of mine takes mine
mine.add(x, x);
// @ts-expect-error keyword-only arguments go into the options
mine.sum(there, 0);

export { anything, back, graphs, ofList, ofMine, ofObol, package_, sum, two };
