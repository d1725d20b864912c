/**
 * The Array API standard 2025.12 as types, and the functions by which consumer code finds and uses a namespace. What
 * consumers import; the public subset is in lib/subpaths/standard.ts.
 */
export type * from './array';
export type * from './chapters/constants';
export type * from './chapters/creation';
export type * from './chapters/datatypes';
export type * from './chapters/elementwise';
export type * from './chapters/fft';
export type * from './chapters/indexing';
export type * from './chapters/inspection';
export type * from './chapters/linalg';
export type * from './chapters/linearalgebra';
export type * from './chapters/manipulation';
export type * from './chapters/searching';
export type * from './chapters/sets';
export type * from './chapters/sorting';
export type * from './chapters/statistical';
export type * from './chapters/utility';
export type * from './extensions';
export type * from './namespace';
export type * from './sparse';
export type * from './values';
export { arrayNamespace, extension, nameOf, scope } from './dispatch';
export { withExtension, withExtensionSync, type NamespaceWith } from './follow';
export { fromHost, toHost, toHostSync, type HostArray } from './host';
export { checkOptions, finiteNumber, flag, oneOf, wholeNumber } from './options';
export {
  isArray,
  isCooParts,
  isCsrParts,
  isNestedList,
  isPlainObject,
  isScalar,
  isSparse,
  isTypedArray,
} from './recognise';
export { defaultNamespace, setDefaultNamespace, workDevice } from './slot';
