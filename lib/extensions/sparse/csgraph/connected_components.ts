/** Components of graphs. */
import { rangeError } from '../../../errors';
import type { NDArray } from '../../../core/array';
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import type { SparseArray } from '../array';
import { components } from '../kernels';
import { square } from './square';

/**
 * Which component each node is in: numbers 0, 1, … in the order of their first nodes, int32, and how many there are.
 * Edges join both ways (SciPy's `connection: 'weak'`). Waits for the number of components.
 *
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
 * const { n_components, labels } = xp.sparse.csgraph.connected_components(A);
 */
export function connected_components(
  A: SparseArray,
  options?: { directed?: boolean; connection?: 'weak' },
): { n_components: number; labels: NDArray } {
  const fn = 'connected_components';
  const graph = square(fn, 'A', A);
  const o = checkOptions(fn, options, ['directed', 'connection']);
  booleanOption(fn, 'directed', o.directed, true);
  if (o.connection !== undefined && o.connection !== 'weak') throw rangeError(fn, 'connection', "'weak'", o.connection);
  return scope(() => components(fn, graph.tocsr()));
}
