/** Activations by ONNX's names, as nodes and within LSTM, GRU and RNN. */
import type { Activation } from '../../model/spec.js';

interface OnnxActivation {
  readonly name: string;
  /** Those that it takes. */
  readonly alpha?: number;
  readonly beta?: number;
}

/** ONNX's defaults where a file says nothing. */
const DEFAULTS: Readonly<Record<string, { alpha?: number; beta?: number }>> = {
  HardSigmoid: { alpha: 0.2, beta: 0.5 },
  LeakyRelu: { alpha: 0.01 },
  Elu: { alpha: 1 },
  Affine: { alpha: 1, beta: 0 },
};

/** Those that ONNX's recurrent operators have. `Affine` stands for no activation. */
const RECURRENT: Readonly<Partial<Record<Activation, OnnxActivation>>> = {
  linear: { name: 'Affine', alpha: 1, beta: 0 },
  tanh: { name: 'Tanh' },
  sigmoid: { name: 'Sigmoid' },
  hardSigmoid: { name: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
  hardSigmoid6: { name: 'HardSigmoid', alpha: 1 / 6, beta: 0.5 },
  relu: { name: 'Relu' },
  elu: { name: 'Elu', alpha: 1 },
  softplus: { name: 'Softplus' },
  softsign: { name: 'Softsign' },
  leakyRelu: { name: 'LeakyRelu', alpha: 0.2 },
};

/** Those that are operators of their own. */
const NODES: Readonly<Partial<Record<Activation, OnnxActivation>>> = {
  ...RECURRENT,
  linear: undefined,
  selu: { name: 'Selu' },
  exponential: { name: 'Exp' },
};

/** ONNX's Selu has other constants by default than the ones it may be given. */
const SELU = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 };

/** Float32 keeps seven digits. */
const near = (a: number | undefined, b: number | undefined) =>
  a === b || (a !== undefined && b !== undefined && Math.abs(a - b) < 1e-6);

/** Undefined where ONNX has no such operator. */
export function nodeFor(activation: Activation): OnnxActivation | undefined {
  return NODES[activation];
}

/** Undefined where ONNX's recurrent operators have no such activation. */
export function recurrentFor(activation: Activation): OnnxActivation | undefined {
  return RECURRENT[activation];
}

/** The activation that an operator is; undefined where it is none of ours. */
export function activationOfNode(
  type: string,
  given: { alpha?: number; beta?: number; gamma?: number },
): Activation | undefined {
  if (type === 'Selu') {
    return near(given.alpha ?? SELU.alpha, SELU.alpha) && near(given.gamma ?? SELU.gamma, SELU.gamma)
      ? 'selu'
      : undefined;
  }
  return find(NODES, type, given);
}

/**
 * The activations of a recurrent operator, which take what they need from the lists of alphas and betas in turn.
 * @returns undefined for one that is none of ours.
 */
export function activationsOfRecurrent(
  names: readonly string[],
  alphas: readonly number[],
  betas: readonly number[],
): (Activation | undefined)[] {
  const [alpha, beta] = [alphas, betas].map((values) => values[Symbol.iterator]());
  return names.map((name) => {
    // Names are told apart without regard to case.
    const known = Object.values(RECURRENT).find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!known) return undefined;
    const given = {
      ...(known.alpha !== undefined && { alpha: alpha.next().value }),
      ...(known.beta !== undefined && { beta: beta.next().value }),
    };
    return find(RECURRENT, known.name, given);
  });
}

function find(
  table: Readonly<Partial<Record<Activation, OnnxActivation>>>,
  name: string,
  given: { alpha?: number; beta?: number },
): Activation | undefined {
  const fallback = DEFAULTS[name] ?? {};
  const [alpha, beta] = [given.alpha ?? fallback.alpha, given.beta ?? fallback.beta];
  const entries = Object.entries(table) as [Activation, OnnxActivation | undefined][];
  return entries.find(([, one]) => one?.name === name && near(one.alpha, alpha) && near(one.beta, beta))?.[0];
}

/** Whether an operator is an activation, of ours or not. */
export function isActivation(type: string): boolean {
  return Object.values(NODES).some((one) => one?.name === type);
}
