/**
 * Whether an affinity falls apart, told by eigenvalues that are there anyway, and what is said of it.
 */
import type { AnyArray, NamespaceWith, SparseArray } from '../../standard';
import { numbersOf } from '../values';
import { warnOnce } from '../warning';

/** The components of a graph that has several. */
export interface Apart {
  readonly nComponents: number;
  /** int32: the component of each node. */
  readonly labels: AnyArray;
}

/** Eigenvalues of the Laplacian below this may be those of its null space; the components themselves decide. */
export const nearlyZero = 1e-9;

/**
 * The components, if there are several; a warning then. The second eigenvalue, where it is known, spares the search in
 * a graph that it tells to be connected.
 */
export async function componentsOf(
  fn: string,
  xp: NamespaceWith<'sparse'>,
  W: SparseArray<AnyArray>,
  second?: AnyArray,
): Promise<Apart | undefined> {
  if (second && (await numbersOf(xp, [second]))[0]! > nearlyZero) return undefined;
  const { n_components: nComponents, labels } = xp.sparse.csgraph.connected_components(W, { directed: false });
  if (nComponents === 1) return undefined;
  warnOnce(
    'OBOL_DISCONNECTED_GRAPH',
    `${fn}: the graph has ${nComponents} connected components; its first eigenvectors tell only these apart`,
  );
  return { nComponents, labels };
}
