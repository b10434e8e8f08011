import type { InfluenceMethod } from '../../config/schema.js';

/**
 * What a method's numbers claim: a contribution to the output, in its units; a slope, to be multiplied by the distance
 * from the baseline; or only a size, without sign and unit of the output.
 */
export const CLAIMS: Readonly<Record<InfluenceMethod, 'contribution' | 'slope' | 'size'>> = {
  stateChange: 'size',
  stateChangeReadout: 'contribution',
  gradient: 'slope',
  smoothGrad: 'slope',
  gradientInput: 'contribution',
  integratedGradients: 'contribution',
  occlusion: 'contribution',
  shapley: 'contribution',
  contextualDecomposition: 'contribution',
  lrp: 'contribution',
};
