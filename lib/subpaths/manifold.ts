/** obol/manifold: spectral embedding. */
import '../index';

export * from '../consumers/manifold';
