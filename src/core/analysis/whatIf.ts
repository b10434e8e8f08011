/** Everything of one input: one that is in no data, or a sequence that no one has looked at yet. */
import { baselineOf } from './baseline.js';
import { subjectOf } from './inspect.js';
import type { SampleInspection } from './inspection.js';
import type { InspectRequest } from './request.js';
import { attentionOfSamples, type ChosenSample, inspectSamples, sampleAt } from './samples.js';

/** @param input [T,F], raw units. */
export async function inspectInput(
  request: InspectRequest,
  label: string,
  input: Float64Array,
): Promise<SampleInspection> {
  const size = request.data.length * request.data.features.length;
  if (input.length !== size) throw new RangeError(`${input.length} inputs where ${size} go in.`);
  return inspectOne(request, { label, input });
}

/** @param sequence its place in the evaluated part. @throws {RangeError} where there is none. */
export async function inspectSequence(request: InspectRequest, sequence: number): Promise<SampleInspection> {
  return inspectOne(request, sampleAt(request.data, sequence));
}

async function inspectOne(request: InspectRequest, chosen: ChosenSample): Promise<SampleInspection> {
  const { experiment, data, scaling } = request;
  const baseline = baselineOf(experiment, data, scaling);
  const subject = subjectOf(request, baseline);
  const one = await inspectSamples(request, subject, [chosen], baseline);
  const whole = await attentionOfSamples(request, subject, one.samples);
  return whole.samples[0];
}
