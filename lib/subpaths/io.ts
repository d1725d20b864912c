/** obol/io: arrays from files and into them. */
import '../index';

export * from '../io';
