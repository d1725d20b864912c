/** obol/graph: Laplacian and connected components of a graph, graphs of nearest neighbours. */
import '../index';

export * from '../consumers/graph';
