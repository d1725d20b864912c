/** obol/metrics: figures of merit for clusterings. */
import '../index';

export * from '../consumers/metrics';
