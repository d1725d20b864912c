/** obol/manifold: spectral embedding, of graphs and of points. */
import '../index';

export * from '../consumers/manifold';
