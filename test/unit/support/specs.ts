import type {
  BidirectionalLayer,
  DenseLayer,
  GruLayer,
  LstmLayer,
  ModelSpec,
  RecurrentLayer,
  SelfAttentionLayer,
  SimpleRnnLayer,
} from '../../../src/core/model/spec.js';

const RECURRENT = {
  returnSequences: false,
  activation: 'tanh',
  useBias: true,
  dropout: 0,
  recurrentDropout: 0,
} as const;

export function lstm(name: string, units: number, change: Partial<LstmLayer> = {}): LstmLayer {
  return { type: 'lstm', name, units, ...RECURRENT, recurrentActivation: 'sigmoid', unitForgetBias: true, ...change };
}

export function gru(name: string, units: number, change: Partial<GruLayer> = {}): GruLayer {
  return { type: 'gru', name, units, ...RECURRENT, recurrentActivation: 'sigmoid', resetAfter: true, ...change };
}

export function simpleRnn(name: string, units: number, change: Partial<SimpleRnnLayer> = {}): SimpleRnnLayer {
  return { type: 'simpleRnn', name, units, ...RECURRENT, ...change };
}

export function bidirectional(
  name: string,
  layer: RecurrentLayer,
  mergeMode: BidirectionalLayer['mergeMode'] = 'concat',
): BidirectionalLayer {
  return { type: 'bidirectional', name, layer, mergeMode };
}

export function dense(name: string, units: number, change: Partial<DenseLayer> = {}): DenseLayer {
  return { type: 'dense', name, units, activation: 'linear', useBias: true, ...change };
}

export function selfAttention(name: string, numHeads: number, keyDim: number, useBias = true): SelfAttentionLayer {
  return { type: 'selfAttention', name, numHeads, keyDim, useBias };
}

/** The seed experiment: LSTM 64 → LSTM 32 → Dense 1 over five numbers. */
export const seedSpec: ModelSpec = {
  length: 5,
  features: 1,
  layers: [lstm('lstm_1', 64, { returnSequences: true }), lstm('lstm_2', 32), dense('dense_1', 1)],
};
