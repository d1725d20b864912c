/** Laplacians of graphs. */
import { rangeError, typeError } from '../../../errors';
import { nativeDType, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { dtypeOption, float64, type DType, type NativeDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import { arange, zeros_like } from '../../../api/creation';
import { add, conj, divide, equal, multiply, negative, sqrt } from '../../../api/elementwise';
import { concat, expand_dims } from '../../../api/manipulation';
import { where } from '../../../api/searching';
import { sum } from '../../../api/statistical';
import { take } from '../../../api/indexing';
import { CooArray, issparse, type CsrArray, type SparseArray } from '../array';
import { squareGraph, type Graph } from './square';

/** What {@link laplacian} takes. */
export interface LaplacianOptions {
  /** D^-1/2 (D - A) D^-1/2, an isolated node having 0; default false. */
  normed?: boolean;
  /** Whether to answer the diagonal of D too; default false. */
  return_diag?: boolean;
  /** Degrees are sums of rows instead of columns; default false. */
  use_out_degree?: boolean;
  /** Of A + Aᴴ instead of A; default false. */
  symmetrized?: boolean;
  /** Of the result; default (null): A's, float64 for bool and integers. */
  dtype?: DType | null;
  /** false: csgraph may be written to. Nothing ever does; default true. */
  copy?: boolean;
  /** 'array', the only form there is. */
  form?: 'array';
}

interface Request {
  normed: boolean;
  symmetrized: boolean;
  axis: 0 | 1;
}

/**
 * The Laplacian D - A of a graph, its diagonal ignored, degrees by columns, as scipy.sparse.csgraph.laplacian has it.
 * Bool and integers are computed, and answered, in float64. A negative degree has no square root: with `normed` it
 * spreads NaN. From a sparse array waits for the number of elements; from a dense array nothing waits.
 *
 * @param csgraph n × n, sparse or dense, of any dtype.
 * @returns The Laplacian, CSR, or dense for a dense array. With `return_diag` `{ laplacian, diag }`: diag (n) is the
 * diagonal of D, or with `normed` its square root, 1 for an isolated node.
 * @throws TypeError, RangeError.
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
 * const { laplacian, diag } = xp.sparse.csgraph.laplacian(A, { normed: true, return_diag: true });
 */
export function laplacian(
  csgraph: SparseArray,
  options: LaplacianOptions & { return_diag: true },
): { laplacian: CsrArray; diag: NDArray };
export function laplacian(
  csgraph: NDArray,
  options: LaplacianOptions & { return_diag: true },
): { laplacian: NDArray; diag: NDArray };
export function laplacian(csgraph: SparseArray, options?: LaplacianOptions & { return_diag?: false }): CsrArray;
export function laplacian(csgraph: NDArray, options?: LaplacianOptions & { return_diag?: false }): NDArray;
export function laplacian(
  csgraph: Graph,
  options?: LaplacianOptions,
): CsrArray | NDArray | { laplacian: CsrArray | NDArray; diag: NDArray } {
  const fn = 'laplacian';
  const graph = squareGraph(fn, 'csgraph', csgraph);
  const known = ['normed', 'return_diag', 'use_out_degree', 'symmetrized', 'copy', 'dtype', 'form'];
  const o = checkOptions(fn, options, known);
  booleanOption(fn, 'copy', o.copy, true);
  const withDiagonal = booleanOption(fn, 'return_diag', o.return_diag, false);
  const request: Request = {
    normed: booleanOption(fn, 'normed', o.normed, false),
    symmetrized: booleanOption(fn, 'symmetrized', o.symmetrized, false),
    axis: booleanOption(fn, 'use_out_degree', o.use_out_degree, false) ? 1 : 0,
  };
  const form: unknown = o.form ?? 'array';
  if (typeof form !== 'string') throw typeError(fn, 'form', "'array'", form);
  if (form !== 'array') throw rangeError(fn, 'form', "'array'", form);
  const given = nativeDType(issparse(graph) ? graph._data : graph);
  const working = given.kind === 'real floating' || given.complex ? given : float64;
  const dtype = dtypeOption(fn, o.dtype, working) as NativeDType;
  if (working.complex && !dtype.complex) throw typeError(fn, 'dtype', 'a complex dtype', dtype.name);
  const result = scope(() => {
    const typed = given === working ? graph : convert(graph, working);
    const { laplacian: L, diag } = issparse(typed) ? ofSparse(typed, request) : ofDense(typed, request);
    return { laplacian: convert(L, dtype) as CsrArray | NDArray, diag: convert(diag, dtype) as NDArray };
  });
  if (withDiagonal) return result;
  result.diag.dispose();
  return result.laplacian;
}

function convert(x: Graph, dtype: NativeDType): Graph {
  if (x.dtype === dtype) return x;
  return issparse(x) ? x.astype(dtype) : cast('laplacian', x, dtype);
}

// The diagonal of the Laplacian, and what its other entries are divided by: degrees, or with `normed` their roots.
function scales(degrees: NDArray, normed: boolean): { diagonal: NDArray; diag: NDArray } {
  if (!normed) return { diagonal: degrees, diag: degrees };
  const isolated = equal(degrees, 0);
  return { diagonal: where(isolated, 0, add(zeros_like(degrees), 1)), diag: where(isolated, 1, sqrt(degrees)) };
}

function ofSparse(graph: SparseArray, { normed, symmetrized, axis }: Request): { laplacian: CsrArray; diag: NDArray } {
  let { data, row, col }: Record<'data' | 'row' | 'col', NDArray> = graph.tocoo();
  if (symmetrized) {
    const adjoint = nativeDType(data).complex ? conj(data) : data;
    [data, row, col] = [concat([data, adjoint]), concat([row, col]), concat([col, row])];
  }
  const weights = where(equal(row, col), 0, data);
  // Rows that are sorted already need no second sorting.
  const sorted = graph.format === 'csr' && !symmetrized;
  const degrees = (sorted ? graph._withData(weights) : new CooArray(graph.shape, weights, row, col)).sum({ axis });
  const { diagonal, diag } = scales(degrees, normed);
  let off = negative(weights);
  if (normed) off = divide(divide(off, take(diag, row)), take(diag, col));
  const nodes = arange(graph.shape[0], { device: graph.device });
  const all = new CooArray(graph.shape, concat([off, diagonal]), concat([row, nodes]), concat([col, nodes]));
  return { laplacian: all.tocsr(), diag };
}

function ofDense(graph: NDArray, { normed, symmetrized, axis }: Request): { laplacian: NDArray; diag: NDArray } {
  const both = symmetrized ? add(graph, nativeDType(graph).complex ? conj(graph.T) : graph.T) : graph;
  const nodes = arange(graph.shape[0]!, { device: graph.device });
  const here = equal(expand_dims(nodes, 1), nodes);
  const weights = where(here, 0, both);
  const { diagonal, diag } = scales(sum(weights, { axis }), normed);
  const off = normed ? divide(divide(weights, diag), expand_dims(diag, 1)) : weights;
  return { laplacian: where(here, diagonal, multiply(off, -1)), diag };
}
