/** LSTM, GRU and RNN (https://onnx.ai/onnx/operators): weights [directions, gates · units, inputs]. */
import type { Activation, RecurrentLayer, RecurrentType, Tensor } from '../../model/spec.js';
import { joined, reorderBlocks, sum, transpose } from '../matrix.js';
import { activationsOfRecurrent } from './activations.js';
import type { Marks, Rows, Source } from './chain.js';
import { type Context, input, int, numbers, StepsFirst, type Unknown, UnsupportedNode } from './context.js';
import type { Part } from './parts.js';

interface Kind {
  readonly type: RecurrentType;
  /** ONNX's place of each of our gates. */
  readonly gates: readonly number[];
  readonly activations: readonly string[];
}

/** ONNX orders the gates of an LSTM input, output, forget, cell; those of a GRU as Keras. */
export const KINDS: Readonly<Record<string, Kind>> = {
  LSTM: { type: 'lstm', gates: [0, 2, 3, 1], activations: ['Sigmoid', 'Tanh', 'Tanh'] },
  GRU: { type: 'gru', gates: [0, 1, 2], activations: ['Sigmoid', 'Tanh'] },
  RNN: { type: 'simpleRnn', gates: [0], activations: ['Tanh'] },
};

const RECURRENT = {
  name: '',
  returnSequences: true,
  dropout: 0,
  recurrentDropout: 0,
};

/** @throws {UnsupportedNode} naming the setting that our layers do not have; {StepsFirst}. */
export function recurrent(context: Context): readonly (Marks | Unknown)[] {
  const { node, chain } = context;
  const kind = KINDS[node.type];
  checkSettings(context, kind);
  const batchFirst = int(context, 'layout', 0) === 1;
  const part = partOf(context, kind);
  const rows = inputRows(context, batchFirst);
  const directions = part.directions.length;
  const [[kernel]] = part.directions;
  if (kernel.shape[0] !== rows.source.units) throw new UnsupportedNode('has weights for other inputs');
  const units = directions * part.layer.units;
  const source = chain.add({
    part,
    node: node.name,
    parent: rows.source,
    reads: rows.reads,
    steps: rows.steps,
    units,
    end: directions === 2 ? 'halves' : 'step',
  });
  const states = { source, samples: chain.samples, directions, batchFirst };
  return [allStates(states), lastStates(states), cellState(source)];
}

interface States {
  readonly source: Source;
  readonly samples: number;
  readonly directions: number;
  readonly batchFirst: boolean;
}

/** Y: [steps, directions, samples, units], or [samples, steps, directions, units]. */
function allStates({ source, samples, directions, batchFirst }: States): Marks {
  const { base, units, steps = 1 } = source;
  const own = units / directions;
  const data = new Float64Array(samples * steps * units);
  let to = 0;
  const put = (sample: number, step: number, direction: number) => {
    const start = base + (sample * steps + step) * units + direction * own;
    for (let unit = 0; unit < own; unit++) data[to++] = start + unit;
  };
  if (batchFirst) {
    for (let n = 0; n < samples; n++) for (let t = 0; t < steps; t++) for (let d = 0; d < directions; d++) put(n, t, d);
    return { kind: 'marks', dims: [samples, steps, directions, own], data };
  }
  for (let t = 0; t < steps; t++) for (let d = 0; d < directions; d++) for (let n = 0; n < samples; n++) put(n, t, d);
  return { kind: 'marks', dims: [steps, directions, samples, own], data };
}

/** Y_h: [directions, samples, units], or [samples, directions, units]; the way back ends at the first step. */
function lastStates({ source, samples, directions, batchFirst }: States): Marks {
  const { base, units, steps = 1 } = source;
  const own = units / directions;
  const data = new Float64Array(samples * units);
  const [outer, inner] = batchFirst ? [samples, directions] : [directions, samples];
  let to = 0;
  for (let a = 0; a < outer; a++) {
    for (let b = 0; b < inner; b++) {
      const [sample, direction] = batchFirst ? [a, b] : [b, a];
      const step = direction === 0 ? steps - 1 : 0;
      const start = base + (sample * steps + step) * units + direction * own;
      for (let unit = 0; unit < own; unit++) data[to++] = start + unit;
    }
  }
  return { kind: 'marks', dims: [outer, inner, own], data };
}

function cellState(before: Source): Unknown {
  const { node } = before;
  return { kind: 'unknown', node, reason: `The cell state of "${node}" is read, which no layer here gives.`, before };
}

/** What is read at every step, in the order of steps; one vector that is repeated becomes a layer of its own. */
function inputRows(context: Context, batchFirst: boolean): { source: Source; reads: Rows['reads']; steps: number } {
  const { chain } = context;
  const x = input(context, 0);
  if (x.kind === 'numbers' || x.dims.length !== 3) throw new UnsupportedNode('does not read a sequence');
  const [samples, steps] = batchFirst ? x.dims : [x.dims[1], x.dims[0]];
  const found = chain.anyRowsOf(x);
  if (!found) throw new UnsupportedNode('does not read all units of one layer');
  const { source, places, last } = found;
  if (x.dims[2] !== source.units) throw new UnsupportedNode('does not read all units of one layer');
  const place = (index: number) => {
    const [a, b] = [Math.floor(index / x.dims[1]), index % x.dims[1]];
    return batchFirst ? { sample: a, step: b } : { sample: b, step: a };
  };
  const each = (wanted: (at: { sample: number; step: number }) => number) =>
    places.every((own, index) => own === wanted(place(index)));
  if (source.steps === steps && samples === chain.samples && !last) {
    if (each(({ sample, step }) => sample * steps + step)) return { source, reads: 'all', steps };
  }
  const length = source.steps;
  const ends = length === undefined || last || source.end === 'step';
  const factor = length === undefined || last ? 1 : length;
  if (ends && samples === chain.samples && each(({ sample }) => sample * factor + factor - 1)) {
    if (steps === FREE_STEPS)
      throw new UnsupportedNode('reads one vector again and again, as often as there are steps');
    const part: Part = { kind: 'repeat', n: steps };
    const reads = length === undefined ? 'all' : 'last';
    const { units } = source;
    // Tile or Expand, which only repeat marks, leave no name of their own.
    const repeated = chain.add({ part, node: '', parent: source, reads, steps, units, end: 'none' });
    return { source: repeated, reads: 'all', steps };
  }
  const turned = length === samples && steps === chain.samples && each(({ sample, step }) => step * samples + sample);
  if (turned && context.orderOpen) throw new StepsFirst();
  throw new UnsupportedNode('does not read the steps of a sequence in their order');
}

/** Steps of a graph that leaves their number open: a size that is not met by chance. */
export const FREE_STEPS = 17;

function checkSettings(context: Context, { type }: Kind): void {
  const { node, inputs, chain } = context;
  const direction = node.attributes.get('direction')?.text || 'forward';
  if (direction === 'reverse') throw new UnsupportedNode('reads its steps backwards only (direction "reverse")');
  if (node.attributes.has('clip')) throw new UnsupportedNode('clips its values (clip)');
  if (int(context, 'input_forget', 0) !== 0) throw new UnsupportedNode('couples its gates (input_forget)');
  const lengths = inputs[4];
  const steps = inputs[0]?.dims[int(context, 'layout', 0) === 1 ? 1 : 0];
  if (lengths && !(lengths.kind === 'numbers' && lengths.data.every((length) => length === steps))) {
    throw new UnsupportedNode('reads sequences of different lengths (sequence_lens)');
  }
  for (const [index, state] of [inputs[5], type === 'lstm' ? inputs[6] : undefined].entries()) {
    if (!state) continue;
    const zero = state.kind === 'numbers' && state.data.every((value) => value === 0);
    if (!zero) throw new UnsupportedNode(`begins with a ${index === 0 ? 'hidden' : 'cell'} state that is not zero`);
  }
  const peepholes = type === 'lstm' ? inputs[7] : undefined;
  if (peepholes && !(peepholes.kind === 'numbers' && peepholes.data.every((value) => value === 0))) {
    throw new UnsupportedNode('has peepholes (P)');
  }
  if (chain.samples < 1) throw new UnsupportedNode('reads no sample');
}

function partOf(context: Context, kind: Kind): Extract<Part, { kind: 'recurrent' }> {
  const { node } = context;
  const [weights, states] = [numbers(context, 1), numbers(context, 2)];
  const bias = context.inputs[3] ? numbers(context, 3) : undefined;
  const [directions, rows, inputs] = weights.dims;
  const units = rows / kind.gates.length;
  const fits =
    weights.dims.length === 3 &&
    Number.isInteger(units) &&
    units >= 1 &&
    states.dims.join() === [directions, rows, units].join() &&
    (!bias || bias.dims.join() === [directions, 2 * rows].join());
  const both = node.attributes.get('direction')?.text === 'bidirectional';
  if (!fits || directions !== (both ? 2 : 1)) throw new UnsupportedNode('has weights that do not fit each other');
  const layer = layerOf(context, kind, units, bias !== undefined);
  const part = (all: { data: ArrayLike<number> }, direction: number) => {
    const size = all.data.length / directions;
    return Float32Array.from({ length: size }, (_, i) => all.data[direction * size + i]);
  };
  const tensors = (direction: number): Tensor[] => {
    const ordered = (values: Float32Array, columns: number) =>
      transpose(reorderBlocks(values, kind.gates), rows, columns);
    const biases = bias && part(bias, direction);
    const [ofInput, ofState] = biases
      ? [biases.subarray(0, rows), biases.subarray(rows)].map((half) => reorderBlocks(half, kind.gates))
      : [];
    const keepsBoth = layer.type === 'gru' && layer.resetAfter;
    return [
      { name: 'kernel', shape: [inputs, rows], values: ordered(part(weights, direction), inputs) },
      { name: 'recurrentKernel', shape: [units, rows], values: ordered(part(states, direction), units) },
      ...(biases && keepsBoth ? [{ name: 'bias', shape: [2, rows], values: joined(ofInput, ofState) }] : []),
      ...(biases && !keepsBoth ? [{ name: 'bias', shape: [rows], values: sum(ofInput, ofState) }] : []),
    ];
  };
  return { kind: 'recurrent', layer, directions: Array.from({ length: directions }, (_, d) => tensors(d)) };
}

function layerOf(context: Context, kind: Kind, units: number, useBias: boolean): RecurrentLayer {
  const { type } = kind;
  const [recurrentActivation, activation] = activationsOf(context, kind);
  const common = { ...RECURRENT, units, useBias };
  if (type === 'simpleRnn') return { ...common, type, activation: recurrentActivation };
  if (type === 'lstm') return { ...common, type, activation, recurrentActivation, unitForgetBias: true };
  const resetAfter = int(context, 'linear_before_reset', 0) !== 0;
  return { ...common, type, activation, recurrentActivation, resetAfter };
}

/** Those of one direction, which all directions must have. */
function activationsOf({ node: { attributes } }: Context, kind: Kind): Activation[] {
  const given = attributes.get('activations')?.texts ?? [];
  const names = given.length > 0 ? given : kind.activations;
  const found = activationsOfRecurrent(
    names,
    attributes.get('activation_alpha')?.floats ?? [],
    attributes.get('activation_beta')?.floats ?? [],
  );
  const unknown = found.indexOf(undefined);
  if (unknown >= 0) throw new UnsupportedNode(`has the activation ${names[unknown]}, which is not supported`);
  const count = kind.activations.length;
  const own = found.slice(0, count) as Activation[];
  if (found.some((one, index) => one !== own[index % count])) {
    throw new UnsupportedNode('has other activations in the one direction than in the other');
  }
  if (kind.type === 'lstm' && own[1] !== own[2]) {
    throw new UnsupportedNode(`has the activation ${names[1]} for its candidate and ${names[2]} for its output`);
  }
  return own;
}
