/** Graphs: Laplacian, connected components, nearest neighbours. */
export { connectedComponents, type Components } from './components';
export { laplacian, type LaplacianOf, type LaplacianOptions, type LaplacianWithDiag } from './laplacian';
export { kneighborsGraph, type KneighborsGraphOptions, type NeighborGraph } from './neighbors';
