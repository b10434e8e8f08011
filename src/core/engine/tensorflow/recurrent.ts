/** Recurrent layers, step by step; equations and gates as in Keras (https://keras.io/api/layers/recurrent_layers/). */
import type { Gate, GruLayer, LstmLayer, RecurrentLayer } from '../../model/spec.js';
import { activate } from './activations.js';
import type { Named, Tensor, TensorFlow, Values } from './tensorFlow.js';

/** Inner values, each [B,T,H], at the step that was read. */
export interface States {
  readonly hidden: Tensor;
  /** What else the layer's type has; put together when it is asked for, which training never does. */
  all(name: 'cell' | Gate): Tensor;
}

/** Factors of training's dropout, zeros where a value is dropped. */
export interface Dropped {
  /** [B,F] */
  readonly input?: Tensor;
  /** [B,H] */
  readonly state?: Tensor;
}

/** One step's values, each [B,H]. */
type Step = { readonly hidden: Tensor; readonly cell?: Tensor } & Readonly<Partial<Record<Gate, Tensor>>>;

/** What one step reads. */
interface StepInput {
  /** x W + b [B,GH]. */
  readonly z: Tensor;
  readonly before: { readonly hidden: Tensor; readonly cell: Tensor };
  /** The state as the products read it: some of it dropped. */
  readonly read: Tensor;
  /** [B,1] */
  readonly mask?: Tensor;
}

/** @param backward whether the last step is read first. */
export function runRecurrent(
  tf: TensorFlow,
  layer: RecurrentLayer,
  weights: Named,
  { y: x, mask }: Values,
  dropped: Dropped,
  backward: boolean,
): States {
  const [batch, steps, features] = x.shape as [number, number, number];
  const { units } = layer;
  const given = dropped.input ? x.mul(dropped.input.expandDims(1)) : x;
  const product = tf.matMul(given.reshape([batch * steps, features]), weights.kernel);
  const z = stepsOf(tf, plus(product, inputBias(layer, weights.bias)).reshape([batch, steps, -1]));
  const masks = mask && tf.split(mask, steps, 1);
  const zeros = tf.zeros([batch, units]);
  let before = { hidden: zeros, cell: zeros };
  const done = new Array<Step>(steps);
  for (let i = 0; i < steps; i++) {
    const t = backward ? steps - 1 - i : i;
    const read = dropped.state ? before.hidden.mul(dropped.state) : before.hidden;
    const step = STEPS[layer.type](tf, layer as never, weights, { z: z[t], before, read, mask: masks?.[t] });
    before = { hidden: step.hidden, cell: step.cell ?? zeros };
    done[t] = step;
  }
  const all = (name: keyof Step) => {
    const values = done.map((step) => step[name] as Tensor);
    return tf.stack(values, 1);
  };
  return { hidden: all('hidden'), all };
}

/** [B,T,U] becomes T times [B,U]. TensorFlow.js cannot differentiate the unstacking of a single step. */
function stepsOf(tf: TensorFlow, x: Tensor): Tensor[] {
  return x.shape[1] === 1 ? [x.squeeze([1])] : tf.unstack(x, 1);
}

const STEPS = { lstm: lstmStep, gru: gruStep, simpleRnn: simpleRnnStep };

/** A step that is left out keeps the cell by its gates: forget 1, the others 0. */
function lstmStep(
  tf: TensorFlow,
  { activation, recurrentActivation }: LstmLayer,
  { recurrentKernel }: Named,
  { z, before, read, mask }: StepInput,
): Step {
  const [zi, zf, zg, zo] = tf.split(z.add(tf.matMul(read, recurrentKernel)), 4, 1);
  const input = counted(activate(tf, recurrentActivation, zi), mask);
  const forget = kept(activate(tf, recurrentActivation, zf), mask);
  const candidate = counted(activate(tf, activation, zg), mask);
  const output = counted(activate(tf, recurrentActivation, zo), mask);
  const cell = forget.mul(before.cell).add(input.mul(candidate));
  const now = output.mul(activate(tf, activation, cell));
  const hidden = mask ? now.add(before.hidden.mul(left(mask))) : now;
  return { hidden, cell, input, forget, candidate, output };
}

/** A step that is left out keeps the state by its gates: update 1, the others 0. */
function gruStep(
  tf: TensorFlow,
  { activation, recurrentActivation, resetAfter, units }: GruLayer,
  { recurrentKernel, bias }: Named,
  { z, before, read, mask }: StepInput,
): Step {
  const [zu, zr, zg] = tf.split(z, 3, 1);
  const gate = (input: Tensor, state: Tensor) => activate(tf, recurrentActivation, input.add(state));
  let [update, reset, inner]: Tensor[] = [];
  if (resetAfter) {
    const stateBias = bias?.slice([1, 0], [1, 3 * units]);
    const [su, sr, sg] = tf.split(plus(tf.matMul(read, recurrentKernel), stateBias), 3, 1);
    update = gate(zu, su);
    reset = gate(zr, sr);
    inner = reset.mul(sg);
  } else {
    const [ku, kr, kg] = tf.split(recurrentKernel, 3, 1);
    update = gate(zu, tf.matMul(read, ku));
    reset = gate(zr, tf.matMul(read, kr));
    inner = tf.matMul(reset.mul(read), kg);
  }
  const candidate = counted(activate(tf, activation, zg.add(inner)), mask);
  update = kept(update, mask);
  const hidden = update.mul(before.hidden).add(tf.scalar(1).sub(update).mul(candidate));
  return { hidden, update, reset: counted(reset, mask), candidate };
}

function simpleRnnStep(
  tf: TensorFlow,
  { activation }: RecurrentLayer,
  { recurrentKernel }: Named,
  { z, before, read, mask }: StepInput,
): Step {
  const now = activate(tf, activation, z.add(tf.matMul(read, recurrentKernel)));
  return { hidden: mask ? now.mul(mask).add(before.hidden.mul(left(mask))) : now };
}

/** The part of the bias that goes with the input: a GRU with `resetAfter` has another for the state. */
function inputBias(layer: RecurrentLayer, bias: Tensor | undefined): Tensor | undefined {
  return layer.type === 'gru' && layer.resetAfter ? bias?.slice([0, 0], [1, 3 * layer.units]) : bias;
}

function plus(x: Tensor, bias: Tensor | undefined): Tensor {
  return bias ? x.add(bias) : x;
}

function left(mask: Tensor): Tensor {
  return mask.mul(-1).add(1);
}

/** 0 at steps that are left out. */
function counted(gate: Tensor, mask: Tensor | undefined): Tensor {
  return mask ? gate.mul(mask) : gate;
}

/** 1 at steps that are left out. */
function kept(gate: Tensor, mask: Tensor | undefined): Tensor {
  return mask ? gate.mul(mask).add(left(mask)) : gate;
}
