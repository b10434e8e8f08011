/** A network on TensorFlow: weights, predictions, traces, gradients of its output. */
import {
  idsOf,
  type LayerShape,
  type LayerWeights,
  layerShapes,
  type ModelSpec,
  type Tensor as WeightArray,
} from '../../model/spec.js';
import { checkIds, checkWeights } from '../checks.js';
import type { Forward, InputGradient, Network, Trainer, TrainingData, TrainingSpec } from '../engine.js';
import type { Dropout } from './dropout.js';
import { type LayerRun, runLayer } from './layers.js';
import type { Named, Tensor, TensorFlow, Variable } from './tensorFlow.js';
import { copyStates, emptyAttention, emptyTraces } from './traces.js';
import { TensorFlowTrainer } from './trainer.js';

export class TensorFlowNetwork implements Network {
  readonly shapes: readonly LayerShape[];
  readonly outputSize: number;
  private readonly variables: readonly Readonly<Record<string, Variable>>[];

  /** @throws {ShapeError}, {RangeError} as `Engine.createNetwork`. */
  constructor(
    private readonly tf: TensorFlow,
    readonly spec: ModelSpec,
    weights: readonly LayerWeights[],
    readonly batchSize: number,
  ) {
    this.shapes = layerShapes(spec);
    checkWeights(this.shapes, weights);
    const { outputSteps, outputUnits } = this.last;
    this.outputSize = (outputSteps ?? 1) * outputUnits;
    this.variables = weights.map(({ tensors }) =>
      Object.fromEntries(tensors.map((tensor) => [tensor.name, tf.tidy(() => tf.variable(this.copyOf(tensor)))])),
    );
  }

  get last(): LayerShape {
    return this.shapes[this.shapes.length - 1];
  }

  /** All weight arrays in order. */
  get parameters(): Variable[] {
    return this.variables.flatMap((named) => Object.values(named));
  }

  weights(): LayerWeights[] {
    return this.described(this.parameters);
  }

  setWeights(weights: readonly LayerWeights[]): void {
    checkWeights(this.shapes, weights);
    this.tf.tidy(() => {
      for (const [index, { tensors }] of weights.entries()) {
        for (const tensor of tensors) this.variables[index][tensor.name].assign(this.copyOf(tensor));
      }
    });
  }

  predict(inputs: Float32Array): Float32Array {
    return this.passes(inputs, (x) => this.lastOf(this.run(x)).dataSync());
  }

  trace(inputs: Float32Array): Forward {
    const samples = this.sampleCount(inputs);
    const layers = emptyTraces(this.shapes, samples);
    const attention = emptyAttention(this.shapes, samples);
    const outputs = this.passes(inputs, (x, first) => {
      const runs = this.run(x);
      const states = runs.flatMap((run) => run.states ?? []);
      for (const [index, trace] of layers.entries()) copyStates(states[index], trace, first);
      const weights = runs.flatMap((run) => run.attention ?? []);
      for (const [index, { weights: to }] of attention.entries()) {
        to.set(weights[index].dataSync(), (first * to.length) / samples);
      }
      return this.lastOf(runs).dataSync();
    });
    return { outputs, layers, attention };
  }

  inputGradient(inputs: Float32Array, output: number): InputGradient {
    if (!(output >= 0 && output < this.outputSize)) {
      throw new RangeError(`There is no output ${output}, only 0 to ${this.outputSize - 1}.`);
    }
    if (idsOf(this.spec) !== undefined) throw new RangeError('The model reads ids, which have no derivative.');
    const { tf, spec } = this;
    const size = spec.length * spec.features;
    const gradient = new Float32Array(inputs.length);
    const outputs = this.passes(inputs, (x, first) => {
      let values: ArrayLike<number> = [];
      const grad = tf.grad((input: Tensor) => {
        const y = this.lastOf(this.run(input));
        values = y.dataSync();
        return y.reshape([x.shape[0], this.outputSize]).slice([0, output], [x.shape[0], 1]).sum();
      })(x);
      gradient.set(grad.dataSync(), first * size);
      return values;
    });
    return { outputs, gradient };
  }

  createTrainer(data: TrainingData, training: TrainingSpec): Trainer {
    checkIds(this.spec, data.rows);
    return new TensorFlowTrainer(this.tf, this, data, training);
  }

  dispose(): void {
    for (const variable of this.parameters) variable.dispose();
  }

  /**
   * All layers, one after the other; to be called inside of `tf.tidy`.
   * @param x [B,T,F]
   * @param dropout in training only.
   */
  run(x: Tensor, dropout?: Dropout): LayerRun[] {
    const runs: LayerRun[] = [];
    for (const [index, { layer }] of this.shapes.entries()) {
      const input = runs.at(-1) ?? { y: x };
      const named: Named = this.variables[index];
      runs.push(runLayer({ tf: this.tf, stream: 4 * index, dropout }, layer, named, input));
    }
    return runs;
  }

  /** Arrays in the order of `parameters`, named as the weights. */
  described(arrays: readonly Tensor[]): LayerWeights[] {
    let next = 0;
    return this.shapes.map(({ layer, tensors }) => ({
      layer: layer.name,
      tensors: tensors.map(({ name, shape }) => ({
        ...{ name, shape },
        values: Float32Array.from(arrays[next++].dataSync()),
      })),
    }));
  }

  /** TensorFlow.js keeps the array that it is given, and reads it later. */
  private copyOf({ values, shape }: WeightArray): Tensor {
    return this.tf.tensor(values.slice(), [...shape]);
  }

  private lastOf(runs: readonly LayerRun[]): Tensor {
    return runs[runs.length - 1].y;
  }

  /** Runs the samples at most a batch at a time. @param pass gives the outputs of its samples. */
  private passes(inputs: Float32Array, pass: (x: Tensor, first: number) => ArrayLike<number>): Float32Array {
    const { tf, spec, batchSize, outputSize } = this;
    const samples = this.sampleCount(inputs);
    checkIds(spec, inputs);
    const size = spec.length * spec.features;
    const outputs = new Float32Array(samples * outputSize);
    for (let first = 0; first < samples; first += batchSize) {
      const batch = Math.min(batchSize, samples - first);
      tf.tidy(() => {
        const values = inputs.slice(first * size, (first + batch) * size);
        outputs.set(pass(tf.tensor(values, [batch, spec.length, spec.features]), first), first * outputSize);
      });
    }
    return outputs;
  }

  private sampleCount(inputs: Float32Array): number {
    const size = this.spec.length * this.spec.features;
    if (inputs.length % size !== 0)
      throw new RangeError(`${inputs.length} input values are no whole samples of ${size}.`);
    return inputs.length / size;
  }
}
