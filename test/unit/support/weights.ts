/** First weights, drawn without a pause. */
import { drawWeights } from '../../../src/core/model/initialize.js';
import type { LayerWeights, ModelSpec } from '../../../src/core/model/spec.js';
import type { Random } from '../../../src/core/random.js';
import type { Steps } from '../../../src/core/steps.js';

export function initialWeights(spec: ModelSpec, random: Random): LayerWeights[] {
  return atOnce(drawWeights(spec, random));
}

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
