/** obol/cluster: k-means and spectral clustering. */
import '../index';

export * from '../consumers/cluster';
