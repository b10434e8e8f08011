/** The samples that are looked at one by one. */
import { scale, sequenceInputs, sequenceTargets, unscale } from '../data/dataset.js';
import type { Task } from '../data/tasks.js';
import type { LayerTrace } from '../engine/engine.js';
import { influencesOf, type Subject } from './analyse.js';
import { attentionOf } from './attention/attention.js';
import { type InfluenceResult, isUnfit } from './influence/influence.js';
import { EXACT_STEPS } from './influence/shapley.js';
import type { Influence, SampleInspection, UnfitEntry } from './inspection.js';
import { evaluated, type InspectRequest } from './request.js';

/** Predictions a shown sample may cost a method that can be had exactly or by sampling. */
const SAMPLE_EVALUATIONS = 2 ** EXACT_STEPS;

interface ChosenSample {
  readonly label: string;
  readonly input: Float64Array;
  readonly target?: Float64Array;
}

/** `inspect.inputs` first, then sequences of the validation part (of the training part where there is none). */
export function chooseSamples({ experiment, data, dataSamples }: InspectRequest): ChosenSample[] {
  const given = (experiment.inspect.inputs ?? []).map(
    (input, index): ChosenSample => ({ label: `inspect.inputs[${index}]`, input: Float64Array.from(input.flat()) }),
  );
  const { part, name } = evaluated(data);
  const fromData = Array.from(
    part.subarray(0, dataSamples),
    (sequence, index): ChosenSample => ({
      label: `${name} ${index + 1}`,
      input: sequenceInputs(data, [sequence]),
      target: sequenceTargets(data, [sequence]),
    }),
  );
  return [...given, ...fromData];
}

/** Everything of the samples but their matrices. */
export async function inspectSamples(
  { experiment, data, network, scaling }: InspectRequest,
  subject: Subject,
  chosen: readonly ChosenSample[],
  baseline: Float64Array,
  task: Task | undefined,
): Promise<{ samples: SampleInspection[]; unfit: UnfitEntry[] }> {
  const size = baseline.length;
  const raw = new Float64Array(chosen.length * size);
  for (const [n, { input }] of chosen.entries()) raw.set(input, n * size);
  const inputs = scale(raw, scaling.input);
  const { outputs, layers } = network.trace(inputs);
  const { results, unfit } = await influencesOf(subject, inputs, experiment.inspect.influence, SAMPLE_EVALUATIONS);
  const samples = chosen.map(
    ({ label, input, target }, n): SampleInspection => ({
      label,
      input,
      target: target ?? (task && trueTarget(task, input)),
      prediction: unscale(rowOf(outputs, n, network.outputSize), scaling.target),
      layers: layers.map((trace) => sampleTrace(trace, n)),
      influence: Object.fromEntries(
        Object.entries(results).map(([method, result]) => [method, sampleInfluence(result, n, size, data.length)]),
      ),
      attention: {},
      contribution: task?.contribution(input, baseline),
    }),
  );
  return { samples, unfit: [...unfit] };
}

/** The samples with their attention-like matrices. */
export async function attentionOfSamples(
  { experiment, network, scaling }: InspectRequest,
  { pause }: Subject,
  samples: readonly SampleInspection[],
): Promise<{ samples: SampleInspection[]; unfit: UnfitEntry[] }> {
  const kinds = experiment.inspect.attention.map((id) => ({ id, attention: attentionOf(id, network) }));
  const complete: SampleInspection[] = [];
  for (const sample of samples) {
    await pause();
    const x = scale(sample.input, scaling.input);
    const attention = kinds.flatMap(({ id, attention: of }) => (isUnfit(of) ? [] : [[id, of(x, sample.layers)]]));
    complete.push({ ...sample, attention: Object.fromEntries(attention) });
  }
  const unfit = kinds.flatMap(({ id, attention }) => (isUnfit(attention) ? [{ id, reason: attention.reason }] : []));
  return { samples: complete, unfit };
}

/** The contributions from the all-zero input add up to the answer. */
function trueTarget(task: Task, input: Float64Array): Float64Array {
  return Float64Array.of(task.contribution(input, new Float64Array(input.length)).reduce((sum, part) => sum + part, 0));
}

function rowOf<T extends Float32Array | Float64Array>(values: T, row: number, width: number): T {
  return values.slice(row * width, (row + 1) * width) as T;
}

function sampleTrace(trace: LayerTrace, n: number): LayerTrace {
  const own = (values: Float32Array) => rowOf(values, n, trace.steps * trace.units);
  return {
    ...trace,
    hidden: own(trace.hidden),
    cell: trace.cell && own(trace.cell),
    gates: Object.fromEntries(Object.entries(trace.gates).map(([gate, values]) => [gate, own(values)])),
  };
}

function sampleInfluence(result: InfluenceResult, n: number, size: number, length: number): Influence {
  return {
    values: result.values && rowOf(result.values, n, size),
    perStep: rowOf(result.perStep, n, length),
    completenessError: result.completenessError?.[n],
    standardError: result.standardError && rowOf(result.standardError, n, length),
    note: result.note,
  };
}
