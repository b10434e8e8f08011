/** A model in Keras 3, as one would write it, with weights from a PyTorch state dict. */
import { type DenseActivation, isRecurrent, type LayerShape, type RecurrentLayer } from '../../model/spec.js';
import { type Argument, call, text } from './code.js';

export interface KerasCode {
  /** The statement that goes on from `x`. */
  readonly step: string;
  /** Arrays in Keras's order, as an expression; undefined where the layer has none. */
  readonly weights?: string;
}

const ACTIVATIONS: Readonly<Partial<Record<DenseActivation, string>>> = {
  hardSigmoid: 'hard_sigmoid_of_keras_2',
  hardSigmoid6: text('hard_sigmoid'),
  leakyRelu: text('leaky_relu'),
};

const CLASSES = { lstm: 'LSTM', gru: 'GRU', simpleRnn: 'SimpleRNN' } as const;

/** @param module name of the layer's module in the state dict. */
export function kerasCode({ layer }: LayerShape, module: string): KerasCode {
  const name = { name: text(layer.name) };
  const own = text(module);
  const behind = (layer: string, given = 'x') => `x = ${layer}(${given})`;
  if (isRecurrent(layer)) {
    const weights = call('recurrent', ['weights', own, ...gru(layer)]);
    return { step: behind(recurrentLayer(layer, layer.name)), weights };
  }
  switch (layer.type) {
    case 'bidirectional': {
      const inner = recurrentLayer(layer.layer, layer.layer.name);
      const mode = { ...(layer.mergeMode !== 'concat' && { merge_mode: text(layer.mergeMode) }) };
      const arrays = ['weights', own, ...gru(layer.layer)];
      const [one, other] = [call('recurrent', arrays), call('recurrent', arrays, { reverse: text('_reverse') })];
      return {
        step: behind(call('layers.Bidirectional', [inner], { ...mode, ...name })),
        weights: `${one} + ${other}`,
      };
    }
    case 'dense':
    case 'timeDistributed': {
      const { units, useBias, activation } = layer.type === 'dense' ? layer : layer.layer;
      const settings = { ...active(activation), ...(!useBias && { use_bias: false }) };
      const dense = call('layers.Dense', [units], layer.type === 'dense' ? { ...settings, ...name } : settings);
      const wrapped = layer.type === 'dense' ? dense : call('layers.TimeDistributed', [dense], name);
      return { step: behind(wrapped), weights: call('linear', ['weights', own]) };
    }
    case 'repeatVector':
      return { step: behind(call('layers.RepeatVector', [layer.n], name)) };
    case 'globalAveragePooling1d':
      return { step: behind(call('layers.GlobalAveragePooling1D', [], name)) };
    case 'dropout':
      return { step: behind(call('layers.Dropout', [layer.rate], name)) };
    case 'layerNormalization': {
      const { epsilon, center, scale } = layer;
      const settings = { epsilon, ...(!center && { center: false }), ...(!scale && { scale: false }) };
      const parts = [...(scale ? ['weight'] : []), ...(center ? ['bias'] : [])];
      const weights = `[${parts.map((part) => `weights[${text(`${module}.${part}`)}]`).join(', ')}]`;
      return { step: behind(call('layers.LayerNormalization', [], { ...settings, ...name })), weights };
    }
    case 'embedding': {
      const settings = { ...(layer.maskZero && { mask_zero: true }), ...name };
      const table = call('layers.Embedding', [layer.inputDim, layer.outputDim], settings);
      return { step: behind(table), weights: `[weights[${text(`${module}.weight`)}]]` };
    }
    case 'masking':
      return { step: behind(call('layers.Masking', [], { mask_value: layer.maskValue, ...name })) };
    case 'selfAttention': {
      const { numHeads, keyDim, useBias } = layer;
      const settings = { ...(!useBias && { use_bias: false }), ...name };
      const attention = call('layers.MultiHeadAttention', [numHeads, keyDim], settings);
      return { step: behind(attention, 'x, x'), weights: call('attention', ['weights', own, numHeads]) };
    }
  }
}

function gru({ type }: RecurrentLayer): string[] {
  return type === 'gru' ? ['gru=True'] : [];
}

function active(activation: DenseActivation): Record<string, Argument> {
  if (activation === 'linear') return {};
  return { activation: ACTIVATIONS[activation] ?? text(activation) };
}

/** Activations are those that PyTorch has, too: tanh and sigmoid, or relu of a plain recurrence. */
function recurrentLayer(layer: RecurrentLayer, name: string): string {
  const { type, units, returnSequences, useBias, dropout, recurrentDropout, activation } = layer;
  return call(`layers.${CLASSES[type]}`, [units], {
    ...(activation !== 'tanh' && active(activation)),
    ...(returnSequences && { return_sequences: true }),
    ...(!useBias && { use_bias: false }),
    ...(dropout > 0 && { dropout }),
    ...(recurrentDropout > 0 && { recurrent_dropout: recurrentDropout }),
    name: text(name),
  });
}
