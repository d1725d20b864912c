// obol/ndimage. The package's entry comes first, so that typed arrays and lists have a namespace to stand for.
import '../index';

export * from '../consumers/ndimage';
