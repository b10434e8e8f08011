/** A model in PyTorch, as one would write it. */
import {
  type BidirectionalLayer,
  type DenseActivation,
  isRecurrent,
  type LayerShape,
  type RecurrentLayer,
} from '../../model/spec.js';
import { call, text } from './code.js';

export interface TorchCode {
  /** Statements of `__init__`, one a module. */
  readonly modules: readonly string[];
  /** Statements of `forward`, from `x` to `x`. */
  readonly steps: readonly string[];
}

const ACTIVATIONS: Readonly<Record<DenseActivation, (x: string) => string>> = {
  linear: (x) => x,
  tanh: (x) => `torch.tanh(${x})`,
  sigmoid: (x) => `torch.sigmoid(${x})`,
  hardSigmoid: (x) => `(0.2 * ${x} + 0.5).clamp(0, 1)`,
  hardSigmoid6: (x) => `functional.hardsigmoid(${x})`,
  relu: (x) => `torch.relu(${x})`,
  elu: (x) => `functional.elu(${x})`,
  selu: (x) => `functional.selu(${x})`,
  softplus: (x) => `functional.softplus(${x})`,
  softsign: (x) => `functional.softsign(${x})`,
  exponential: (x) => `torch.exp(${x})`,
  leakyRelu: (x) => `functional.leaky_relu(${x}, 0.2)`,
  softmax: (x) => `torch.softmax(${x}, dim=-1)`,
};

const RECURRENT = { lstm: 'nn.LSTM', gru: 'nn.GRU', simpleRnn: 'nn.RNN' } as const;

/** @param name of the module. */
export function torchCode({ layer, inputUnits }: LayerShape, name: string): TorchCode {
  const made = (module: string, ...steps: string[]): TorchCode => ({ modules: [`self.${name} = ${module}`], steps });
  const step = (...steps: string[]): TorchCode => ({ modules: [], steps });
  if (isRecurrent(layer)) return made(recurrentModule(layer, inputUnits, false), ...recurrentSteps(layer, name));
  switch (layer.type) {
    case 'bidirectional':
      return made(recurrentModule(layer.layer, inputUnits, true), ...bidirectionalSteps(layer, name));
    case 'dense':
    case 'timeDistributed': {
      const { units, useBias, activation } = layer.type === 'dense' ? layer : layer.layer;
      const module = call('nn.Linear', [inputUnits, units], useBias ? {} : { bias: false });
      return made(module, `x = ${ACTIVATIONS[activation](`self.${name}(x)`)}`);
    }
    case 'repeatVector':
      return step(`x = x.unsqueeze(1).expand(-1, ${layer.n}, -1)`);
    case 'globalAveragePooling1d':
      return step('x = x.mean(dim=1)');
    case 'dropout':
      return made(call('nn.Dropout', [layer.rate]), `x = self.${name}(x)`);
    case 'layerNormalization': {
      const affine = layer.center || layer.scale;
      const settings = {
        eps: layer.epsilon,
        ...(affine ? !layer.center && { bias: false } : { elementwise_affine: false }),
      };
      return made(call('nn.LayerNorm', [inputUnits], settings), `x = self.${name}(x)`);
    }
    case 'embedding': {
      const note = layer.maskZero ? ['# PyTorch has no masks: steps with id 0 are read like any other.'] : [];
      // Ids may come as [samples, steps], or with an axis of one feature.
      const table = call('nn.Embedding', [layer.inputDim, layer.outputDim]);
      return made(table, ...note, `x = self.${name}(x.long().flatten(1))`);
    }
    case 'masking':
      return step(`# PyTorch has no masks: steps that are all ${layer.maskValue} are read like any other.`);
    case 'selfAttention': {
      const settings = { ...(layer.useBias ? {} : { bias: false }), batch_first: true };
      const module = call('nn.MultiheadAttention', [inputUnits, layer.numHeads], settings);
      return made(module, `x, _ = self.${name}(x, x, x, need_weights=False)`);
    }
  }
}

function recurrentModule(layer: RecurrentLayer, inputs: number, both: boolean): string {
  const relu = layer.type === 'simpleRnn' && layer.activation === 'relu';
  return call(RECURRENT[layer.type], [inputs, layer.units], {
    ...(relu && { nonlinearity: text('relu') }),
    ...(!layer.useBias && { bias: false }),
    batch_first: true,
    ...(both && { bidirectional: true }),
  });
}

function recurrentSteps(layer: RecurrentLayer, name: string): string[] {
  if (layer.returnSequences) return [`x, _ = self.${name}(x)`];
  return [lastStates(layer, name), 'x = h[-1]'];
}

/** The way back ends at the first step, so that its last state is not in the last of the outputs. */
function bidirectionalSteps({ layer, mergeMode }: BidirectionalLayer, name: string): string[] {
  const join = { concat: '', sum: 'forward + backward', ave: '(forward + backward) / 2', mul: 'forward * backward' }[
    mergeMode
  ];
  if (layer.returnSequences) {
    const halves = ['forward, backward = x.chunk(2, dim=-1)', `x = ${join}`];
    return [`x, _ = self.${name}(x)`, ...(join === '' ? [] : halves)];
  }
  const joined = join === '' ? ['x = torch.cat([h[0], h[1]], dim=-1)'] : ['forward, backward = h', `x = ${join}`];
  return [lastStates(layer, name), ...joined];
}

function lastStates({ type }: RecurrentLayer, name: string): string {
  return type === 'lstm' ? `_, (h, _) = self.${name}(x)` : `_, h = self.${name}(x)`;
}
