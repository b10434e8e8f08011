/** How a model carries its inputs: where its layers' states come to rest, how long units hold, what each unit is for. */
import { sequenceInputs, sequenceTargets, targetSize } from '../../data/dataset.js';
import type { LayerTrace, Network } from '../../engine/engine.js';
import { isRecurrent, type RecurrentType } from '../../model/spec.js';
import { scale } from '../../scaler.js';
import { baselineOf } from '../baseline.js';
import { subjectOf } from '../inspect.js';
import { evaluated, type InspectRequest } from '../request.js';
import { type Ablation, ablations } from './ablation.js';
import { type FixedPoint, type FixedPointSearch, fixedPoints } from './fixedPoints.js';
import { holdTimes } from './memory.js';
import { type RecurrentCell, recurrentCells } from './recurrentCell.js';
import { type Spectrum, spectrumAt } from './spectrum.js';

export interface Dynamics {
  readonly part: 'validation' | 'training';
  /** Sequences of that part on which all of it was measured. */
  readonly sequences: number;
  readonly layers: readonly LayerDynamics[];
  /** What could not be had of a layer, with the reason in a sentence. */
  readonly unfit: readonly { readonly layer: string; readonly reason: string }[];
  /** Largest change first; changes in target units, errors in their square. */
  readonly ablations: readonly Ablation[];
}

export interface LayerDynamics {
  /** As the layer's trace is called. */
  readonly layer: string;
  readonly type: RecurrentType;
  readonly units: number;
  /** [H] steps after which half of what a unit holds is gone; of layers with gates. */
  readonly halfLives?: Float64Array;
  /** Undefined where it could not be had; `Dynamics.unfit` says why. */
  readonly rest?: Rest;
}

/** What the layer does while its input stays the same. */
export interface Rest {
  /** [F] the mean of what enters the layer, over sequences and steps. */
  readonly input: Float64Array;
  readonly search: Omit<FixedPointSearch, 'points'>;
  readonly points: readonly (FixedPoint & { readonly spectrum: Spectrum })[];
}

const SEQUENCES = 200;
/** States from which fixed points are looked for. */
const STARTS = 16;
/** Numbers in a state above which derivatives take too long. */
const MOST_STATES = 256;

/** @throws what `pause` throws. */
export async function dynamicsOf(request: InspectRequest): Promise<Dynamics> {
  const { data, experiment, network, scaling, pause } = request;
  const { part, name } = evaluated(data);
  const chosen = part.subarray(0, SEQUENCES);
  const inputs = scale(sequenceInputs(data, chosen), scaling.input);
  const { layers: traces } = network.trace(inputs);
  const unfit: { layer: string; reason: string }[] = [];
  const layers: LayerDynamics[] = [];
  for (const [index, cell] of recurrentCells(network).entries()) {
    const trace = traces[index];
    const entering = enteringMean(network, cell, inputs, traces);
    const size = trace.cell ? 2 * cell.units : cell.units;
    const reason =
      typeof entering === 'string'
        ? entering
        : size > MOST_STATES
          ? `Its state has ${size} numbers; fixed points are looked for in at most ${MOST_STATES}.`
          : undefined;
    if (reason !== undefined) unfit.push({ layer: cell.layer, reason });
    const rest = reason === undefined ? await restOf(cell, entering as Float64Array, trace, pause) : undefined;
    layers.push({ layer: cell.layer, type: cell.type, units: cell.units, halfLives: holdTimes(trace), rest });
  }
  const subject = subjectOf(request, baselineOf(experiment, data, scaling));
  const found = await ablations(
    subject.network,
    inputs,
    explainedTargets(request, chosen, subject.output),
    subject.output,
    pause,
  );
  unfit.push(...found.unfit);
  const { deviation } = subject;
  const rows = found.rows.map(({ change, error, ...row }) => ({
    ...row,
    change: change * deviation,
    error: error * deviation ** 2,
  }));
  return { part: name, sequences: chosen.length, layers, unfit, ablations: rows };
}

async function restOf(
  cell: RecurrentCell,
  input: Float64Array,
  trace: LayerTrace,
  pause: () => Promise<void>,
): Promise<Rest> {
  const map = cell.under(input);
  const { points, ...search } = await fixedPoints(map, startsOn(trace), pause);
  return { input, search, points: points.map((point) => ({ ...point, spectrum: spectrumAt(map, point.state) })) };
}

/** States evenly spread over sequences and steps. @returns [N,S] */
function startsOn({ hidden, cell, units }: LayerTrace): Float64Array {
  const states = hidden.length / units;
  const count = Math.min(STARTS, states);
  const size = cell ? 2 * units : units;
  const starts = new Float64Array(count * size);
  for (let n = 0; n < count; n++) {
    // Half a stride in, so that steps are not always the same one.
    const at = Math.floor(((n + 0.5) * states) / count) * units;
    starts.set(hidden.subarray(at, at + units), n * size);
    if (cell) starts.set(cell.subarray(at, at + units), n * size + units);
  }
  return starts;
}

/** The mean of what enters a layer, [F]; else why it is not known. */
function enteringMean(
  { shapes }: Network,
  { layer: name, inputs: width }: RecurrentCell,
  inputs: Float32Array,
  traces: readonly LayerTrace[],
): Float64Array | string {
  const own = name.replace(/\.(for|back)ward$/, '');
  const place = shapes.findIndex(({ layer }) => layer.name === own);
  const before = shapes.slice(0, place).findLast(({ layer }) => layer.type !== 'dropout')?.layer;
  if (!before) return meanOf(inputs, width);
  const trace = isRecurrent(before) ? traces.find(({ layer }) => layer === before.name) : undefined;
  if (trace) return meanOf(trace.hidden, width);
  return `What enters it comes from ${before.name}, whose outputs are not kept.`;
}

function meanOf(values: Float32Array, columns: number): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns] += (values[i] * columns) / values.length;
  return mean;
}

/** [N] true values of the explained output in the model's units; NaN where it is a class. */
function explainedTargets({ data, scaling }: InspectRequest, chosen: Uint32Array, output: number): Float64Array {
  if (data.target.kind === 'classes') return new Float64Array(chosen.length).fill(Number.NaN);
  const targets = scale(sequenceTargets(data, chosen), scaling.target);
  const width = targetSize(data);
  return Float64Array.from(chosen, (_, n) => targets[n * width + output]);
}
