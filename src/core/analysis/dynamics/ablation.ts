/**
 * What the answer owes to single units: each is held at zero, at every step, and the answer is computed anew (as lesions
 * in Morcos 2018, On the importance of single directions for generalization).
 *
 * A unit whose candidate is always zero never leaves the zero at which it starts, whatever its gates do, so holding it
 * there is a change of weights that every engine can run.
 */
import type { Network } from '../../engine/engine.js';
import { GATES, isRecurrent, type LayerWeights, type RecurrentLayer, type Tensor } from '../../model/spec.js';
import { activations } from '../chain/activation.js';

export interface Ablation {
  /** As the layer's trace is called. */
  readonly layer: string;
  readonly unit: number;
  /** Root of the mean squared change of the output, over the samples; the model's units. */
  readonly change: number;
  /** Mean squared error of the output against the targets without the unit, less that with it; the model's units. */
  readonly error: number;
}

export interface Ablations {
  /** Largest change first. */
  readonly rows: readonly Ablation[];
  /** Layers whose units cannot be held at zero, with the reason in a sentence. */
  readonly unfit: readonly { readonly layer: string; readonly reason: string }[];
}

/**
 * @param inputs [N,T,F] in the model's units.
 * @param targets [N] true values of the output, the model's units; NaN where they are not known.
 * @param output which of the model's outputs.
 * @param pause called between units; throws to cancel. The weights are put back either way.
 */
export async function ablations(
  network: Network,
  inputs: Float32Array,
  targets: ArrayLike<number>,
  output: number,
  pause: () => Promise<void>,
): Promise<Ablations> {
  const weights = network.weights();
  const outputOf = () => {
    const all = network.predict(inputs);
    const width = network.outputSize;
    return Float64Array.from({ length: all.length / width }, (_, n) => all[n * width + output]);
  };
  const whole = outputOf();
  const error = meanSquare(whole, targets);
  const rows: Ablation[] = [];
  const unfit: { layer: string; reason: string }[] = [];
  try {
    for (const { index, layer, name, prefix } of recurrentParts(network)) {
      if (activations[layer.activation](0) !== 0) {
        unfit.push({ layer: name, reason: `The ${layer.activation} of zero is not zero.` });
        continue;
      }
      for (let unit = 0; unit < layer.units; unit++) {
        await pause();
        network.setWeights(weights.map((entry, i) => (i === index ? without(entry, layer, prefix, unit) : entry)));
        const outputs = outputOf();
        rows.push({
          layer: name,
          unit,
          change: Math.sqrt(meanSquare(outputs, whole)),
          error: meanSquare(outputs, targets) - error,
        });
      }
    }
  } finally {
    network.setWeights(weights);
  }
  return { rows: rows.sort((a, b) => b.change - a.change), unfit };
}

interface Part {
  readonly index: number;
  readonly layer: RecurrentLayer;
  readonly name: string;
  readonly prefix: string;
}

function recurrentParts({ shapes }: Network): Part[] {
  return shapes.flatMap(({ layer }, index): Part[] => {
    if (isRecurrent(layer)) return [{ index, layer, name: layer.name, prefix: '' }];
    if (layer.type !== 'bidirectional') return [];
    const parts = ['forward', 'backward'];
    return parts.map((way) => ({ index, layer: layer.layer, name: `${layer.name}.${way}`, prefix: `${way}.` }));
  });
}

/** The layer's weights with the candidate of one unit at zero. */
function without(entry: LayerWeights, { type, units }: RecurrentLayer, prefix: string, unit: number): LayerWeights {
  const columns = Math.max(1, GATES[type].length) * units;
  const column = type === 'simpleRnn' ? unit : (GATES[type] as readonly string[]).indexOf('candidate') * units + unit;
  const cleared = (tensor: Tensor): Tensor => {
    const values = tensor.values.slice();
    for (let at = column; at < values.length; at += columns) values[at] = 0;
    return { ...tensor, values };
  };
  const own = ['kernel', 'recurrentKernel', 'bias'].map((name) => `${prefix}${name}`);
  return { ...entry, tensors: entry.tensors.map((tensor) => (own.includes(tensor.name) ? cleared(tensor) : tensor)) };
}

function meanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum / a.length;
}
