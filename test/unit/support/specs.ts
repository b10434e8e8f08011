import type { DenseLayer, LstmLayer, ModelSpec } from '../../../src/core/model/spec.js';

export function lstm(name: string, units: number, change: Partial<LstmLayer> = {}): LstmLayer {
  return {
    type: 'lstm',
    name,
    units,
    returnSequences: false,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    useBias: true,
    unitForgetBias: true,
    ...change,
  };
}

export function dense(name: string, units: number, change: Partial<DenseLayer> = {}): DenseLayer {
  return { type: 'dense', name, units, activation: 'linear', useBias: true, ...change };
}

/** The seed experiment: LSTM 64 → LSTM 32 → Dense 1 over five numbers. */
export const seedSpec: ModelSpec = {
  length: 5,
  features: 1,
  layers: [lstm('lstm_1', 64, { returnSequences: true }), lstm('lstm_2', 32), dense('dense_1', 1)],
};
