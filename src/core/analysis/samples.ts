/** The samples that are looked at one by one. */
import { type Dataset, sequenceInputs, sequenceTargets } from '../data/dataset.js';
import { characterName } from '../data/reading/characters.js';
import { readCharacters } from '../data/tasks/digitAddition.js';
import { namesRead, textOf } from '../data/textSample.js';
import type { LayerTrace } from '../engine/engine.js';
import { scale, unscale } from '../scaler.js';
import { influencesOf, type Subject } from './analyse.js';
import { type AttentionMatrix, attentionOf } from './attention/attention.js';
import { type InfluenceResult, isUnfit } from './influence/influence.js';
import { EXACT_STEPS } from './influence/shapley.js';
import type { Influence, SampleInspection, UnfitEntry } from './inspection.js';
import { classesOf, explainedAnswer } from './output.js';
import { evaluated, type InspectRequest } from './request.js';

/** Predictions a shown sample may cost a method that can be had exactly or by sampling. */
const SAMPLE_EVALUATIONS = 2 ** EXACT_STEPS;

/** Characters of a text that a label has room for. */
const LONGEST_TEXT = 60;

export interface ChosenSample {
  readonly label: string;
  readonly sequence?: number;
  readonly input: Float64Array;
  readonly target?: Float64Array;
}

/** What is read as text is named by it. */
function named(data: Dataset, label: string, input: Float64Array): string {
  const text = data.task?.target.kind === 'classes' ? readCharacters(input).trim() : textOf(input, data);
  if (text === undefined) return label;
  return `${label}: ${text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`}`;
}

/** [T] the name that each step reads, where the inputs are names. */
function readOf(data: Dataset, input: Float64Array): string[] | undefined {
  if (data.task?.target.kind === 'classes') return Array.from(readCharacters(input), characterName);
  return namesRead(input, data);
}

/**
 * A sequence of the validation part (of the training part where there is none).
 * @param sequence its place in that part.
 * @throws {RangeError} where the part has no such place.
 */
export function sampleAt(data: Dataset, sequence: number): ChosenSample {
  const { part, name } = evaluated(data);
  if (!(sequence in part)) throw new RangeError(`The ${name} part has ${part.length} sequences, no ${sequence + 1}.`);
  const input = sequenceInputs(data, [part[sequence]]);
  // A text has a row for each character.
  const place = textOf(input, data) === undefined ? '' : `, character ${data.starts[part[sequence]] + 1}`;
  const label = named(data, `${name} ${sequence + 1}${place}`, input);
  return { label, sequence, input, target: sequenceTargets(data, [part[sequence]]) };
}

/** `inspect.inputs` first, then the first sequences of the evaluated part, then the one that was asked for. */
export function chooseSamples({ experiment, data, dataSamples, sequence }: InspectRequest): ChosenSample[] {
  const given = (experiment.inspect.inputs ?? []).map((rows, index): ChosenSample => {
    const input = Float64Array.from(rows.flat());
    return { label: named(data, `inspect.inputs[${index}]`, input), input };
  });
  const count = Math.min(dataSamples, evaluated(data).part.length);
  const first = Array.from({ length: count }, (_, index) => sampleAt(data, index));
  const further = sequence !== undefined && sequence >= count ? [sampleAt(data, sequence)] : [];
  return [...given, ...first, ...further];
}

/** Everything of the samples but their matrices. */
export async function inspectSamples(
  { experiment, data, network, scaling, report }: InspectRequest,
  subject: Subject,
  chosen: readonly ChosenSample[],
  baseline: Float64Array,
): Promise<{ samples: SampleInspection[]; unfit: UnfitEntry[] }> {
  const size = baseline.length;
  const raw = new Float64Array(chosen.length * size);
  for (const [n, { input }] of chosen.entries()) raw.set(input, n * size);
  const inputs = scale(raw, scaling.input);
  const { outputs, layers } = network.trace(inputs);
  const { results, unfit } = await influencesOf(
    subject,
    inputs,
    experiment.inspect.influence,
    SAMPLE_EVALUATIONS,
    (share) => report?.('samples', share),
  );
  const predictionOf = (row: Float32Array) => ({
    prediction: unscale(row, scaling.target),
    ...(data.target.kind === 'classes' ? { classes: classesOf(row, data.target, experiment.train.loss) } : {}),
  });
  const samples = chosen.map(
    ({ label, sequence, input, target }, n): SampleInspection => ({
      label,
      sequence,
      input,
      read: readOf(data, input),
      target: target ?? data.task?.answer(input),
      ...predictionOf(rowOf(outputs, n, network.outputSize)),
      layers: layers.map((trace) => sampleTrace(trace, n)),
      influence: Object.fromEntries(
        Object.entries(results).map(([method, result]) => [method, sampleInfluence(result, n, size, data.length)]),
      ),
      attention: {},
      contribution: data.task?.contribution?.(input, baseline, ...explainedAnswer(experiment.inspect.explain, data)),
    }),
  );
  return { samples, unfit: [...unfit] };
}

/** The samples with their attention-like matrices. */
export async function attentionOfSamples(
  { experiment, network, scaling, report }: InspectRequest,
  { pause }: Subject,
  samples: readonly SampleInspection[],
): Promise<{ samples: SampleInspection[]; unfit: UnfitEntry[] }> {
  const kinds = experiment.inspect.attention.map((id) => ({ id, attention: attentionOf(id, network) }));
  const complete: SampleInspection[] = [];
  for (const [n, sample] of samples.entries()) {
    report?.('attention', n / samples.length);
    const x = scale(sample.input, scaling.input);
    const attention: [string, AttentionMatrix[]][] = [];
    for (const { id, attention: of } of kinds) {
      await pause();
      if (!isUnfit(of)) attention.push([id, of(x, sample.layers)]);
    }
    complete.push({ ...sample, attention: Object.fromEntries(attention) });
  }
  const unfit = kinds.flatMap(({ id, attention }) => (isUnfit(attention) ? [{ id, reason: attention.reason }] : []));
  return { samples: complete, unfit };
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
