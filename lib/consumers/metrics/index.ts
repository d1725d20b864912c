/** Figures of merit for clusterings. */
export { contingencyMatrix } from './contingency';
export { normalizedCut } from './cut';
export { calinskiHarabaszScore, daviesBouldinScore } from './dispersion';
export { inertia } from './inertia';
export {
  adjustedMutualInfoScore,
  completenessScore,
  homogeneityCompletenessVMeasure,
  homogeneityScore,
  mutualInfoScore,
  normalizedMutualInfoScore,
  vMeasureScore,
  type AverageMethod,
  type VMeasure,
} from './information';
export { adjustedRandScore, fowlkesMallowsScore, randScore } from './rand';
export { silhouetteSamples, silhouetteScore, type SilhouetteOptions, type SilhouetteScoreOptions } from './silhouette';
