// obol/ndimage: filters with the names and rules of scipy.ndimage, for the arrays of any namespace.
export { gaussianFilter, type GaussianFilterOptions } from './gaussian';
export type { NdimageMode } from './boundary';
