/**
 * A whole model in double precision, one sample at a time, whose states and gates can be changed on the way: what
 * interventions are computed with.
 */
import type { Network } from '../../engine/engine.js';
import { isRecurrent, type Layer, type LayerShape, type LayerWeights } from '../../model/spec.js';
import { activations } from '../chain/activation.js';
import { addProduct } from '../chain/chain.js';
import type { Unfit } from '../influence/influence.js';
import { type RecurrentCell, recurrentCells } from './recurrentCell.js';
import type { HeldGates } from './stateMap.js';

/** What is done to a model while it runs; steps count from 0. */
export interface Change {
  /** Gates of a layer that are held at a step, where any are. */
  gates?(layer: string, step: number): HeldGates | undefined;
  /** Called with the new state [S] of a layer after each of its steps, which it may change in place. */
  state?(layer: string, step: number, state: Float64Array): void;
}

export interface LayerStates {
  readonly layer: string;
  readonly units: number;
  readonly steps: number;
  /** [T,S] of an LSTM [h, c]; of a backward layer at the step that was read. */
  readonly states: Float64Array;
}

export interface ModelRun {
  /** [(S,)K], the model's units. */
  readonly outputs: Float64Array;
  /** One entry per recurrent layer, in the order of traces. */
  readonly layers: readonly LayerStates[];
}

/** @param x [T,F] of one sample, the model's units. */
export type RunModel = (x: ArrayLike<number>, change?: Change) => ModelRun;

/** Values on their way through the layers: [steps,width], or [width] where `steps` is undefined. */
interface Flowing {
  readonly values: Float64Array;
  readonly steps: number | undefined;
}

type RunLayer = (input: Flowing, change: Change, seen: LayerStates[]) => Flowing;

/** The model as it is now; later changes of its weights do not reach it. */
export function modelRunner(network: Network): RunModel | Unfit {
  // A mask makes layers behind it skip steps.
  const unknown = network.shapes.find(
    ({ layer }) => !KNOWN.has(layer.type) || (layer.type === 'embedding' && layer.maskZero),
  );
  if (unknown) {
    const { name, type } = unknown.layer;
    return { reason: `Models with layers like ${name}, a ${type}, cannot be changed while they run.` };
  }
  const cells = new Map(recurrentCells(network).map((cell) => [cell.layer, cell]));
  const weights = network.weights();
  const layers = network.shapes.map((shape, index) => layerRunner(shape, weights[index], cells));
  const { length } = network.spec;
  return (x, change = {}) => {
    const seen: LayerStates[] = [];
    const input: Flowing = { values: Float64Array.from(x), steps: length };
    const { values } = layers.reduce((flowing, run) => run(flowing, change, seen), input);
    return { outputs: values, layers: seen };
  };
}

/**
 * What the layers behind a recurrent one read of its hidden state at one step, [H] to [K] in the model's units; undefined
 * where they look at more than one step of it.
 */
export function stateReader(network: Network, layer: string): ((hidden: Float64Array) => Float64Array) | undefined {
  const place = network.shapes.findIndex((shape) => shape.layer.name === layer);
  const behind = network.shapes.slice(place + 1);
  if (place < 0 || !behind.every((shape) => STEPWISE.has(shape.layer.type))) return undefined;
  const weights = network.weights();
  const layers = behind.map((shape, index) => layerRunner(shape, weights[place + 1 + index], new Map()));
  return (hidden) =>
    layers.reduce((flowing, run) => run(flowing, {}, []), { values: hidden, steps: undefined } as Flowing).values;
}

/** Layers that look at one step at a time. */
const STEPWISE: ReadonlySet<Layer['type']> = new Set(['dense', 'timeDistributed', 'dropout', 'layerNormalization']);

const KNOWN: ReadonlySet<Layer['type']> = new Set([
  ...(['lstm', 'gru', 'simpleRnn', 'bidirectional', 'dense', 'timeDistributed'] as const),
  ...(['repeatVector', 'globalAveragePooling1d', 'dropout', 'layerNormalization', 'embedding'] as const),
]);

function layerRunner(
  { layer, inputUnits }: LayerShape,
  { tensors }: LayerWeights,
  cells: ReadonlyMap<string, RecurrentCell>,
): RunLayer {
  const tensor = (name: string) => {
    const values = tensors.find((one) => one.name === name)?.values;
    return values && Float64Array.from(values);
  };
  if (isRecurrent(layer)) {
    const cell = cells.get(layer.name)!;
    return (input, change, seen) =>
      outputOf(runCell(cell, input, 'forward', change, seen), layer.returnSequences, 'forward');
  }
  switch (layer.type) {
    case 'bidirectional': {
      const both = (['forward', 'backward'] as const).map((way) => ({ way, cell: cells.get(`${layer.name}.${way}`)! }));
      return (input, change, seen) => {
        const [forward, backward] = both.map(({ way, cell }) =>
          outputOf(runCell(cell, input, way, change, seen), layer.layer.returnSequences, way),
        );
        return merged(forward, backward, layer.mergeMode, layer.layer.units);
      };
    }
    case 'dense':
    case 'timeDistributed': {
      const { units, activation } = layer.type === 'dense' ? layer : layer.layer;
      const kernel = tensor('kernel')!;
      const bias = tensor('bias') ?? new Float64Array(units);
      return byRow(inputUnits, (row) => {
        const z = bias.slice();
        addProduct(z, row, kernel);
        return activation === 'softmax' ? softmax(z) : z.map(activations[activation]);
      });
    }
    case 'layerNormalization': {
      const [gamma, beta] = [tensor('gamma'), tensor('beta')];
      return byRow(inputUnits, (row) => normalizedRow(row, layer.epsilon, gamma, beta));
    }
    case 'embedding': {
      const rows = tensor('embeddings')!;
      return byRow(1, ([id]) => rows.slice(id * layer.outputDim, (id + 1) * layer.outputDim));
    }
    case 'repeatVector':
      return ({ values }) => {
        const repeated = new Float64Array(layer.n * values.length);
        for (let n = 0; n < layer.n; n++) repeated.set(values, n * values.length);
        return { values: repeated, steps: layer.n };
      };
    case 'globalAveragePooling1d':
      return ({ values, steps = 1 }) => {
        const mean = new Float64Array(inputUnits);
        for (const [at, value] of values.entries()) mean[at % inputUnits] += value / steps;
        return { values: mean, steps: undefined };
      };
    default:
      return (input) => input;
  }
}

function runCell(
  cell: RecurrentCell,
  { values, steps = 1 }: Flowing,
  direction: 'forward' | 'backward',
  change: Change,
  seen: LayerStates[],
): LayerStates {
  const { layer, units, inputs, stateSize } = cell;
  const states = new Float64Array(steps * stateSize);
  let state: Float64Array = new Float64Array(stateSize);
  for (let turn = 0; turn < steps; turn++) {
    const t = direction === 'forward' ? turn : steps - 1 - turn;
    const map = cell.under(values.subarray(t * inputs, (t + 1) * inputs));
    state = map.next(state, change.gates?.(layer, t));
    change.state?.(layer, t, state);
    states.set(state, t * stateSize);
  }
  const result = { layer, units, steps, states };
  seen.push(result);
  return result;
}

/** What a layer hands on: the hidden states of all steps, or of the one that it read last. */
function outputOf({ units, steps, states }: LayerStates, every: boolean, direction: 'forward' | 'backward'): Flowing {
  const size = states.length / steps;
  const hiddenAt = (t: number) => states.subarray(t * size, t * size + units);
  if (!every) return { values: hiddenAt(direction === 'forward' ? steps - 1 : 0).slice(), steps: undefined };
  const hidden = new Float64Array(steps * units);
  for (let t = 0; t < steps; t++) hidden.set(hiddenAt(t), t * units);
  return { values: hidden, steps };
}

function merged(forward: Flowing, backward: Flowing, mode: 'concat' | 'sum' | 'mul' | 'ave', units: number): Flowing {
  const { steps } = forward;
  if (mode !== 'concat') {
    const values = forward.values.map((a, i) => {
      const b = backward.values[i];
      if (mode === 'mul') return a * b;
      return mode === 'sum' ? a + b : (a + b) / 2;
    });
    return { values, steps };
  }
  const values = new Float64Array(2 * forward.values.length);
  for (let row = 0; row * units < forward.values.length; row++) {
    values.set(forward.values.subarray(row * units, (row + 1) * units), 2 * row * units);
    values.set(backward.values.subarray(row * units, (row + 1) * units), (2 * row + 1) * units);
  }
  return { values, steps };
}

/** The same function of every row. @param width of a row. */
function byRow(width: number, of: (row: Float64Array) => Float64Array): RunLayer {
  return ({ values, steps }) => {
    const rows = Array.from({ length: values.length / width }, (_, r) =>
      of(values.subarray(r * width, (r + 1) * width)),
    );
    const size = rows[0]?.length ?? 0;
    const all = new Float64Array(rows.length * size);
    for (const [r, row] of rows.entries()) all.set(row, r * size);
    return { values: all, steps };
  };
}

function softmax(z: Float64Array): Float64Array {
  const largest = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

function normalizedRow(row: Float64Array, epsilon: number, gamma?: Float64Array, beta?: Float64Array): Float64Array {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  const scale = 1 / Math.sqrt(variance + epsilon);
  return row.map((value, i) => (value - mean) * scale * (gamma?.[i] ?? 1) + (beta?.[i] ?? 0));
}
