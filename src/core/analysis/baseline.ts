/** The input that stands for "no information". */
import type { Experiment } from '../config/experiment.js';
import { type Dataset, fitScaler, sequenceInputs, unscale } from '../data/dataset.js';
import type { Scaling } from '../formats/layersModel.js';

/**
 * As `inspect.baseline` names it: the mean of each feature over the training part, zero, or a sample.
 * @param scaling the model's own; it holds the means that the model was trained with.
 * @returns [T,F], raw units
 */
export function baselineOf(
  { inspect, data: { standardize } }: Experiment,
  data: Dataset,
  scaling: Scaling,
): Float64Array {
  const { baseline } = inspect;
  const zeros = new Float64Array(data.length * data.features.length);
  if (baseline === 'zero') return zeros;
  if (baseline !== 'mean') return Float64Array.from(baseline.flat());
  if (standardize) return unscale(zeros, scaling.input);
  const { mean } = trainingMean(data);
  return zeros.map((_, i) => mean[i % mean.length]);
}

function trainingMean(data: Dataset) {
  const values = sequenceInputs(data, data.training);
  const rows = values.length / data.features.length;
  return fitScaler(
    values,
    data.features.length,
    Uint32Array.from({ length: rows }, (_, row) => row),
  );
}
