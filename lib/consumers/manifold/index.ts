/** Manifold learning: spectral embedding. */
export { spectralEmbedding, type EmbeddingWithEigenvalues, type SpectralEmbeddingOptions } from './embedding';
export { SpectralEmbedding, type SpectralEmbeddingClassOptions } from './estimator';
