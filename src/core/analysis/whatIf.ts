/** Everything of one input that is in no data. */
import { baselineOf } from './baseline.js';
import { subjectOf } from './inspect.js';
import type { SampleInspection } from './inspection.js';
import type { InspectRequest } from './request.js';
import { attentionOfSamples, inspectSamples } from './samples.js';

/** @param input [T,F], raw units. */
export async function inspectInput(
  request: InspectRequest,
  label: string,
  input: Float64Array,
): Promise<SampleInspection> {
  const { experiment, data, scaling } = request;
  const baseline = baselineOf(experiment, data, scaling);
  if (input.length !== baseline.length) throw new RangeError(`${input.length} inputs where ${baseline.length} go in.`);
  const subject = subjectOf(request, baseline);
  const one = await inspectSamples(request, subject, [{ label, input }], baseline);
  const whole = await attentionOfSamples(request, subject, one.samples);
  return whole.samples[0];
}
