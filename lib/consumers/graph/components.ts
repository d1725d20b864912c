/**
 * The connected components of a graph, as scipy.sparse.csgraph.connected_components has them (weak connection).
 */
import { withExtensionSync, type ArrayOf, type GraphInput } from '../../standard';
import { asCsr, checkGraph } from './input';

export interface Components<A> {
  nComponents: number;
  /** int32, one per node: its component's number, in the order of the components' first nodes. */
  labels: A;
}

/**
 * The components of a graph: nodes joined by an edge in either direction are in one component.
 *
 * It waits for the result. The arrays of a namespace without `sparse` must offer `dataSync` or `tolist`.
 *
 * @param A n × n weights: a sparse array, its parts, a dense array (zeros are no edges) or a nested list.
 * @throws TypeError for another kind of argument or complex weights; RangeError for another shape.
 * @example
 * connectedComponents([[0, 1, 0], [1, 0, 0], [0, 0, 0]]).nComponents; // 2
 */
export function connectedComponents<X extends GraphInput>(A: X): Components<ArrayOf<X>>;
export function connectedComponents(A: GraphInput): Components<unknown> {
  checkGraph('connectedComponents', A);
  return withExtensionSync('sparse', { A }, (xp, { A }) => {
    const graph = asCsr('connectedComponents', xp, A);
    const { n_components, labels } = xp.sparse.csgraph.connected_components(graph, { directed: false });
    return { nComponents: n_components, labels };
  });
}
