/** Training on TensorFlow: its automatic differentiation gives the gradients, one call makes one update. */
import type { LayerWeights } from '../../model/spec.js';
import { scale } from '../../scaler.js';
import { checkBatch, checkData } from '../checks.js';
import type { NonFinite, Trainer, TrainingData } from '../engine.js';
import { type LossSpec, type TrainingSpec, takesActivation, targetWidth } from '../trainingSpec.js';
import type { Dropout } from './dropout.js';
import type { LayerRun } from './layers.js';
import { meanLoss } from './losses.js';
import type { TensorFlowNetwork } from './network.js';
import { firstNonFinite } from './nonFinite.js';
import { Optimizer } from './optimizers.js';
import type { Tensor, TensorFlow, Variable } from './tensorFlow.js';

export class TensorFlowTrainer implements Trainer {
  learningRate: number;
  private readonly optimizer: Optimizer;
  private readonly parameters: readonly Variable[];
  /** Shape of one sequence's targets. */
  private readonly targetShape: readonly number[];
  private readonly targetSize: number;
  /** What drops values in the next update. */
  private dropout: Dropout;
  /** The pass before, for whoever asks what went wrong in it. */
  private last: { readonly batch: Uint32Array; readonly dropout?: Dropout } | undefined;

  constructor(
    private readonly tf: TensorFlow,
    private readonly network: TensorFlowNetwork,
    private readonly data: TrainingData,
    private readonly training: TrainingSpec,
  ) {
    const { outputSteps, outputUnits } = network.last;
    const width = targetWidth(training.loss, outputUnits);
    this.targetSize = (outputSteps ?? 1) * width;
    checkData(data, this.targetSize, training.loss, outputUnits);
    const classes = training.loss.type === 'sparseCategoricalCrossentropy';
    this.targetShape = [...(outputSteps === undefined ? [] : [outputSteps]), ...(classes ? [] : [width])];
    this.learningRate = training.optimizer.learningRate;
    this.parameters = network.parameters;
    this.optimizer = new Optimizer(tf, training.optimizer, this.parameters);
    this.dropout = { seed: training.seed ?? 0, update: 0 };
  }

  /** @throws {RangeError} as all calls here, where the batch is empty or too large, or names a sequence that is not there. */
  step(batch: Uint32Array): number {
    return this.differentiate(batch, (loss, gradients) => {
      if (!Number.isFinite(loss)) return loss;
      this.optimizer.apply(gradients, this.learningRate);
      this.dropout = { ...this.dropout, update: this.dropout.update + 1 };
      return loss;
    });
  }

  gradients(batch: Uint32Array): { loss: number; gradients: LayerWeights[] } {
    return this.differentiate(batch, (loss, gradients) => ({ loss, gradients: this.network.described(gradients) }));
  }

  evaluate(indices: Uint32Array, outputs?: Float32Array): number {
    const { batchSize, outputSize } = this.network;
    let sum = 0;
    for (let first = 0; first < indices.length; first += batchSize) {
      const batch = indices.subarray(first, first + batchSize);
      const loss = this.tf.tidy(() => {
        const run = this.forward(batch);
        outputs?.set(run.y.dataSync(), first * outputSize);
        return this.lossOf(run, batch).dataSync()[0];
      });
      sum += loss * batch.length;
    }
    return sum / indices.length;
  }

  firstNonFinite(): NonFinite | undefined {
    const { tf, network, last } = this;
    if (!last) return undefined;
    return tf.tidy(() => {
      const x = this.inputs(last.batch);
      const runs = network.run(x, last.dropout);
      const found = firstNonFinite(tf, network.shapes, network.weights(), x, runs);
      if (found) return found;
      if (!this.targets(last.batch).dataSync().every(Number.isFinite)) return { in: 'target' };
      const loss = this.lossOf(runs[runs.length - 1], last.batch).dataSync()[0];
      return Number.isFinite(loss) ? undefined : { in: 'loss' };
    });
  }

  memory(): Uint8Array {
    return new Uint8Array(Float64Array.of(this.dropout.update, ...this.optimizer.remembered()).buffer);
  }

  setMemory(memory: Uint8Array): void {
    const [update, ...remembered] = new Float64Array(memory.slice().buffer);
    this.optimizer.remember(Float64Array.from(remembered));
    this.dropout = { ...this.dropout, update };
  }

  dispose(): void {
    this.optimizer.dispose();
  }

  /** Calls `then` while the gradients stand. */
  private differentiate<T>(batch: Uint32Array, then: (loss: number, gradients: Tensor[]) => T): T {
    const { tf, parameters } = this;
    let result: T | undefined;
    tf.tidy(() => {
      const loss = () => this.lossOf(this.forward(batch, this.dropout), batch).asScalar();
      // TensorFlow.js wants something to differentiate by; a model may be without weights.
      const { value, grads } =
        parameters.length > 0 ? tf.valueAndGrads(loss)([...parameters]) : { value: loss(), grads: [] };
      result = then(value.dataSync()[0], grads);
    });
    return result as T;
  }

  /** A crossentropy is taken of the logits before the last activation where that belongs to it: no digit is lost. */
  private lossOf({ y, z, mask }: LayerRun, batch: Uint32Array): Tensor {
    const { loss } = this.training;
    const ofLogits = z && takesActivation(loss, this.network.last.layer);
    const spec = ofLogits ? { ...loss, fromLogits: true } : loss;
    return meanLoss(this.tf, spec as LossSpec, { y: ofLogits ? z : y, mask }, this.targets(batch));
  }

  private forward(batch: Uint32Array, dropout?: Dropout): LayerRun {
    checkBatch(batch, this.network.batchSize, this.data.starts.length);
    this.last = { batch: batch.slice(), dropout };
    const runs = this.network.run(this.inputs(batch), dropout);
    return runs[runs.length - 1];
  }

  private inputs(batch: Uint32Array): Tensor {
    const { rows, scaler, starts, length, features } = this.data;
    const size = length * features;
    const values = new Float32Array(batch.length * size);
    for (const [n, index] of batch.entries()) {
      const begin = starts[index] * features;
      const sequence = rows.subarray(begin, begin + size);
      values.set(scaler ? scale(sequence, scaler) : sequence, n * size);
    }
    return this.tf.tensor(values, [batch.length, length, features]);
  }

  private targets(batch: Uint32Array): Tensor {
    const { targetSize, targetShape } = this;
    const values = new Float32Array(batch.length * targetSize);
    for (const [n, index] of batch.entries()) {
      values.set(this.data.targets.subarray(index * targetSize, (index + 1) * targetSize), n * targetSize);
    }
    return this.tf.tensor(values, [batch.length, ...targetShape]);
  }
}
