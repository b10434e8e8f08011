/** Runs a model on samples and gathers all that the views show. */
import type { Experiment } from '../config/experiment.js';
import type { InfluenceMethod } from '../config/schema.js';
import { type Dataset, type Scaler, scale, sequenceInputs, sequenceTargets, unscale } from '../data/dataset.js';
import { type Task, taskOf } from '../data/tasks.js';
import type { LayerTrace, Network } from '../engine/engine.js';
import type { Scaling } from '../formats/layersModel.js';
import { Random } from '../random.js';
import { regressionMetrics } from '../training/metrics.js';
import { type InfluenceResult, influenceMethods } from './influence/methods.js';
import type { Fit, Influence, Inspection, SampleInspection, TrustRow } from './inspection.js';
import { trustRow } from './trust/knownRule.js';

/** Fresh samples on which the trust table is measured. */
const TRUST_SAMPLES = 200;
/** Points of the predicted-against-true plot. */
const FIT_POINTS = 500;
/** One sequence output is explained: the first. */
const OUTPUT = 0;

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
}

export async function inspect(request: InspectRequest): Promise<Inspection> {
  const { experiment, data, network, scaling, pause } = request;
  const task = 'task' in experiment.data ? taskOf(experiment.data) : undefined;
  const chosen = chooseSamples(request);
  const baseline = unscale(new Float32Array(data.length * data.features.length), scaling.input);
  const samples = await inspectSamples(request, chosen, baseline, task);
  await pause();
  const trust = task ? await trustTable(request, task, baseline) : [];
  return {
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
    trust,
    trustNote: task
      ? `Measured against the true contributions of the task on ${TRUST_SAMPLES} fresh sequences.`
      : 'The rule behind this data is not known, so there are no true contributions to compare with.',
    fit: fitOf(data, network, scaling),
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
  const [part, name] = data.validation.length > 0 ? [data.validation, 'validation'] : [data.training, 'training'];
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
  { experiment, data, network, scaling, pause }: InspectRequest,
  chosen: readonly ChosenSample[],
  baseline: Float64Array,
  task: Task | undefined,
): Promise<SampleInspection[]> {
  const size = baseline.length;
  const raw = new Float64Array(chosen.length * size);
  for (const [n, { input }] of chosen.entries()) raw.set(input, n * size);
  const analysed = await analyse(
    network,
    scale(raw, scaling.input),
    experiment.inspect.influence,
    scaling.target,
    pause,
  );
  return chosen.map(({ label, input, target }, n) => ({
    label,
    input,
    target: target ?? (task && trueTarget(task, input)),
    prediction: unscale(rowOf(analysed.outputs, n, network.outputSize), scaling.target),
    layers: analysed.layers.map((trace) => sampleTrace(trace, n, data.length)),
    influence: Object.fromEntries(
      Object.entries(analysed.influence).map(([method, result]) => [
        method,
        sampleInfluence(result, n, size, data.length),
      ]),
    ),
    contribution: task?.contribution(input, baseline),
  }));
}

/** The contributions from the all-zero input add up to the answer. */
function trueTarget(task: Task, input: Float64Array): Float64Array {
  return Float64Array.of(task.contribution(input, new Float64Array(input.length)).reduce((sum, part) => sum + part, 0));
}

interface Analysed {
  readonly outputs: Float32Array;
  readonly layers: readonly LayerTrace[];
  readonly influence: Partial<Record<InfluenceMethod, InfluenceResult>>;
}

/** Traces and influences of many samples at once; influences in target units. */
async function analyse(
  network: Network,
  inputs: Float32Array,
  methods: readonly InfluenceMethod[],
  targetScaler: Scaler,
  pause: () => Promise<void>,
): Promise<Analysed> {
  const { outputs, layers } = network.trace(inputs);
  const baseline = new Float32Array(network.spec.length * network.spec.features);
  const influence: Partial<Record<InfluenceMethod, InfluenceResult>> = {};
  for (const method of methods) {
    await pause();
    const result = influenceMethods[method]({ network, inputs, baseline, layers, outputs, output: OUTPUT });
    influence[method] = result.unit === 'output' ? inTargetUnits(result, targetScaler.deviation[OUTPUT]) : result;
  }
  return { outputs, layers, influence };
}

function inTargetUnits(result: InfluenceResult, deviation: number): InfluenceResult {
  const times = (values: Float64Array | undefined) => values?.map((value) => value * deviation);
  return {
    ...result,
    values: times(result.values),
    perStep: result.perStep.map((value) => value * deviation),
    completenessError: times(result.completenessError),
  };
}

async function trustTable(
  { experiment, data, network, scaling, pause }: InspectRequest,
  task: Task,
  baseline: Float64Array,
): Promise<TrustRow[]> {
  const { inputs } = task.draw(TRUST_SAMPLES, Random.for(experiment.seed, 'trust'));
  const size = baseline.length;
  const truth = new Float64Array(TRUST_SAMPLES * data.length);
  for (let n = 0; n < TRUST_SAMPLES; n++)
    truth.set(task.contribution(rowOf(inputs, n, size), baseline), n * data.length);
  const scaled = scale(inputs, scaling.input);
  const { influence } = await analyse(network, scaled, experiment.inspect.influence, scaling.target, pause);
  return experiment.inspect.influence
    .map((method) => trustRow(method, influence[method]?.perStep ?? new Float64Array(truth.length), truth, data.length))
    .sort((a, b) => (Number.isNaN(a.pearson) ? 1 : Number.isNaN(b.pearson) ? -1 : b.pearson - a.pearson));
}

function fitOf(data: Dataset, network: Network, scaling: Scaling): Fit {
  const validated = data.validation.length > 0;
  const part = validated ? data.validation : data.training;
  const predicted = predictRaw(data, part, network, scaling);
  const actual = sequenceTargets(data, part);
  const outputs = network.outputSize;
  const shown = Math.min(FIT_POINTS, part.length);
  const first = (values: Float64Array) => Float64Array.from({ length: shown }, (_, n) => values[n * outputs]);
  return {
    part: validated ? 'validation' : 'training',
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
  };
}
