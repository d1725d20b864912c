/** Clustering: k-means and spectral clustering, as functions and as classes. */
export { kMeans, type InitFunction, type KMeansOptions, type KMeansResult } from './kmeans';
export { KMeans, type FitOptions } from './kmeans_estimator';
export type { AssignLabels } from './labels';
export { spectralClustering, type SpectralClusteringOptions } from './spectral';
export { SpectralClustering, type SpectralClusteringClassOptions, type SpectralFitOptions } from './spectral_estimator';
