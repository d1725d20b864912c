// The ways in which ESM TypeScript loads the package: by default, by name, and the whole module.

import xp, { add, type NDArray, ObolError } from 'obol';
import * as all from 'obol';
import ndimage, { gaussianFilter } from 'obol/ndimage';

const sum: NDArray = add(xp.asarray([1, 2], { dtype: xp.float64 }), 1);
const filter: typeof gaussianFilter = ndimage.gaussianFilter;
const same: typeof add = all.add;
const error: ObolError = new xp.ObolError('ERR_OBOL_DEVICE', 'no device');

// @ts-expect-error a name that is not there
void xp.addd;

export { error, filter, same, sum };
