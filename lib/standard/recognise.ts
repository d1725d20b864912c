/**
 * What a value is, asked of its shape and not of its class, so that it holds across realms and copies of a package.
 */
import type { AnyArray } from './array';
import type { AnySparse, CooParts, CsrParts } from './sparse';
import type { NestedList, Scalar, TypedArray } from './values';

type Fields = Record<string, unknown>;

function isObject(x: unknown): x is Fields {
  return typeof x === 'object' && x !== null;
}

function hasNamespace(x: unknown): x is Fields {
  return isObject(x) && typeof x.__array_namespace__ === 'function';
}

/** A sparse array of any provider. */
export function isSparse(x: unknown): x is AnySparse {
  return hasNamespace(x) && ['coo', 'csr', 'csc'].includes(x.format as string) && typeof x.tocsr === 'function';
}

/** An array of any provider (a sparse array is none). */
export function isArray(x: unknown): x is AnyArray {
  return hasNamespace(x) && !isSparse(x);
}

/** `{ data, row, col, shape, format: 'coo' }`. */
export function isCooParts(x: unknown): x is CooParts<unknown> {
  return isObject(x) && !('__array_namespace__' in x) && x.format === 'coo' && 'data' in x && 'row' in x && 'col' in x;
}

/** `{ data, indices, indptr, shape, format: 'csr' }`. */
export function isCsrParts(x: unknown): x is CsrParts<unknown> {
  return (
    isObject(x) && !('__array_namespace__' in x) && x.format === 'csr' && 'data' in x && 'indices' in x && 'indptr' in x
  );
}

/** A typed array of JavaScript. */
export function isTypedArray(x: unknown): x is TypedArray {
  return ArrayBuffer.isView(x) && Object.prototype.toString.call(x) !== '[object DataView]';
}

/** A number, boolean, bigint or `{ re, im }`. */
export function isScalar(x: unknown): x is Scalar {
  if (typeof x === 'number' || typeof x === 'boolean' || typeof x === 'bigint') return true;
  return isObject(x) && typeof x.re === 'number' && typeof x.im === 'number';
}

/** A JavaScript array of scalars, as deep as an array has axes; told by its first leaf. A list of itself is none. */
export function isNestedList(x: unknown): x is NestedList {
  let leaf: unknown = x;
  for (let depth = 0; Array.isArray(leaf); depth++) {
    if (leaf.length === 0) return true;
    if (depth === 64) return false;
    leaf = leaf[0];
  }
  return Array.isArray(x) && isScalar(leaf);
}

/** An object literal, whichever realm made it. */
export function isPlainObject(x: unknown): x is Fields {
  if (!isObject(x) || Array.isArray(x)) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
