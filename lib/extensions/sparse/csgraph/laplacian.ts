/** Laplacians of graphs. */
import { nativeDType, type NDArray } from '../../../core/array';
import { float64 } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import { arange, zeros_like } from '../../../api/creation';
import { add, divide, equal, multiply, negative, sqrt } from '../../../api/elementwise';
import { concat } from '../../../api/manipulation';
import { where } from '../../../api/searching';
import { take } from '../../../api/indexing';
import { CooArray, type CsrArray, type SparseArray } from '../array';
import { square } from './square';

/**
 * The Laplacian D - A of a graph, its diagonal ignored, degrees by columns, as scipy.sparse.csgraph.laplacian has it.
 * `normed`: D^-1/2 (D - A) D^-1/2, an isolated node having 0. `return_diag`: also the diagonal of D, or with `normed`
 * its square root, 1 for an isolated node. Waits for the number of elements.
 *
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
 * const { laplacian, diag } = xp.sparse.csgraph.laplacian(A, { normed: true, return_diag: true });
 */
export function laplacian(
  A: SparseArray,
  options: { normed?: boolean; return_diag: true },
): { laplacian: CsrArray; diag: NDArray };
export function laplacian(A: SparseArray, options?: { normed?: boolean; return_diag?: false }): CsrArray;
export function laplacian(
  A: SparseArray,
  options?: { normed?: boolean; return_diag?: boolean },
): CsrArray | { laplacian: CsrArray; diag: NDArray } {
  const fn = 'laplacian';
  const graph = square(fn, 'A', A);
  const o = checkOptions(fn, options, ['normed', 'return_diag']);
  const normed = booleanOption(fn, 'normed', o.normed, false);
  const withDiagonal = booleanOption(fn, 'return_diag', o.return_diag, false);
  const result = scope(() => {
    const floating = nativeDType(graph._data).kind === 'real floating' || nativeDType(graph._data).complex;
    const coo = (floating ? graph : graph.astype(float64)).tocoo();
    const weights = where(equal(coo.row, coo.col), 0, coo.data);
    const degrees = coo._withData(weights).sum({ axis: 0 });
    const nodes = arange(graph.shape[0], { device: graph.device });
    let off = negative(weights);
    let diagonal = degrees;
    let diag = degrees;
    if (normed) {
      const isolated = equal(degrees, 0);
      diag = where(isolated, 1, sqrt(degrees));
      off = divide(off, multiply(take(diag, coo.row), take(diag, coo.col)));
      diagonal = where(isolated, 0, add(zeros_like(degrees), 1));
    }
    const all = new CooArray(graph.shape, concat([off, diagonal]), concat([coo.row, nodes]), concat([coo.col, nodes]));
    return { laplacian: all.tocsr(), diag };
  });
  if (withDiagonal) return result;
  result.diag.dispose();
  return result.laplacian;
}
