/** Clustering: k-means and spectral clustering, as functions and as classes. */
export {
  KMeans,
  SpectralClustering,
  type FitOptions,
  type SpectralClusteringClassOptions,
  type SpectralFitOptions,
} from './estimators';
export { kMeans, type KMeansOptions, type KMeansResult } from './kmeans';
export type { AssignLabels } from './labels';
export { spectralClustering, type SpectralClusteringOptions } from './spectral';
