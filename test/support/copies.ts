/**
 * A second copy of the plain provider: a namespace of its own, foreign to the first, and free to be given extensions.
 */
import type { ArrayNamespace } from '../../lib/standard';
import type { PlainArray } from './plain';

/** A fresh copy with the given members beside the standard's. */
export function plainCopy(name: string, members: object = {}): ArrayNamespace<PlainArray> {
  let copy: ArrayNamespace<PlainArray> | undefined;
  jest.isolateModules(() => {
    copy = (jest.requireActual('./plain') as { plain: ArrayNamespace<PlainArray> }).plain;
  });
  return Object.assign(copy!, { __name__: name, ...members });
}
