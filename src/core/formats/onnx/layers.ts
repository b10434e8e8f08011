/** From the parts on the way from a graph's input to its output to layers with their weights. */
import type { DenseActivation, DenseLayer, Layer, LayerWeights, Tensor } from '../../model/spec.js';
import { ModelFormatError } from '../formatError.js';
import type { Source } from './chain.js';
import type { Part } from './parts.js';

/** A part with what is read of it: every step, or the last only. */
interface Step {
  readonly source: Source;
  readonly everyStep: boolean;
}

interface Made {
  readonly layer: Layer;
  readonly tensors: readonly Tensor[];
}

/** @param source what the model gives; `last` where only its last step is wanted. */
export function layersOf(source: Source, last: boolean): { layers: Layer[]; weights: LayerWeights[] } {
  const made: Made[] = [];
  const names = new Set<string>();
  for (const step of stepsTo(source, last)) {
    const before = made.at(-1);
    const joined = before && joinedWith(before, step);
    if (joined) made[made.length - 1] = joined;
    else made.push(layerOf(step, names));
  }
  for (const [index, one] of made.entries()) made[index] = wholeAttention(one);
  return {
    layers: made.map(({ layer }) => layer),
    weights: made.map(({ layer, tensors }) => ({ layer: layer.name, tensors })),
  };
}

/** Without the input. What reads the last step of a layer that does the same at all steps reads the last step before. */
function stepsTo(source: Source, last: boolean): Step[] {
  const steps: Step[] = [];
  let at = source;
  let wantsLast = last;
  while (at.parent) {
    const recurrent = at.part.kind === 'recurrent';
    steps.unshift({ source: at, everyStep: !wantsLast });
    // The last state comes of all steps.
    wantsLast = recurrent ? at.reads === 'last' : wantsLast || at.reads === 'last';
    at = at.parent;
    // Vectors have no last step, and what gave them has been asked for it.
    if (at.steps === undefined) wantsLast = false;
  }
  return steps;
}

/** A bias, an activation or a way to join directions belongs to the layer before it, if that has none yet. */
function joinedWith({ layer, tensors }: Made, { source: { part } }: Step): Made | undefined {
  if (part.kind === 'merge' && layer.type === 'bidirectional') {
    return { layer: { ...layer, mergeMode: part.mode }, tensors };
  }
  if (layer.type === 'bidirectional' && layer.mergeMode === 'sum' && part.kind === 'affine') {
    const half = part.scale.every((one) => one === 0.5) && part.shift.every((one) => one === 0);
    return half ? { layer: { ...layer, mergeMode: 'ave' }, tensors } : undefined;
  }
  if (layer.type === 'selfAttention') return withOutput({ layer, tensors }, part);
  if (layer.type !== 'dense' || layer.activation !== 'linear') return undefined;
  if (part.kind === 'activation') return { layer: { ...layer, activation: part.activation }, tensors };
  if (part.kind !== 'affine' || layer.useBias || part.scale.some((one) => one !== 1)) return undefined;
  return {
    layer: { ...layer, useBias: true },
    tensors: [...tensors, { name: 'bias', shape: [layer.units], values: part.shift }],
  };
}

function layerOf({ source, everyStep }: Step, names: Set<string>): Made {
  const { part, units, parent } = source;
  const inputs = parent?.units ?? units;
  const named = (type: Layer['type']) => nameFor(source.node, type, names);
  switch (part.kind) {
    case 'recurrent': {
      const layer = { ...part.layer, returnSequences: everyStep };
      const [forward, backward] = part.directions;
      if (!backward) return { layer: { ...layer, name: named(layer.type) }, tensors: forward };
      const inner = { ...layer, name: layer.type };
      const prefixed = (prefix: string, own: readonly Tensor[]) =>
        own.map((tensor) => ({ ...tensor, name: `${prefix}.${tensor.name}` }));
      return {
        layer: { type: 'bidirectional', name: named('bidirectional'), layer: inner, mergeMode: 'concat' },
        tensors: [...prefixed('forward', forward), ...prefixed('backward', backward)],
      };
    }
    case 'dense':
      return {
        layer: denseLayer(named('dense'), units, 'linear', false),
        tensors: [{ name: 'kernel', shape: [inputs, units], values: part.kernel }],
      };
    // No layer is only an activation, or only a scale: a dense one without any mixing of units does the same.
    case 'activation': {
      const kernel = diagonal(new Float32Array(units).fill(1));
      return { layer: denseLayer(named('dense'), units, part.activation, false), tensors: [kernel] };
    }
    case 'affine': {
      const bias = { name: 'bias', shape: [units], values: part.shift };
      return { layer: denseLayer(named('dense'), units, 'linear', true), tensors: [diagonal(part.scale), bias] };
    }
    case 'normalization': {
      const { epsilon, gamma, beta } = part;
      const name = named('layerNormalization');
      const tensors = [
        ...(gamma ? [{ name: 'gamma', shape: [units], values: gamma }] : []),
        ...(beta ? [{ name: 'beta', shape: [units], values: beta }] : []),
      ];
      const layer = {
        type: 'layerNormalization',
        name,
        epsilon,
        center: beta !== undefined,
        scale: gamma !== undefined,
      };
      return { layer: layer as Layer, tensors };
    }
    case 'embedding': {
      const inputDim = part.table.length / units;
      const layer = {
        type: 'embedding',
        name: named('embedding'),
        inputDim,
        outputDim: units,
        maskZero: false,
      } as const;
      return { layer, tensors: [{ name: 'embeddings', shape: [inputDim, units], values: part.table }] };
    }
    case 'attention':
      return attentionOf(named('selfAttention'), part, inputs);
    case 'repeat':
      return { layer: { type: 'repeatVector', name: named('repeatVector'), n: part.n }, tensors: [] };
    case 'pooling':
      return { layer: { type: 'globalAveragePooling1d', name: named('globalAveragePooling1d') }, tensors: [] };
    default:
      throw new ModelFormatError(`Node "${source.node}" stands where no layer here has such a part (${part.kind}).`);
  }
}

/** Queries, keys and values; what gives the output follows. */
function attentionOf(name: string, part: Extract<Part, { kind: 'attention' }>, inputs: number): Made {
  const { heads, width, value } = part;
  const units = heads * width;
  // The layer divides the scores itself; here it has been done, or not, on the way.
  const root = Math.sqrt(width);
  const query = { kernel: part.query.kernel.map((x) => x * root), bias: part.query.bias?.map((x) => x * root) };
  const tensors = Object.entries({ query, key: part.key, value }).flatMap(([projection, { kernel, bias }]) => [
    { name: `${projection}Kernel`, shape: [inputs, units], values: kernel },
    { name: `${projection}Bias`, shape: [units], values: bias ?? new Float32Array(units) },
  ]);
  return { layer: { type: 'selfAttention', name, numHeads: heads, keyDim: width, useBias: true }, tensors };
}

/** The product behind the heads, and its bias. */
function withOutput({ layer, tensors }: Made, part: Part): Made | undefined {
  const [{ shape }] = tensors;
  const [inputs, units] = shape;
  const count = tensors.length;
  if (part.kind === 'dense' && count === 6 && part.kernel.length === inputs * units) {
    return { layer, tensors: [...tensors, { name: 'outputKernel', shape: [units, inputs], values: part.kernel }] };
  }
  const bias = part.kind === 'affine' && part.scale.every((one) => one === 1) && count === 7;
  if (!bias) return undefined;
  return { layer, tensors: [...tensors, { name: 'outputBias', shape: [inputs], values: part.shift }] };
}

/** Attention without a product behind it hands its heads on as they are. */
function wholeAttention(made: Made): Made {
  const { layer, tensors } = made;
  if (layer.type !== 'selfAttention') return made;
  const [inputs, units] = tensors[0].shape;
  const own = [...tensors];
  if (own.length === 6) {
    if (inputs !== units) throw new ModelFormatError(`Attention "${layer.name}" gives other units than it reads.`);
    const { values } = diagonal(new Float32Array(units).fill(1));
    own.push({ name: 'outputKernel', shape: [units, inputs], values });
  }
  if (own.length === 7) own.push({ name: 'outputBias', shape: [inputs], values: new Float32Array(inputs) });
  const biased = own.some(({ name, values }) => name.endsWith('Bias') && values.some((value) => value !== 0));
  if (biased) return { layer, tensors: own };
  return { layer: { ...layer, useBias: false }, tensors: own.filter(({ name }) => !name.endsWith('Bias')) };
}

function denseLayer(name: string, units: number, activation: DenseActivation, useBias: boolean): DenseLayer {
  return { type: 'dense', name, units, activation, useBias };
}

/** A kernel [units, units] that mixes no units. */
function diagonal(values: Float32Array): Tensor {
  const units = values.length;
  const kernel = new Float32Array(units * units);
  for (const [unit, value] of values.entries()) kernel[unit * (units + 1)] = value;
  return { name: 'kernel', shape: [units, units], values: kernel };
}

/** The module's name where the node has one ("/rnn/LSTM" is "rnn"), the node's where it is one, else type and number. */
function nameFor(node: string, type: Layer['type'], names: Set<string>): string {
  const path = node.startsWith('/') ? node.split('/').slice(1, -1).join('.') : node;
  const usable = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(path) && !path.startsWith('node_') && !names.has(path);
  let name = path;
  for (let number = 1; !usable && (name === path || names.has(name)); number++) name = `${type}_${number}`;
  names.add(name);
  return name;
}
