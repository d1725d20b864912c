/**
 * Scopes: arrays made inside of one are disposed at its end, but for those reachable in the returned value and those
 * kept. A scope follows its asynchronous context, so interleaved requests never touch each other's arrays.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { typeError } from '../errors';
import type { NDArray } from './array';

/** The arrays that an object of this package is made of (a sparse array's components). @internal */
export const heldArrays = Symbol.for('obol.heldArrays');

interface Scope {
  arrays: Set<NDArray>;
  parent: Scope | undefined;
}

const scopes = new AsyncLocalStorage<Scope | undefined>();
let everUsed = false;

/** Notes a new array in the current scope. @internal */
export function track(array: NDArray): void {
  if (everUsed) scopes.getStore()?.arrays.add(array);
}

function reach(value: unknown, found: Set<object>): void {
  if (typeof value !== 'object' || value === null || found.has(value)) return;
  if (ArrayBuffer.isView(value)) return;
  found.add(value);
  const held = (value as { [heldArrays]?: () => Iterable<unknown> })[heldArrays];
  if (typeof held === 'function') {
    for (const part of held.call(value)) reach(part, found);
    return;
  }
  if (Array.isArray(value)) {
    for (const part of value) reach(part, found);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return;
  for (const part of Object.values(value)) reach(part, found);
}

function close(scope: Scope, result: unknown): void {
  const kept = new Set<object>();
  reach(result, kept);
  for (const array of scope.arrays) {
    if (kept.has(array)) scope.parent?.arrays.add(array);
    else array.dispose();
  }
  scope.arrays.clear();
}

// What an iteration had reached when it gave up outlives the scope that the error leaves.
function partialOf(error: unknown): unknown {
  return (error as { partial?: unknown } | null | undefined)?.partial;
}

/**
 * Runs `fn` and disposes the arrays that it made, except those reachable in its result (arrays, plain objects,
 * JavaScript arrays, sparse arrays) and those that went through {@link keep}. `fn` may be async: the scope then ends
 * when its promise settles.
 *
 * @example
 * const x = xp.asarray([3, 4]);
 * xp.scope(() => xp.sqrt(xp.sum(xp.square(x)))).item(); // 5
 */
export function scope<T>(fn: () => T): T {
  if (typeof fn !== 'function') throw typeError('scope', 'fn', 'a function', fn);
  everUsed = true;
  const own: Scope = { arrays: new Set(), parent: scopes.getStore() };
  let result: T;
  try {
    result = scopes.run(own, fn);
  } catch (error) {
    close(own, partialOf(error));
    throw error;
  }
  if (typeof (result as { then?: unknown } | null)?.then !== 'function') {
    close(own, result);
    return result;
  }
  return (result as unknown as Promise<unknown>).then(
    (value) => {
      close(own, value);
      return value;
    },
    (error: unknown) => {
      close(own, partialOf(error));
      throw error;
    },
  ) as T;
}

/**
 * Takes what `value` holds out of every enclosing scope: it lives until it is disposed or collected. Returns `value`.
 *
 * @example
 * const cache = {};
 * xp.scope(() => { cache.mean = xp.keep(xp.mean(xp.asarray([1, 3]))); });
 * cache.mean.item(); // 2
 */
export function keep<T>(value: T): T {
  const kept = new Set<object>();
  reach(value, kept);
  for (let s = scopes.getStore(); s !== undefined; s = s.parent)
    for (const array of kept) s.arrays.delete(array as NDArray);
  return value;
}

/**
 * Runs `fn` as if the innermost scope were not there: what a user's function makes, called back from inside of ours,
 * belongs to the user. @internal
 */
export function outsideScope<T>(fn: () => T): T {
  const own = scopes.getStore();
  return own === undefined ? fn() : scopes.run(own.parent, fn);
}
