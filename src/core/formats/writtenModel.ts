/** What is written into a model file, whatever its format. */
import type { LayerWeights, ModelSpec } from '../model/spec.js';
import type { Scaling } from './loadedModel.js';

export interface WrittenModel {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly weights: readonly LayerWeights[];
  readonly scaling?: Scaling;
  /** The file is to fix no number of steps: the spec's is one of many. */
  readonly anyLength?: boolean;
}
