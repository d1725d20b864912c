/** Clustering: k-means and spectral clustering, as functions and as classes; graphs of neighbours. */
export type { Affinity, GraphOf } from '../graph/affinity';
export { kneighborsGraph, type KneighborsGraphOptions, type NeighborGraph } from '../graph/neighbors';
export { kMeans, type InitFunction, type KMeansOptions, type KMeansResult } from './kmeans';
export { KMeans, type FitOptions } from './kmeans_estimator';
export type { AssignLabels } from './labels';
export { MiniBatchKMeans, type MiniBatchKMeansOptions } from './minibatch';
export { spectralClustering, type SpectralClusteringOptions } from './spectral';
export { SpectralClustering, type SpectralClusteringClassOptions, type SpectralFitOptions } from './spectral_estimator';
