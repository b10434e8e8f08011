/** Whether the targets of the data are such that a loss can be taken of them. */
import type { Dataset } from '../data/dataset.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import { identityScaler } from '../scaler.js';
import { isClassLoss } from './metrics.js';

/** Classes and probabilities stay what they are, whatever else is standardized. */
export function withTargetsFor(loss: LossSpec, data: Dataset): Dataset {
  return isClassLoss(loss) ? { ...data, targetScaler: identityScaler(data.targetNames.length) } : data;
}

/** What is wrong with the targets, in a sentence; undefined where nothing is. */
export function targetFault({ type }: LossSpec, { targets, target }: Dataset): string | undefined {
  if (target.kind === 'numbers' && type === 'binaryCrossentropy') {
    const wrong = targets.find((value) => !(value >= 0 && value <= 1));
    return wrong === undefined ? undefined : `${type} needs targets from 0 to 1, but one is ${wrong}.`;
  }
  return undefined;
}
