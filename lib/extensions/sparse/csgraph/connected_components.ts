/** Components of graphs. */
import { rangeError, typeError } from '../../../errors';
import type { NDArray } from '../../../core/array';
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import { components } from '../kernels';
import { strongComponents } from './kernels';
import { edgesOf, type Graph } from './square';

/** What {@link connected_components} takes. */
export interface ConnectedComponentsOptions {
  /** false: edges join both ways, whatever `connection` says. Default true. */
  directed?: boolean;
  /** 'weak' (default): edges join both ways; 'strong': two nodes are together if each is reached from the other. */
  connection?: 'weak' | 'strong';
  /** Whether to answer the labels too; default true. */
  return_labels?: boolean;
}

/**
 * Which component each node is in, and how many there are, as scipy.sparse.csgraph.connected_components has them. Weak
 * components are numbered by their first nodes; strong ones as SciPy numbers them, in the order in which Pearce's search
 * completes them, so that edges lead to lower numbers. Every stored element is an edge, an explicit zero too; of a dense
 * array what is not 0, NaN or infinite. Waits for the number of components. Strong components are found by the host,
 * also for a graph on a GPU.
 *
 * @param csgraph n × n, sparse or dense, of any dtype.
 * @returns `{ n_components, labels }`, labels (n) int32; with `return_labels: false` the number alone.
 * @throws TypeError, RangeError.
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
 * const { n_components, labels } = xp.sparse.csgraph.connected_components(A);
 */
export function connected_components(
  csgraph: Graph,
  options: ConnectedComponentsOptions & { return_labels: false },
): number;
export function connected_components(
  csgraph: Graph,
  options?: ConnectedComponentsOptions & { return_labels?: true },
): { n_components: number; labels: NDArray };
export function connected_components(
  csgraph: Graph,
  options?: ConnectedComponentsOptions,
): number | { n_components: number; labels: NDArray } {
  const fn = 'connected_components';
  const o = checkOptions(fn, options, ['directed', 'connection', 'return_labels']);
  const directed = booleanOption(fn, 'directed', o.directed, true);
  const withLabels = booleanOption(fn, 'return_labels', o.return_labels, true);
  const connection: unknown = o.connection ?? 'weak';
  if (typeof connection !== 'string') throw typeError(fn, 'connection', "'weak' or 'strong'", connection);
  if (connection !== 'weak' && connection !== 'strong')
    throw rangeError(fn, 'connection', "'weak' or 'strong'", connection);
  const result = scope(() => {
    const edges = edgesOf(fn, 'csgraph', csgraph);
    return directed && connection === 'strong' ? strongComponents(fn, edges) : components(fn, edges);
  });
  if (withLabels) return result;
  result.labels.dispose();
  return result.n_components;
}
