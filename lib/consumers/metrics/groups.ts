/** Labels as the metrics take them: what they are called does not matter, only which are equal. */
import { rangeError, typeError } from '../../errors';
import { arrayNamespace, isArray, scope, type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { checkArray, numberNow } from '../values';

type Space = ArrayNamespace<AnyArray>;

/**
 * The labels as a real array of one axis, not empty, no NaN among them; integers of any width stay as they are. A list
 * goes on the device of `beside`, where that is an array.
 */
export function asLabels(fn: string, name: string, xp: Space, given: ArrayInput, beside: unknown): AnyArray {
  const device = isArray(beside) ? beside.device : undefined;
  const labels = device === undefined || isArray(given) ? xp.asarray(given) : xp.asarray(given, { device });
  if (xp.isdtype(labels.dtype, 'complex floating')) throw typeError(fn, name, 'real labels', labels.dtype.name);
  if (labels.ndim !== 1 || labels.size === 0) {
    throw rangeError(fn, name, 'one axis of length >= 1', `shape [${labels.shape.join(', ')}]`);
  }
  if (xp.isdtype(labels.dtype, 'real floating') && numberNow(xp.any(xp.isnan(labels)))) {
    throw new RangeError(`${fn}: expected labels for ${name}, got NaN among them`);
  }
  return labels.dtype === xp.bool ? xp.astype(labels, xp.int32) : labels;
}

/** Works on two lists of labels of the same elements, in a scope of their namespace. */
export function betweenLabelings<R>(
  fn: string,
  a: ArrayInput,
  b: ArrayInput,
  body: (xp: Space, x: AnyArray, y: AnyArray) => R,
): R {
  checkArray(fn, 'a', a);
  checkArray(fn, 'b', b);
  const xp: Space = arrayNamespace(a as AnyArray, b as AnyArray);
  return scope(xp, () => {
    const [x, y] = [asLabels(fn, 'a', xp, a, b), asLabels(fn, 'b', xp, b, a)];
    if (x.size !== y.size) throw new RangeError(`${fn}: expected two lists of one length, got ${x.size} and ${y.size}`);
    return body(xp, x, y);
  });
}

/** For each element a number in [0, n) that its group alone has, as float64: how many elements have smaller labels. */
export function groups(xp: Space, labels: AnyArray): AnyArray {
  return xp.astype(xp.searchsorted(xp.sort(labels), labels), xp.float64);
}

/** For each element a number that its two groups alone have, ordered as the pairs of labels are: exact up to 9e7 elements. */
export function pairsOf(xp: Space, x: AnyArray, y: AnyArray): AnyArray {
  return xp.add(xp.multiply(groups(xp, x), x.size), groups(xp, y));
}
