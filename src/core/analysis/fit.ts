/** How well a model fits the validation part, or the training part where there is none. */
import { type Dataset, sequenceInputs, sequenceTargets } from '../data/dataset.js';
import { scale, unscale } from '../scaler.js';
import { regressionMetrics } from '../training/metrics.js';
import type { ClassFit, Fit } from './inspection.js';
import { classesOf } from './output.js';
import { evaluated, type InspectRequest } from './request.js';

/** Points of the predicted-against-true plot. */
const FIT_POINTS = 500;

export function fitOf({ experiment, data, network, scaling }: InspectRequest): Fit {
  const { part, name } = evaluated(data);
  const { target, targetSteps = 1, targetNames } = data;
  const outputs = outputsOf(part, data, { network, scaling });
  const actual = sequenceTargets(data, part);
  if (target.kind === 'classes') {
    const predicted = classesOf(outputs, target, experiment.train.loss);
    return { kind: 'classes', part: name, ...compared(predicted, actual, target.classes.length, targetSteps) };
  }
  const predicted = unscale(outputs, scaling.target);
  const width = targetNames.length;
  // The first value of each step, and every sequence whole.
  const shown = Math.min(Math.max(1, Math.floor(FIT_POINTS / targetSteps)), part.length) * targetSteps;
  const first = (values: Float64Array) => Float64Array.from({ length: shown }, (_, row) => values[row * width]);
  const { mse, mae, r2 } = regressionMetrics(predicted, actual, width);
  return { kind: 'numbers', part: name, mse, mae, r2, predicted: first(predicted), actual: first(actual) };
}

/** Numbers of inputs that are laid out at once: a long series has far more of them in windows than in rows. */
const PORTION = 1 << 22;

/** @returns [part,outputSize], the model's units. */
function outputsOf(
  part: Uint32Array,
  data: Dataset,
  { network, scaling }: Pick<InspectRequest, 'network' | 'scaling'>,
): Float32Array {
  const outputs = new Float32Array(part.length * network.outputSize);
  const portion = Math.max(1, Math.floor(PORTION / (data.length * data.features.length)));
  for (let first = 0; first < part.length; first += portion) {
    const inputs = scale(sequenceInputs(data, part.subarray(first, first + portion)), scaling.input);
    outputs.set(network.predict(inputs), first * network.outputSize);
  }
  return outputs;
}

/** Where nobody asks: measuring takes a pass over the whole part. */
export function noFit(data: Dataset): Fit {
  const { name: part } = evaluated(data);
  const { target } = data;
  return target.kind === 'classes'
    ? { kind: 'classes', part, accuracy: Number.NaN, confusion: new Float64Array(target.classes.length ** 2) }
    : {
        kind: 'numbers',
        part,
        mse: Number.NaN,
        mae: Number.NaN,
        r2: Number.NaN,
        predicted: new Float64Array(),
        actual: new Float64Array(),
      };
}

/** @param predicted [N,S] classes. @param actual [N,S] classes. */
function compared(
  predicted: Float64Array,
  actual: Float64Array,
  classes: number,
  steps: number,
): Pick<ClassFit, 'accuracy' | 'wholeSequences' | 'confusion'> {
  const confusion = new Float64Array(classes * classes);
  let [right, whole] = [0, 0];
  for (let from = 0; from < actual.length; from += steps) {
    let rightHere = 0;
    for (let row = from; row < from + steps; row++) {
      confusion[actual[row] * classes + predicted[row]]++;
      if (actual[row] === predicted[row]) rightHere++;
    }
    right += rightHere;
    if (rightHere === steps) whole++;
  }
  const accuracy = right / actual.length;
  return { accuracy, confusion, ...(steps > 1 ? { wholeSequences: (whole * steps) / actual.length } : {}) };
}
