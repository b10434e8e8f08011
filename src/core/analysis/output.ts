/** What a model's outputs are: which of them is explained, and which class they stand for. */
import type { Dataset, TargetKind } from '../data/dataset.js';
import type { Engine, Network } from '../engine/engine.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import type { Layer, ModelSpec } from '../model/spec.js';

/** The output that influence and trust are about. */
export interface ExplainedOutput {
  /** Index into the outputs of one sample. */
  readonly index: number;
  /** In words, for example "sum" or "the logit of 9 at step 1". */
  readonly name: string;
}

/** As a config asks for it, `step` from 1. */
export interface Explain {
  readonly class?: string;
  readonly target?: string;
  readonly step?: number;
}

/**
 * The target that is asked for, else the first, at the step that is asked for, else at the last one; of classes the one that is asked for, else the one
 * that the model gives most often at that step.
 * @param outputs [N,outputs] of the model for some sequences.
 */
export function explainedOutput(
  { shapes, outputSize }: Network,
  { target, targetNames, targetSteps }: Pick<Dataset, 'target' | 'targetNames' | 'targetSteps'>,
  { class: wanted, target: wantedTarget, step = targetSteps ?? 1 }: Explain,
  outputs: ArrayLike<number>,
): ExplainedOutput {
  const { outputUnits: units } = shapes[shapes.length - 1];
  const first = (step - 1) * units;
  const place = targetSteps === undefined ? '' : ` at step ${step}`;
  if (target.kind === 'numbers') {
    const chosen = wantedTarget === undefined ? 0 : targetNames.indexOf(wantedTarget);
    return { index: first + chosen, name: `${targetNames[chosen]}${place}` };
  }
  const { classes } = target;
  // One output for two classes is the logit of the second.
  if (units === 1) return { index: first, name: `the logit of ${classes[1]}${place}` };
  const counts = new Uint32Array(units);
  for (let at = first; at < outputs.length; at += outputSize) counts[largestOf(outputs, at, units)]++;
  const chosen = wanted === undefined ? largestOf(counts, 0, units) : classes.indexOf(wanted);
  return { index: first + chosen, name: `the logit of ${classes[chosen].trim() || 'the blank'}${place}` };
}

/** The step of the answer (from 1; undefined: the last) and the target (from 0) that are asked for. */
export function explainedAnswer(
  { step, target }: Explain,
  { targetNames }: Pick<Dataset, 'targetNames'>,
): [step: number | undefined, target: number] {
  return [step, target === undefined ? 0 : targetNames.indexOf(target)];
}

/** What is wrong with what is to be explained, in a sentence; undefined where nothing is. */
export function explainFault(
  { class: wanted, target: wantedTarget, step }: Explain,
  { target, targetNames, targetSteps }: Pick<Dataset, 'target' | 'targetNames' | 'targetSteps'>,
): { key: keyof Explain; message: string } | undefined {
  if (step !== undefined && step > (targetSteps ?? 1)) {
    const steps = targetSteps === undefined ? 'one answer a sequence' : `answers at ${targetSteps} steps`;
    return { key: 'step', message: `The model gives ${steps}.` };
  }
  if (wantedTarget !== undefined && !targetNames.includes(wantedTarget)) {
    const known = targetNames.map((name) => JSON.stringify(name)).join(', ');
    return { key: 'target', message: `There is no target "${wantedTarget}". The targets: ${known}.` };
  }
  if (wanted === undefined) return undefined;
  if (target.kind === 'numbers') return { key: 'class', message: 'The targets are numbers and have no classes.' };
  if (target.classes.includes(wanted)) return undefined;
  const known = target.classes.slice(0, 20).map((name) => JSON.stringify(name));
  return { key: 'class', message: `There is no class "${wanted}". The classes: ${known.join(', ')}.` };
}

/**
 * The network whose outputs are explained. Of classes these are the logits: probabilities add up to one, so an influence
 * on one of them is as much an influence on all others.
 * @returns the same network where its outputs are no probabilities of classes; else one more, with the same weights.
 */
export async function explainedNetwork(
  engine: Pick<Engine, 'createNetwork'>,
  network: Network,
  { target }: Pick<Dataset, 'target'>,
  batchSize: number,
): Promise<Network> {
  const spec = target.kind === 'classes' ? withLogits(network.spec) : undefined;
  return spec ? engine.createNetwork(spec, network.weights(), batchSize) : network;
}

/** Undefined where the last layer gives no probabilities. */
function withLogits(spec: ModelSpec): ModelSpec | undefined {
  const last = linear(spec.layers[spec.layers.length - 1]);
  return last && { ...spec, layers: [...spec.layers.slice(0, -1), last] };
}

function linear(layer: Layer): Layer | undefined {
  if (layer.type === 'timeDistributed') {
    const inner = linear(layer.layer);
    return inner?.type === 'dense' ? { ...layer, layer: inner } : undefined;
  }
  const probabilities = layer.type === 'dense' && (layer.activation === 'softmax' || layer.activation === 'sigmoid');
  return probabilities ? { ...layer, activation: 'linear' } : undefined;
}

/**
 * The class that each row of outputs stands for: the one with the largest output, or of two classes with one output the
 * second, where the output is beyond its half.
 * @param outputs [rows,units] as the model gives them.
 * @returns [rows] indices
 */
export function classesOf(
  outputs: ArrayLike<number>,
  { classes }: Extract<TargetKind, { kind: 'classes' }>,
  loss: LossSpec,
): Float64Array {
  if (loss.type === 'binaryCrossentropy') {
    const half = loss.fromLogits ? 0 : 0.5;
    return Float64Array.from(outputs, (output) => (output > half ? 1 : 0));
  }
  const units = classes.length;
  return Float64Array.from({ length: outputs.length / units }, (_, row) => largestOf(outputs, row * units, units));
}

/** Place of the largest of some values, the first of equals. */
function largestOf(values: ArrayLike<number>, first: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[first + i] > values[first + best]) best = i;
  return best;
}
