/** What every graph routine asks of its adjacency matrix, sparse or dense, and the form that native code reads. */
import { rangeError, typeError } from '../../../errors';
import { nativeDType, isArray, type NDArray } from '../../../core/array';
import { checkArray } from '../../../core/check';
import { float64 } from '../../../core/dtype';
import { isfinite } from '../../../api/elementwise';
import { where } from '../../../api/searching';
import { issparse, type CsrArray, type SparseArray } from '../array';
import { csr_array } from '../construct';

/** A graph as an adjacency matrix: sparse, or a dense array. */
export type Graph = SparseArray | NDArray;

function checkSquare(fn: string, name: string, shape: readonly number[]): void {
  if (shape.length !== 2 || shape[0] !== shape[1]) throw rangeError(fn, name, 'a square matrix', shape);
}

/** A live square sparse array, or an error. */
export function square(fn: string, name: string, x: unknown): SparseArray {
  if (!issparse(x)) throw typeError(fn, name, 'a sparse array', x);
  x._live(fn);
  checkSquare(fn, name, x.shape);
  return x;
}

/** A live square sparse or dense array, or an error. */
export function squareGraph(fn: string, name: string, x: unknown): Graph {
  if (issparse(x)) return square(fn, name, x);
  if (!isArray(x)) throw typeError(fn, name, 'a sparse array or a 2-d array', x);
  checkArray(fn, name, x);
  checkSquare(fn, name, x.shape);
  return x;
}

/**
 * The edges of a graph: of a sparse array every stored element (explicit zeros too, duplicates summed), of a dense array
 * what is not 0, NaN or infinite. COO and dense wait for their number.
 */
export function edgesOf(fn: string, name: string, x: unknown): CsrArray {
  const graph = squareGraph(fn, name, x);
  if (issparse(graph)) return graph.tocsr();
  const dtype = nativeDType(graph);
  if (dtype.integer || dtype.kind === 'bool') return csr_array(graph);
  return csr_array(where(isfinite(graph), graph, 0));
}

/** The same with weights of float64; complex ones are refused. */
export function weightsOf(fn: string, name: string, x: unknown): CsrArray {
  const dtype = nativeDType(toData(squareGraph(fn, name, x)));
  if (dtype.complex) throw typeError(fn, name, 'real weights', dtype.name);
  const edges = edgesOf(fn, name, x);
  return edges.dtype === float64 ? edges : edges.astype(float64);
}

const toData = (graph: Graph): NDArray => (issparse(graph) ? graph._data : graph);
