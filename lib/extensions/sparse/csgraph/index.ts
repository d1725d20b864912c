/** Graph routines on adjacency matrices, under SciPy's names: `xp.sparse.csgraph`. */
export { connected_components } from './connected_components';
export { laplacian } from './laplacian';
export { spectral_eigs, type SpectralEigs, type SpectralEigsOptions } from './spectral_eigs';
