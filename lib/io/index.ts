/** Files: NumPy's .npy and .npz, SciPy's sparse .npz, Matrix Market. */
export { readNpy, writeNpy, type ReadOptions } from './npy';
export { readNpz, readSparseNpz, writeNpz, writeSparseNpz, type ReadNpzOptions, type WriteNpzOptions } from './npz';
export { readMatrixMarket } from './matrix_market';
export { writeMatrixMarket, type MatrixMarketField, type WriteMatrixMarketOptions } from './matrix_market_write';
export type { Source, Target } from './source';
