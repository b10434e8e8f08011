/** What a recurrent layer does while its input stays the same: where its state comes to rest. */
import type { Experiment } from '../../config/experiment.js';
import { sequenceInputs } from '../../data/dataset.js';
import type { LayerTrace, Network } from '../../engine/engine.js';
import { isRecurrent } from '../../model/spec.js';
import { scale, unscale } from '../../scaler.js';
import { evaluated, type InspectRequest } from '../request.js';
import { chooseSamples } from '../samples.js';
import { type FixedPoint, type FixedPointSearch, fixedPoints } from './fixedPoints.js';
import { stateReader } from './modelRun.js';
import { type RecurrentCell, recurrentCells } from './recurrentCell.js';
import { type Spectrum, spectrumAt } from './spectrum.js';

/**
 * Which input a layer is held under: what `inspect.constantInput` says, the mean of what enters it over sequences and steps, zero (in raw units where it
 * is the model's own input), what enters it at one step of a shown sample, or what enters it at the last step of a
 * sequence whose steps all are these values [F], raw units.
 */
export type ConstantInput =
  | { readonly kind: 'config' }
  | { readonly kind: 'mean' }
  | { readonly kind: 'zero' }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'step'; readonly sample: number; readonly step: number };

export interface Rest {
  /** [F] what enters the layer at every step. */
  readonly input: Float64Array;
  readonly search: Omit<FixedPointSearch, 'points'>;
  readonly points: readonly FoundPoint[];
}

export interface FoundPoint extends FixedPoint {
  readonly spectrum: Spectrum;
  /** [K] what the model answers there, target units; of a layer of which the layers behind read one step at a time. */
  readonly answer?: Float64Array;
}

/** One recurrent layer, and what it did on the sequences that are looked at. */
export interface RunningLayer {
  readonly cell: RecurrentCell;
  readonly trace: LayerTrace;
}

/** Sequences that the dynamics are measured on. */
const SEQUENCES = 200;
/** States from which fixed points are looked for: as many as the multiplications of one step from each allow. */
const STARTS = { least: 16, most: 128, work: 4e7 };
/** Numbers in a state above which derivatives take too long. */
const MOST_STATES = 256;

/** The first sequences of the evaluated part. @returns `inputs` [N,T,F] in the model's units. */
export function chosenSequences({ data, scaling }: InspectRequest) {
  const { part, name } = evaluated(data);
  const chosen = part.subarray(0, SEQUENCES);
  return { part: name, chosen, inputs: scale(sequenceInputs(data, chosen), scaling.input) };
}

/** @param inputs [N,T,F] in the model's units. @returns one entry a recurrent layer, in the order of its traces. */
export function runningLayers(network: Network, inputs: Float32Array): RunningLayer[] {
  const { layers } = network.trace(inputs);
  return recurrentCells(network).map((cell, index) => ({ cell, trace: layers[index] }));
}

/** Why fixed points of a layer cannot be looked for, in a sentence; undefined where they can. */
export function unfitForRest({ shapes }: Network, { cell, trace }: RunningLayer): string | undefined {
  const before = layerBefore(shapes, cell.layer);
  if (before && !isRecurrent(before)) return `What enters it comes from ${before.name}, whose outputs are not kept.`;
  const size = sizeOf(trace);
  if (!trace.hidden.every(Number.isFinite)) return 'Its states are not finite numbers.';
  return size > MOST_STATES
    ? `Its state has ${size} numbers; derivatives by it are taken of at most ${MOST_STATES}.`
    : undefined;
}

/**
 * @param layer one that is not unfit.
 * @param input [F] what enters it at every step.
 * @param report told the share of the starts that are done.
 * @param most states from which it is looked for.
 * @throws what `pause` throws.
 */
export async function restUnder(
  { cell, trace }: RunningLayer,
  input: Float64Array,
  pause: () => Promise<void>,
  report: (share: number) => void = () => {},
  most = STARTS.most,
): Promise<Rest> {
  const map = cell.under(input);
  const starts = startsOn(trace, most);
  let turns = 0;
  const turn = () => {
    // Once a start.
    report((turns++ * map.size) / starts.length);
    return pause();
  };
  const { points, ...search } = await fixedPoints(map, starts, turn);
  return { input, search, points: points.map((point) => ({ ...point, spectrum: spectrumAt(map, point.state) })) };
}

/** The same with what the model answers at each point, where the layer's state alone decides on it. */
export function withAnswers({ network, scaling }: InspectRequest, { cell }: RunningLayer, rest: Rest): Rest {
  const read = stateReader(network, cell.layer);
  if (!read) return rest;
  const answerOf = (state: Float64Array) => unscale(read(state.slice(0, cell.units)), scaling.target);
  return { ...rest, points: rest.points.map((point) => ({ ...point, answer: answerOf(point.state) })) };
}

/** What `inspect.constantInput` asks for. */
function configuredInput({ inspect: { constantInput: named } }: Experiment): ConstantInput {
  return typeof named === 'string' ? { kind: named } : { kind: 'values', values: named };
}

/**
 * [F] the constant input of a layer that is not unfit.
 * @throws {RangeError} where there is no such sample or step.
 */
export function constantInput(
  request: InspectRequest,
  layer: RunningLayer,
  input: ConstantInput,
  inputs: Float32Array,
): Float64Array {
  const { network, data, scaling, experiment } = request;
  if (input.kind === 'config') return constantInput(request, layer, configuredInput(experiment), inputs);
  const { cell } = layer;
  const before = layerBefore(network.shapes, cell.layer);
  const entering = (values: Float32Array) => enteringValues(network, layer, values);
  if (input.kind === 'mean') return meanOf(entering(inputs), cell.inputs);
  if (input.kind === 'zero') {
    return before
      ? new Float64Array(cell.inputs)
      : Float64Array.from(scale(new Float64Array(cell.inputs), scaling.input));
  }
  if (input.kind === 'values') {
    const same = Float64Array.from({ length: data.length * data.features.length }, (_, i) => {
      return input.values[i % data.features.length];
    });
    return Float64Array.from(entering(scale(same, scaling.input)).slice(-cell.inputs));
  }
  const sample = chooseSamples(request)[input.sample];
  if (!sample || !(input.step >= 0 && input.step < data.length)) {
    throw new RangeError(`There is no step ${input.step + 1} of sample ${input.sample + 1}.`);
  }
  const values = entering(scale(sample.input, scaling.input));
  return Float64Array.from(values.subarray(input.step * cell.inputs, (input.step + 1) * cell.inputs));
}

/** What enters a layer that is not unfit, [N,T,F]. @param inputs [N,T,F] of the model, its units. */
export function enteringValues(network: Network, { cell }: RunningLayer, inputs: Float32Array): Float32Array {
  const before = layerBefore(network.shapes, cell.layer);
  return before ? network.trace(inputs).layers.find(({ layer }) => layer === before.name)!.hidden : inputs;
}

/** Numbers in a layer's state: an LSTM's is h and c. */
export function sizeOf({ cell, units }: LayerTrace): number {
  return cell ? 2 * units : units;
}

/** States of a trace, [N T,S]: of an LSTM [h, c]. */
export function statesOf({ hidden, cell, units }: LayerTrace): Float32Array {
  if (!cell) return hidden;
  const states = new Float32Array(2 * hidden.length);
  for (let at = 0; at < hidden.length; at += units) {
    states.set(hidden.subarray(at, at + units), 2 * at);
    states.set(cell.subarray(at, at + units), 2 * at + units);
  }
  return states;
}

/** States evenly spread over sequences and steps. @returns [N,S] */
function startsOn(trace: LayerTrace, most: number): Float64Array {
  const states = statesOf(trace);
  const size = sizeOf(trace);
  const rows = states.length / size;
  const affordable = Math.floor(STARTS.work / size ** 3);
  const count = Math.min(rows, most, Math.max(STARTS.least, affordable));
  const starts = new Float64Array(count * size);
  for (let n = 0; n < count; n++) {
    // Half a stride in, so that steps are not always the same one.
    const row = Math.floor(((n + 0.5) * rows) / count);
    starts.set(states.subarray(row * size, (row + 1) * size), n * size);
  }
  return starts;
}

/** The layer whose output enters this one; undefined where it is the model's input. */
function layerBefore(shapes: Network['shapes'], name: string) {
  const own = name.replace(/\.(for|back)ward$/, '');
  const place = shapes.findIndex(({ layer }) => layer.name === own);
  return shapes.slice(0, place).findLast(({ layer }) => layer.type !== 'dropout')?.layer;
}

function meanOf(values: Float32Array, columns: number): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns] += (values[i] * columns) / values.length;
  return mean;
}
