/**
 * Keras's Attention of a sequence over itself, softmax(x xᵀ) x (Luong 2015), as the self-attention that computes the same:
 * one head whose projections change nothing, the query's but for the square root by which the scores are divided.
 * Masked steps, which Keras makes zero, are read by nothing that knows the mask.
 */
import type { Layer, LayerShape, Tensor } from '../../model/spec.js';
import type { KerasEntry } from './chain.js';

const CLASS = 'Attention';

/** Settings with which Keras computes something else, with the one that is read. */
const SETTINGS: Readonly<Record<string, unknown>> = { use_scale: false, score_mode: 'dot' };

/**
 * @param units values of a step that it reads.
 * @param refuse makes an error of what is not supported.
 * @returns undefined where the entry is another layer.
 */
export function dotProductLayer(
  { className, name, config }: KerasEntry,
  units: () => number,
  refuse: (what: string) => Error,
): Layer | undefined {
  if (className !== CLASS) return undefined;
  for (const [key, plain] of Object.entries(SETTINGS)) {
    if (config[key] !== undefined && config[key] !== plain) throw refuse(`sets ${key}, which is not supported`);
  }
  return { type: 'selfAttention', name, numHeads: 1, keyDim: units(), useBias: false };
}

/** The weights that stand in no file; undefined of every other layer. */
export function dotProductWeights(
  entries: readonly KerasEntry[],
  { layer, tensors }: LayerShape,
): Tensor[] | undefined {
  const entry = entries.find(({ name }) => name === layer.name);
  if (entry?.className !== CLASS) return undefined;
  return tensors.map(({ name, shape }) => {
    const [units] = shape;
    const values = new Float32Array(units * units);
    for (let unit = 0; unit < units; unit++) values[unit * (units + 1)] = name === 'queryKernel' ? Math.sqrt(units) : 1;
    return { name, shape, values };
  });
}
