/** What is set on a layer, in words. */
import type { Layer } from '../../model/layers.js';

/** Activations first; nothing of what its output shape tells. */
export function settingsOf(layer: Layer): string {
  switch (layer.type) {
    case 'lstm':
    case 'gru':
      return joined(
        `${layer.activation}, gates ${layer.recurrentActivation}`,
        layer.type === 'gru' && (layer.resetAfter ? 'reset after' : 'reset before'),
        !layer.useBias && 'no bias',
      );
    case 'simpleRnn':
    case 'dense':
      return joined(layer.activation, !layer.useBias && 'no bias');
    case 'bidirectional':
      return joined(`two ${layer.layer.type} of ${layer.layer.units}`, layer.mergeMode, settingsOf(layer.layer));
    case 'timeDistributed':
      return joined('a dense layer at every step', settingsOf(layer.layer));
    case 'repeatVector':
      return `${layer.n} times`;
    case 'globalAveragePooling1d':
      return 'mean of all steps';
    case 'dropout':
      return `rate ${layer.rate}`;
    case 'layerNormalization':
      return `epsilon ${layer.epsilon}`;
    case 'embedding':
      return joined(`${layer.inputDim} ids`, layer.maskZero && 'id 0 masked');
    case 'masking':
      return `steps of ${layer.maskValue}`;
    case 'selfAttention':
      return joined(`${layer.numHeads} ${layer.numHeads === 1 ? 'head' : 'heads'} of ${layer.keyDim}`);
  }
}

function joined(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(', ');
}
