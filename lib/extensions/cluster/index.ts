/** The extension `xp.cluster`: what the clustering consumers stand on, in the arrays' own namespace and device. */
export { kmeans, type KMeansOptions } from './kmeans';
export {
  minibatch_kmeans,
  minibatch_kmeans_step,
  type MinibatchKMeansOptions,
  type MinibatchStepOptions,
} from './minibatch';
export { kneighbors, type KneighborsOptions } from './neighbors';
export { cluster_qr, discretize } from './labels';
