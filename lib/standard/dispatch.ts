/**
 * Dispatch: which namespace an argument belongs to, and what that namespace can do beside the standard.
 */
import { describe, typeError } from '../errors';
import type { AnyArray, ArrayOf } from './array';
import type { ArrayNamespace } from './namespace';
import { isCooParts, isCsrParts, isNestedList, isScalar, isTypedArray } from './recognise';
import { defaultNamespace } from './slot';

type Space = ArrayNamespace<AnyArray>;

/** A namespace's name for messages: what it calls itself, its version, else the class of its arrays. */
export function nameOf(xp: unknown, of?: unknown): string {
  const { __name__: name, __version__: version } = xp as { __name__?: unknown; __version__?: unknown };
  const own = typeof name === 'string' ? name : of === undefined ? 'a namespace' : `the namespace of ${describe(of)}`;
  return typeof version === 'string' ? `${own} ${version}` : own;
}

/** The namespace of one argument; undefined for what is no array and stands for none (scalars, null). */
function namespaceOf(x: unknown): Space | undefined {
  if (x === undefined || x === null || isScalar(x)) return undefined;
  const ask = (x as { __array_namespace__?: unknown }).__array_namespace__;
  if (typeof ask === 'function') {
    const xp: unknown = ask.call(x);
    if ((typeof xp !== 'object' && typeof xp !== 'function') || xp === null) {
      throw typeError('arrayNamespace', 'the result of __array_namespace__', 'a namespace', xp);
    }
    return xp as Space;
  }
  if (isCooParts(x)) return arrayNamespace(x.data, x.row, x.col);
  if (isCsrParts(x)) return arrayNamespace(x.data, x.indices, x.indptr);
  if (isTypedArray(x) || isNestedList(x)) return defaultNamespace();
  throw typeError('arrayNamespace', 'an argument', 'an array, a typed array, a nested list or a scalar', x);
}

/**
 * The namespace that the arguments belong to, asked of them by `__array_namespace__`. Sparse arrays and their parts
 * count; scalars, null and undefined are passed over; typed arrays and nested lists stand for obol's namespace.
 *
 * @throws TypeError when there is no array among the arguments, when they belong to two namespaces (the message names
 * both), or when one is neither array nor scalar.
 * @example
 * const [x, weights] = [xp.asarray([1, 2]), xp.asarray([3, 4])];
 * const space = arrayNamespace(x, weights);
 * space.sum(space.multiply(x, weights)).item(); // 11
 */
export function arrayNamespace<X>(...xs: X[]): ArrayNamespace<ArrayOf<X>> {
  let found: { xp: Space; x: unknown } | undefined;
  for (const x of xs) {
    const xp = namespaceOf(x);
    if (xp === undefined || xp === found?.xp) continue;
    if (found) {
      throw new TypeError(
        `arrayNamespace: expected arrays of one namespace, got ${nameOf(found.xp, found.x)} and ${nameOf(xp, x)}; ` +
          'move one with toHost and fromHost',
      );
    }
    found = { xp, x };
  }
  if (!found) {
    const got = xs.length === 0 ? 'no argument' : xs.map(describe).join(', ');
    throw new TypeError(`arrayNamespace: expected at least one array, got ${got}`);
  }
  return found.xp as unknown as ArrayNamespace<ArrayOf<X>>;
}

/**
 * A capability beside the standard: `xp[name]`, or undefined where the namespace has none.
 *
 * @example
 * const sparse = extension(xp, 'sparse');
 * if (sparse) sparse.csr_array(xp.eye(2)).nnz; // 2
 */
export function extension<X extends object, N extends string>(
  xp: X,
  name: N,
): (N extends keyof X ? X[N] : object) | undefined;
export function extension(xp: object, name: string): unknown {
  const found = (xp as Record<string, unknown>)[name];
  return typeof found === 'object' || typeof found === 'function' ? (found ?? undefined) : undefined;
}

/**
 * Runs `fn` in the namespace's own scope, where it has one: arrays made inside that the result does not hold are freed
 * at once. The result of `fn` is returned; a Promise keeps the scope open until it settles.
 *
 * @example
 * const norm = scope(xp, () => xp.sqrt(xp.sum(xp.square(xp.asarray([3, 4])))));
 * norm.item(); // 5
 */
export function scope<R>(xp: Pick<ArrayNamespace<unknown>, 'scope'>, fn: () => R): R {
  return typeof xp.scope === 'function' ? xp.scope(fn) : fn();
}
