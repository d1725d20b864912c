/** obol/cluster: k-means and spectral clustering, as functions and as classes. */
import '../index';

export * from '../consumers/cluster';
