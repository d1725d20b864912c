/** Figures of merit for clusterings. */
export { normalizedCut } from './cut';
export { adjustedRandScore } from './rand';
