/** A model as it was during its training: everything of one sample, and of many sequences in the final model's frame. */
import { baselineOf } from './baseline.js';
import { fitOf, noFit } from './fit.js';
import { glance, subjectOf } from './inspect.js';
import type { Inspection, SampleInspection } from './inspection.js';
import { type Frame, populationOf } from './population/population.js';
import type { InspectRequest } from './request.js';
import { attentionOfSamples, chooseSamples, inspectSamples } from './samples.js';

/** What to find out besides the one sample: the rest of a checkpoint takes long with a large model. */
export interface CheckpointParts {
  /** How well the model fitted. */
  readonly fit: boolean;
  /** What many sequences do at once. */
  readonly many: boolean;
}

/**
 * @param request its network has the weights of then.
 * @param sample index of the sample that is explained; of the others only states and predictions are told.
 * @param frames of the final model, so that directions and orders of units stay the same; not needed without `many`.
 */
export async function inspectCheckpoint(
  request: InspectRequest,
  sample: number,
  parts: CheckpointParts,
  frames: readonly Frame[],
): Promise<Inspection> {
  const { experiment, data, scaling } = request;
  const baseline = baselineOf(experiment, data, scaling);
  const subject = subjectOf(request, baseline);
  const chosen = chooseSamples(request);
  const quick = { ...request, experiment: { ...experiment, inspect: { ...experiment.inspect, influence: [] } } };
  const { samples } = await inspectSamples(quick, subject, chosen, baseline);
  const explained = chosen.slice(sample, sample + 1);
  const one = await inspectSamples(request, subject, explained, baseline);
  const whole = await attentionOfSamples(request, subject, one.samples);
  const population = parts.many ? (await populationOf(request, frames)).population : undefined;
  // The others are told when they are asked for: a training is watched at many models a second.
  const light = samples.map((other): SampleInspection => ({ ...other, layers: [], withheld: true }));
  const told = whole.samples.length > 0 ? light.with(sample, whole.samples[0]) : light;
  return {
    ...glance(request, told, baseline, parts.fit ? fitOf(request) : noFit(data)),
    unfit: [...one.unfit, ...whole.unfit],
    trustNote: 'How far each measure can be believed is measured on the final model only.',
    population,
  };
}
