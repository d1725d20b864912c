/** Labels as the metrics take them: what they are called does not matter, only which are equal. */
import { rangeError } from '../../errors';
import { isArray, type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { asFloating } from '../values';

type Space = ArrayNamespace<AnyArray>;

/** The labels as a float64 array of one axis, not empty; a list on the device of `beside`, where that is an array. */
export function asLabels(fn: string, name: string, xp: Space, given: ArrayInput, beside: unknown): AnyArray {
  const device = isArray(beside) ? beside.device : undefined;
  const labels = asFloating(fn, name, xp, given, device);
  if (labels.ndim !== 1 || labels.size === 0) {
    throw rangeError(fn, name, 'one axis of length >= 1', `shape [${labels.shape.join(', ')}]`);
  }
  return xp.astype(labels, xp.float64, { copy: false });
}

/** For each element a number in [0, n) that its group alone has, as float64: how many elements have smaller labels. */
export function groups(xp: Space, labels: AnyArray): AnyArray {
  return xp.astype(xp.searchsorted(xp.sort(labels), labels), xp.float64);
}
