/** obol/graph: Laplacian and connected components of a graph. */
import '../index';

export * from '../consumers/graph';
