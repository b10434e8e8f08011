/** Runs a model on samples and gathers all that the views show. */
import type { Experiment } from '../config/experiment.js';
import { type Dataset, scale, sequenceInputs, sequenceTargets, unscale } from '../data/dataset.js';
import { type Task, taskOf } from '../data/tasks.js';
import type { LayerTrace, Network } from '../engine/engine.js';
import type { Scaling } from '../formats/layersModel.js';
import { Random } from '../random.js';
import { regressionMetrics } from '../training/metrics.js';
import { influencesOf, OUTPUT, type Subject } from './analyse.js';
import { attentionOf } from './attention/attention.js';
import { baselineOf } from './baseline.js';
import { chainOf, runChain } from './chain/chain.js';
import { type InputCorrelation, inputCorrelation } from './correlation/inputCorrelation.js';
import { type InfluenceResult, isUnfit } from './influence/influence.js';
import { EXACT_STEPS } from './influence/shapley.js';
import { readout } from './influence/stateChangeReadout.js';
import type { Fit, Influence, Inspection, SampleInspection, UnfitEntry } from './inspection.js';
import { readingOf } from './trust/reading.js';
import { type TrustTable, trustTable } from './trust/table.js';

/** Fresh samples on which the trust table is measured. */
const TRUST_SAMPLES = 200;
/** Points of the predicted-against-true plot. */
const FIT_POINTS = 500;
/** Sequences over which changes of state and inputs are correlated. */
const CORRELATION_SAMPLES = 500;
/** Predictions a shown sample may cost a method that can be had exactly or by sampling. */
const SAMPLE_EVALUATIONS = 2 ** EXACT_STEPS;

export interface InspectRequest {
  readonly experiment: Experiment;
  readonly data: Dataset;
  readonly network: Network;
  /** The statistics that the model was trained with. */
  readonly scaling: Scaling;
  readonly source: string;
  /** How many samples of the data to show besides `inspect.inputs`. */
  readonly dataSamples: number;
  /** Called between two steps of the work: gives others a turn, throws to cancel. */
  readonly pause: () => Promise<void>;
  /** Called with what is known early: everything but attention, trust and correlation, which take longest. */
  readonly preview?: (inspection: Inspection) => void;
}

export async function inspect(request: InspectRequest): Promise<Inspection> {
  const { experiment, data, network, scaling, pause } = request;
  const task = 'task' in experiment.data ? taskOf(experiment.data) : undefined;
  const chosen = chooseSamples(request);
  const baseline = baselineOf(experiment, data, scaling);
  const subject: Subject = {
    network,
    baseline: scale(baseline, scaling.input),
    deviation: scaling.target.deviation[OUTPUT],
    seed: experiment.seed,
    pause,
  };
  const { samples, unfit } = await inspectSamples(request, subject, chosen, baseline, task);
  const known: Inspection = {
    name: experiment.name,
    source: request.source,
    length: data.length,
    features: data.features,
    targets: data.targetNames,
    layers: network.shapes.map(({ layer, parameters, outputSteps }) => ({
      name: layer.name,
      type: layer.type,
      units: layer.units,
      parameters,
      outputShape: outputSteps === undefined ? `${layer.units}` : `${outputSteps} × ${layer.units}`,
    })),
    samples,
    baseline,
    baselineName: typeof experiment.inspect.baseline === 'string' ? experiment.inspect.baseline : 'sample',
    trust: [],
    trustBaselines: [],
    trustNote: 'How far each measure can be believed is being measured.',
    trustReading: '',
    unfit,
    inputCorrelation: [],
    fit: fitOf(data, network, scaling),
  };
  request.preview?.(known);
  await pause();
  const attention = await attentionOfSamples(request, subject, samples);
  const { raw, contributions } = trustSamples(request, task, baseline);
  const trust = await trustTable(subject, scale(raw, scaling.input), experiment.inspect.influence, contributions);
  return {
    ...known,
    samples: attention.samples,
    unfit: [...unfit, ...attention.unfit],
    trust: trust.rows,
    trustBaselines: trust.uninformed,
    trustNote: trustNote(trust, task),
    trustReading: readingOf(trust.rows, trust.uninformed),
    inputCorrelation: correlationsOf(request),
  };
}

interface ChosenSample {
  readonly label: string;
  readonly input: Float64Array;
  readonly target?: Float64Array;
}

/** `inspect.inputs` first, then sequences of the validation part (of the training part where there is none). */
function chooseSamples({ experiment, data, dataSamples }: InspectRequest): ChosenSample[] {
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

async function inspectSamples(
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
      layers: layers.map((trace) => sampleTrace(trace, n, data.length)),
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
async function attentionOfSamples(
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

/** Fresh samples of the task with their true contributions, else the sequences that validate. */
function trustSamples({ experiment, data }: InspectRequest, task: Task | undefined, baseline: Float64Array) {
  if (!task) return { raw: sequenceInputs(data, evaluated(data).part.subarray(0, TRUST_SAMPLES)) };
  const { inputs } = task.draw(TRUST_SAMPLES, Random.for(experiment.seed, 'trust'));
  const contributions = new Float64Array(TRUST_SAMPLES * data.length);
  for (let n = 0; n < TRUST_SAMPLES; n++) {
    contributions.set(task.contribution(rowOf(inputs, n, baseline.length), baseline), n * data.length);
  }
  return { raw: inputs, contributions };
}

/** What the trust table was measured on. */
function trustNote({ ruleFreeSamples }: TrustTable, task: Task | undefined): string {
  const ruleFree = `scores that need no rule on ${ruleFreeSamples} sequences`;
  return task
    ? `Measured against the true contributions of the task on ${TRUST_SAMPLES} fresh sequences; ${ruleFree}.`
    : `The rule behind this data is not known, so there are no true contributions to compare with; ${ruleFree}.`;
}

/** Every recurrent layer's change of state against the raw inputs, over sequences of the data. */
function correlationsOf({ data, network, scaling }: InspectRequest): InputCorrelation[] {
  const raw = sequenceInputs(data, evaluated(data).part.subarray(0, CORRELATION_SAMPLES));
  const inputs = scale(raw, scaling.input);
  const { layers } = network.trace(inputs);
  const chain = chainOf(network);
  const size = data.length * data.features.length;
  return layers.map((trace, index) => {
    const last = chain && index === layers.length - 1;
    const weights = last
      ? Array.from({ length: raw.length / size }, (_, n) => [
          ...readout(runChain(chain, rowOf(inputs, n, size)), OUTPUT).weights,
        ])
      : undefined;
    const read = weights && Float64Array.from(weights.flat());
    return inputCorrelation(trace, raw, data.length, data.features.length, read);
  });
}

/** The validation part, or the training part where there is none. */
function evaluated(data: Dataset): { part: Uint32Array; name: 'validation' | 'training' } {
  return data.validation.length > 0
    ? { part: data.validation, name: 'validation' }
    : { part: data.training, name: 'training' };
}

/** How well the model fits the validation part, or the training part where there is none. */
export function fitOf(data: Dataset, network: Network, scaling: Scaling): Fit {
  const { part, name } = evaluated(data);
  const predicted = predictRaw(data, part, network, scaling);
  const actual = sequenceTargets(data, part);
  const outputs = network.outputSize;
  const shown = Math.min(FIT_POINTS, part.length);
  const first = (values: Float64Array) => Float64Array.from({ length: shown }, (_, n) => values[n * outputs]);
  return {
    part: name,
    ...regressionMetrics(predicted, actual, outputs),
    predicted: first(predicted),
    actual: first(actual),
  };
}

/** Predictions for some sequences in target units, [N,K]. */
export function predictRaw(data: Dataset, indices: Uint32Array, network: Network, scaling: Scaling): Float64Array {
  return unscale(network.predict(scale(sequenceInputs(data, indices), scaling.input)), scaling.target);
}

function rowOf<T extends Float32Array | Float64Array>(values: T, row: number, width: number): T {
  return values.slice(row * width, (row + 1) * width) as T;
}

function sampleTrace(trace: LayerTrace, n: number, length: number): LayerTrace {
  const width = length * trace.units;
  const { layer, units } = trace;
  return {
    layer,
    units,
    hidden: rowOf(trace.hidden, n, width),
    cell: rowOf(trace.cell, n, width),
    input: rowOf(trace.input, n, width),
    forget: rowOf(trace.forget, n, width),
    candidate: rowOf(trace.candidate, n, width),
    output: rowOf(trace.output, n, width),
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
