// obol/extra: what NumPy has and the standard has not, for the arrays of any namespace. The names and the rules are those
// of NumPy and of the Python package array-api-extra, letter for letter.
export { argpartition, partition, type PartitionOptions } from './sorting';
export { allclose, isclose, nan_to_num, sinc, type CloseOptions, type NanToNumOptions } from './elementwise';
export { atleast_1d, atleast_2d, atleast_3d, atleast_nd, create_diagonal, expand_dims } from './shape';
export { bincount, one_hot, segment_sum, type BincountOptions } from './counting';
export { cov, kron, type CovOptions } from './linalg';
export { nunique, setdiff1d, union1d } from './sets';
export { pad, type PadMode, type PadOptions, type PadWidth } from './pad';
