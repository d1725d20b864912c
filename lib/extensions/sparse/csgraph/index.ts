/** Graph routines on adjacency matrices, under SciPy's names: `xp.sparse.csgraph`. */
export { connected_components, type ConnectedComponentsOptions } from './connected_components';
export { laplacian, type LaplacianOptions } from './laplacian';
export { minimum_spanning_tree } from './minimum_spanning_tree';
export { breadth_first_order, depth_first_order, reverse_cuthill_mckee, type Order, type OrderOptions } from './orders';
export {
  dijkstra,
  shortest_path,
  type DijkstraOptions,
  type ShortestPathOptions,
  type ShortestPaths,
} from './shortest_path';
export { spectral_eigs, type SpectralEigs, type SpectralEigsOptions } from './spectral_eigs';
export type { Graph } from './square';
