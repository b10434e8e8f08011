/** The input that stands for "no information". */
import type { DataConfig, Experiment } from '../config/experiment.js';
import { scalingOf } from '../config/fileDataFacts.js';
import type { Dataset } from '../data/dataset.js';
import { realRows } from '../data/padding.js';
import type { Scaling } from '../formats/loadedModel.js';
import { fitScaler, unscale } from '../scaler.js';

/** What `inspect.baseline` is called in a sentence. */
export function baselineName({
  inspect: { baseline },
  model,
}: Experiment): 'mean' | 'zero' | 'sample' | 'mean of samples' {
  if (baseline === 'mean' && readsIds(model)) return 'zero';
  if (typeof baseline === 'string') return baseline;
  return baseline.length === 1 ? 'sample' : 'mean of samples';
}

/**
 * As `inspect.baseline` names it: the mean of each feature over the training part, zero, a sample, or the mean of several.
 * Of ids there is no mean: the id 0 stands for nothing.
 * @param scaling the model's own; it holds the means that the model was trained with.
 * @returns [T,F], raw units
 */
export function baselineOf(
  { inspect, model, data: config }: Experiment,
  data: Dataset,
  scaling: Scaling,
): Float64Array {
  const { baseline } = inspect;
  const zeros = new Float64Array(data.length * data.features.length);
  if (baseline === 'zero' || (baseline === 'mean' && readsIds(model))) return zeros;
  if (baseline !== 'mean') {
    const samples = baseline.map((sample) => sample.flat());
    return zeros.map((_, i) => samples.reduce((sum, sample) => sum + sample[i], 0) / samples.length);
  }
  if (isStandardized(config)) return unscale(zeros, scaling.input);
  const { mean } = fitScaler(data.rows, data.features.length, realRows(data, data.training));
  return zeros.map((_, i) => mean[i % mean.length]);
}

function isStandardized(data: DataConfig): boolean {
  if ('file' in data) return scalingOf(data) === 'standardize' && data.categories === undefined;
  return 'standardize' in data && data.standardize;
}

function readsIds({ layers }: Experiment['model']): boolean {
  return layers?.[0]?.type === 'embedding';
}
