/** What every graph routine asks of its adjacency matrix. */
import { rangeError, typeError } from '../../../errors';
import { issparse, type SparseArray } from '../array';

/** A live square sparse array, or an error. */
export function square(fn: string, name: string, x: unknown): SparseArray {
  if (!issparse(x)) throw typeError(fn, name, 'a sparse array', x);
  if (x.shape[0] !== x.shape[1]) throw rangeError(fn, name, 'a square matrix', x.shape);
  return x._live(fn);
}
