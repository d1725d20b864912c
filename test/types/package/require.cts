// The ways in which CommonJS TypeScript loads the package: every one gives the namespace with its types.

import xp = require('obol');
import whole, { add, type NDArray } from 'obol';
import { gaussianFilter } from 'obol/ndimage';

const sum: NDArray = xp.add(xp.asarray([1, 2], { dtype: xp.float64 }), 1);
const same: typeof add = whole.add;
const error: Error = new xp.ObolError('ERR_OBOL_DEVICE', 'no device');

// @ts-expect-error the namespace has no default beside itself
void xp.default;
// @ts-expect-error a name that is not there
void xp.addd;

export { error, gaussianFilter, same, sum };
