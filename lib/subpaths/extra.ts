/** obol/extra: what NumPy has beside the standard, for the arrays of any namespace. */
import '../index';

export * from '../consumers/extra';
