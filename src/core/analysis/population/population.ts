/**
 * What many sequences do to a model at once: its gates, the order of its units, its state space. A step behind a mask is
 * none that the model has looked at, and counts in no number here.
 */
import { sequenceInputs, sequenceTargets, targetSize } from '../../data/dataset.js';
import type { LayerTrace, TraceName } from '../../engine/engine.js';
import type { Gate } from '../../model/spec.js';
import { scale } from '../../scaler.js';
import { countedIn, countedRows, countedSteps } from '../countedSteps.js';
import { classesOf } from '../output.js';
import { evaluated, type InspectRequest } from '../request.js';
import { runningOf } from '../running.js';
import { type PrincipalAxes, principalAxes } from '../stateSpace/pca.js';
import { probe } from '../stateSpace/probe.js';
import { type Axes, explainedBy, project } from '../stateSpace/projection.js';
import type { GateStatistics } from './gates.js';
import { LayerSums, type TracedLayer } from './layerSums.js';
import { DIMENSIONS } from './shape.js';
import { type UnitOrders, unitOrders } from './unitOrder.js';

/** N sequences of the evaluated part, evenly spread over it. */
export interface Population {
  readonly part: 'validation' | 'training';
  readonly sequences: number;
  /** How many the part has. */
  readonly available: number;
  /** Sequences left out because the model's answer to them is no finite number. */
  readonly notFinite: number;
  /** [N,T,F] raw. */
  readonly inputs: Float32Array;
  /** [N] last step's first output and its true value, target units; classes by their index. */
  readonly predictions: Float64Array;
  readonly targets: Float64Array;
  /** [N,T] what the sequence comes to so far; the probe looks for it. */
  readonly running: Float32Array;
  /** In words, for example "answer so far". */
  readonly runningName: string;
  /** One entry per recurrent layer; none where every sequence was left out. */
  readonly layers: readonly LayerPopulation[];
}

export interface LayerPopulation {
  /** Mean over the sequences of which the step counts, every array [T,H]; NaN at a step that counts in none. */
  readonly mean: LayerTrace;
  /** Largest size of any value, over sequences, counted steps and units. */
  readonly largest: Readonly<Partial<Record<TraceName, number>>>;
  readonly gates: Readonly<Partial<Record<Gate, GateStatistics>>>;
  readonly orders: UnitOrders;
  readonly space: StateSpace;
}

/** The hidden states along their principal components. */
export interface StateSpace {
  /** The first three, by which any other state can be seen in the same space. */
  readonly axes: Axes;
  /** [N,T,3]; at a step behind a mask the state that the layer has kept, or the first one, zero. */
  readonly points: Float32Array;
  /** Share of the variance along each of the first components. */
  readonly explained: readonly number[];
  /** [T] R² of a linear probe for `running`, on sequences it has not seen; NaN where it could not be measured. */
  readonly probe: Float64Array;
}

/** What the views of one model keep when they look at an earlier state of it: directions, and the order of units. */
export interface Frame {
  readonly axes: PrincipalAxes;
  readonly orders: UnitOrders;
}

/** States, sequences times steps, that are kept of a layer. */
const STATES = 20_000;
const SEQUENCES = 1000;
/** Components whose share of the variance is told. */
const COMPONENTS = 10;
/** Numbers that one pass of the model may leave behind, about. */
const PORTION = 1 << 21;

/** @param frames one entry per recurrent layer, where the picture has to be comparable with that of another state. */
export async function populationOf(
  request: InspectRequest,
  frames?: readonly Frame[],
): Promise<{ population: Population; frames: Frame[] }> {
  const { data, pause } = request;
  const { part, name } = evaluated(data);
  const wanted = spread(part, Math.min(SEQUENCES, Math.max(1, Math.floor(STATES / data.length))));
  const { chosen, inputs, predictions, layers, steps } = await traceFinite(request, wanted);
  const targets = sequenceTargets(data, chosen);
  const width = targetSize(data);
  const quantity = runningOf(inputs, data, steps);
  const kept = frames && frames.length > 0 ? frames : await framesOf(layers, predictions, pause);
  const described: LayerPopulation[] = [];
  for (const [index, { mean, largest, hidden, gates, counted }] of layers.entries()) {
    const { axes, orders } = kept[index];
    const points = project(hidden, axes, DIMENSIONS);
    const explained = frames ? explainedBy(axes, countedRows(hidden, mean.units, counted)) : axes.explained;
    // A layer behind a change of length has steps of its own, of which the inputs know nothing.
    const read = mean.steps === data.length ? quantity.running : [];
    const scores = await probe(hidden, read, mean.units, mean.steps, pause, counted.counts);
    const opened = Object.entries(gates).map(([gate, sums]) => [gate, sums.result()]);
    described.push({
      mean,
      largest,
      gates: Object.fromEntries(opened),
      orders,
      space: { axes: firstAxes(axes), points, explained, probe: scores },
    });
  }
  const population: Population = {
    part: name,
    sequences: chosen.length,
    available: part.length,
    notFinite: wanted.length - chosen.length,
    inputs: Float32Array.from(inputs),
    predictions,
    targets: Float64Array.from(chosen, (_, n) => targets[(n + 1) * width - data.targetNames.length]),
    ...quantity,
    layers: described,
  };
  return { population, frames: [...kept] };
}

/** The states of every layer for the same sequences; what an embedding is made of. */
export async function populationStates(request: InspectRequest, layer: string, points: number): Promise<KeptStates> {
  const { part } = evaluated(request.data);
  const wanted = spread(part, Math.min(SEQUENCES, Math.max(1, Math.floor(STATES / request.data.length))));
  const answers = request.network.predict(scale(sequenceInputs(request.data, wanted), request.scaling.input));
  const width = answers.length / wanted.length;
  const chosen = wanted.filter((_, n) => allFinite(answers.subarray(n * width, (n + 1) * width)));
  const sequences = spread(
    Uint32Array.from({ length: chosen.length }, (_, n) => n),
    Math.max(1, Math.floor(points / request.data.length)),
  );
  const inputs = sequenceInputs(
    request.data,
    Uint32Array.from(sequences, (n) => chosen[n]),
  );
  const { layers } = await traceAll(request, inputs, sequences.length);
  const found = layers.find(({ mean }) => mean.layer === layer);
  if (!found) throw new Error(`There is no recurrent layer "${layer}".`);
  return { sequences, hidden: found.hidden, units: found.mean.units, steps: found.mean.steps };
}

export interface KeptStates {
  /** Which sequences of the population. */
  readonly sequences: Uint32Array;
  /** [N,T,H] */
  readonly hidden: Float32Array;
  readonly units: number;
  readonly steps: number;
}

function firstAxes({ mean, directions }: Axes): Axes {
  return { mean, directions: directions.slice(0, DIMENSIONS * mean.length) };
}

/** At most `count` of the values, evenly spread over them. */
function spread(values: Uint32Array, count: number): Uint32Array {
  const wanted = Math.min(count, values.length);
  return Uint32Array.from({ length: wanted }, (_, index) => values[Math.floor((index * values.length) / wanted)]);
}

function allFinite(answer: Float32Array): boolean {
  return answer.every(Number.isFinite);
}

/** The traces of sequences; one without a finite answer has none to be summed, compared or measured, and is left out. */
async function traceFinite(request: InspectRequest, wanted: Uint32Array) {
  const trace = async (chosen: Uint32Array) => {
    const inputs = sequenceInputs(request.data, chosen);
    return { chosen, inputs, ...(await traceAll(request, inputs, chosen.length)) };
  };
  const all = await trace(wanted);
  const finite = wanted.filter((_, n) => all.finite[n]);
  return finite.length === wanted.length ? all : trace(finite);
}

async function framesOf(layers: readonly TracedLayer[], predictions: Float64Array, pause: () => Promise<void>) {
  const frames: Frame[] = [];
  for (const { hidden, mean, counted } of layers) {
    const axes = await principalAxes(countedRows(hidden, mean.units, counted), mean.units, COMPONENTS, pause);
    await pause();
    frames.push({ axes, orders: unitOrders(hidden, mean.units, counted, predictions) });
  }
  return frames;
}

/** Traces in portions, for all values of all sequences at once can be more than fits. */
async function traceAll(request: InspectRequest, raw: Float64Array, sequences: number) {
  const { data, network, scaling, pause } = request;
  const inputs = scale(raw, scaling.input);
  const steps = countedSteps(network, inputs);
  const size = data.length * data.features.length;
  const predictions = new Float64Array(sequences);
  const answer = answerOf(request);
  const finite: boolean[] = [];
  const gathered: LayerSums[] = [];
  const perSequence = network.shapes.reduce(
    (sum, { outputUnits, inputSteps }) => sum + 6 * outputUnits * (inputSteps ?? 1),
    1,
  );
  const portion = Math.max(1, Math.floor(PORTION / perSequence));
  for (let from = 0; from < sequences; from += portion) {
    await pause();
    const count = Math.min(portion, sequences - from);
    const { outputs, layers } = network.trace(inputs.subarray(from * size, (from + count) * size));
    const width = outputs.length / count;
    for (let n = 0; n < count; n++) {
      const outputsOf = outputs.subarray(n * width, (n + 1) * width);
      predictions[from + n] = answer(outputsOf);
      finite.push(allFinite(outputsOf));
    }
    for (const [index, trace] of layers.entries()) {
      gathered[index] ??= new LayerSums(trace, countedIn(network, trace.layer, steps, trace.steps));
      gathered[index].add(trace, from);
    }
  }
  return { predictions, finite, steps, layers: gathered.map((layer) => layer.result()) };
}

/** One number that a model's outputs for one sequence [outputs] stand for: the last step's first value, or its class. */
function answerOf({
  experiment,
  data: { target },
  network,
  scaling,
}: InspectRequest): (outputs: Float32Array) => number {
  const { outputUnits } = network.shapes[network.shapes.length - 1];
  const output = network.outputSize - outputUnits;
  if (target.kind === 'classes') {
    return (outputs) => classesOf(outputs.subarray(output), target, experiment.train.loss)[0];
  }
  const { deviation, mean } = scaling.target;
  const column = output % deviation.length;
  return (outputs) => outputs[output] * deviation[column] + mean[column];
}
