/**
 * Influence methods: how much each input mattered. Every method works on many samples at once, in the model's units:
 * inputs and baseline standardized, results per unit of the model's output. `analyse.ts` brings the results into the
 * target's units.
 */
import type { InfluenceMethod } from '../../config/schema.js';
import { idsOf } from '../../model/spec.js';
import { contextualDecomposition } from './contextualDecomposition.js';
import { gradient } from './gradient.js';
import { gradientInput } from './gradientInput.js';
import { type Method, READS_IDS } from './influence.js';
import { integratedGradients } from './integratedGradients.js';
import { lrp } from './lrp.js';
import { occlusion } from './occlusion.js';
import { shapley } from './shapley.js';
import { smoothGrad } from './smoothGrad.js';
import { stateChange } from './stateChange.js';
import { stateChangeReadout } from './stateChangeReadout.js';

export const influenceMethods: Readonly<Record<InfluenceMethod, Method>> = {
  stateChange,
  stateChangeReadout,
  gradient: ofNumbers(gradient),
  smoothGrad: ofNumbers(smoothGrad),
  gradientInput: ofNumbers(gradientInput),
  integratedGradients: ofNumbers(integratedGradients),
  occlusion,
  shapley,
  contextualDecomposition,
  lrp,
};

/** Ids are names: nothing lies between two of them, and there is no slope. */
function ofNumbers(method: Method): Method {
  return (input) => (idsOf(input.network.spec) === undefined ? method(input) : READS_IDS);
}
