/** Graphs: Laplacian and connected components. */
export { connectedComponents, type Components } from './components';
export { laplacian, type LaplacianOf, type LaplacianOptions, type LaplacianWithDiag } from './laplacian';
