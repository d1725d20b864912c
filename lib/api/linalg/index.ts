/** The standard's extension `linalg`. */
export { matmul, matrix_transpose, tensordot, vecdot } from '../linear_algebra';
export { cholesky, qr } from './factors';
export { det, inv, pinv, slogdet, solve, type ToleranceOptions } from './systems';
export { matrix_norm, matrix_rank, vector_norm } from './norms';
export { cross, diagonal, matrix_power, outer, trace } from './products';
export { eig, eigh, eigvals, eigvalsh, svd, svdvals } from './spectra';
