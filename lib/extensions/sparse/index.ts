/** The extension `xp.sparse`. */
export { CooArray, CsrArray, SparseArray, issparse } from './array';
export { coo_array, csr_array } from './construct';
export type { Component, Components, SparseOptions } from './construct';
export { matmul } from './matmul';
export * as csgraph from './csgraph';
export * as linalg from './linalg';
