/** Updates of the weights as Keras has them (https://keras.io/api/optimizers/), and what an optimizer remembers. */
import type { AdamSpec, OptimizerSpec, RmspropSpec, SgdSpec } from '../trainingSpec.js';
import type { Tensor, TensorFlow, Variable } from './tensorFlow.js';

/** One weight array's step, to be taken off it; `remember` replaces what was remembered under a name. */
type StepOf<Spec> = (at: {
  readonly tf: TensorFlow;
  readonly spec: Spec;
  readonly rate: number;
  readonly gradient: Tensor;
  /** Zeros at first. */
  recall(name: string): Tensor;
  remember(name: string, value: Tensor): Tensor;
  /** Number of this update, from 1. */
  readonly update: number;
}) => Tensor;

export class Optimizer {
  private readonly memory: Map<string, Variable>[];
  private updates = 0;

  constructor(
    private readonly tf: TensorFlow,
    private readonly spec: OptimizerSpec,
    private readonly weights: readonly Variable[],
  ) {
    this.memory = weights.map(() => new Map());
  }

  /** @param gradients one per weight array. */
  apply(gradients: readonly Tensor[], rate: number): void {
    const { tf, spec } = this;
    this.updates++;
    tf.tidy(() => {
      const clipped = clip(tf, spec, gradients);
      for (const [index, weight] of this.weights.entries()) {
        const decayed = spec.weightDecay > 0 ? weight.sub(weight.mul(spec.weightDecay * rate)) : weight;
        const step = STEPS[spec.type]({
          ...{ tf, spec: spec as never, rate, gradient: clipped[index], update: this.updates },
          recall: (name) => this.slot(index, name),
          remember: (name, value) => {
            this.slot(index, name).assign(value);
            return value;
          },
        });
        weight.assign(decayed.sub(step));
      }
    });
  }

  /** [updates, slot by slot of each weight array]. */
  remembered(): Float64Array {
    const slots = this.slots().flatMap((slot) => Array.from(slot.dataSync()));
    return Float64Array.of(this.updates, ...slots);
  }

  /** @throws {RangeError} where there are not as many values as it remembers. */
  remember([updates, ...values]: Float64Array): void {
    const slots = this.slots();
    const size = slots.reduce((sum, slot) => sum + slot.size, 0);
    if (updates === undefined || values.length !== size)
      throw new RangeError(`The memory has ${values.length} values and not ${size}.`);
    this.updates = updates;
    let at = 0;
    for (const slot of slots) {
      const { tf } = this;
      tf.tidy(() => void slot.assign(tf.tensor(values.slice(at, at + slot.size), slot.shape)));
      at += slot.size;
    }
  }

  dispose(): void {
    for (const slots of this.memory) for (const slot of slots.values()) slot.dispose();
  }

  private slots(): Variable[] {
    return this.weights.flatMap((_, index) => slotNames(this.spec).map((name) => this.slot(index, name)));
  }

  private slot(index: number, name: string): Variable {
    const slots = this.memory[index];
    const slot = slots.get(name) ?? this.tf.variable(this.tf.zeros(this.weights[index].shape), false);
    slots.set(name, slot);
    return slot;
  }
}

/** What an optimizer remembers of a weight array. */
function slotNames(spec: OptimizerSpec): string[] {
  if (spec.type === 'sgd') return spec.momentum > 0 ? ['velocity'] : [];
  if (spec.type !== 'rmsprop') return ['first', 'second'];
  return ['squares', ...(spec.centered ? ['mean'] : []), ...(spec.momentum > 0 ? ['velocity'] : [])];
}

const STEPS = { sgd, rmsprop, adam, adamw: adam };

function sgd({ spec, rate, gradient, recall, remember }: Parameters<StepOf<SgdSpec>>[0]): Tensor {
  const step = gradient.mul(rate);
  if (spec.momentum === 0) return step;
  const velocity = remember('velocity', recall('velocity').mul(spec.momentum).add(step));
  return spec.nesterov ? velocity.mul(spec.momentum).add(step) : velocity;
}

function rmsprop({ tf, spec, rate, gradient, recall, remember }: Parameters<StepOf<RmspropSpec>>[0]): Tensor {
  const { rho, momentum, epsilon, centered } = spec;
  const running = (name: string, value: Tensor) =>
    remember(
      name,
      recall(name)
        .mul(rho)
        .add(value.mul(1 - rho)),
    );
  let variance = running('squares', gradient.square());
  if (centered) variance = tf.relu(variance.sub(running('mean', gradient).square()));
  const step = gradient.mul(rate).div(variance.add(epsilon).sqrt());
  return momentum > 0 ? remember('velocity', recall('velocity').mul(momentum).add(step)) : step;
}

function adam({ spec, rate, gradient, recall, remember, update }: Parameters<StepOf<AdamSpec>>[0]): Tensor {
  const { beta1, beta2, epsilon } = spec;
  const running = (name: string, value: Tensor, beta: number) => {
    const before = recall(name);
    return remember(name, before.add(value.sub(before).mul(1 - beta)));
  };
  const first = running('first', gradient, beta1);
  const second = running('second', gradient.square(), beta2);
  const corrected = (rate * Math.sqrt(1 - beta2 ** update)) / (1 - beta1 ** update);
  return first.mul(corrected).div(second.sqrt().add(epsilon));
}

function clip(tf: TensorFlow, spec: OptimizerSpec, gradients: readonly Tensor[]): readonly Tensor[] {
  const { clipNorm, globalClipNorm, clipValue } = spec;
  if (clipValue !== undefined) return gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  const squares = () => gradients.map((gradient) => gradient.square().sum());
  if (clipNorm !== undefined) {
    return squares().map((square, index) => gradients[index].mul(shortening(tf, square, clipNorm)));
  }
  if (globalClipNorm === undefined) return gradients;
  const factor = shortening(tf, tf.addN(squares()), globalClipNorm);
  return gradients.map((gradient) => gradient.mul(factor));
}

/** limit / norm, at most 1. */
function shortening(tf: TensorFlow, square: Tensor, limit: number): Tensor {
  return tf.scalar(limit).div(tf.maximum(square.sqrt(), limit));
}
