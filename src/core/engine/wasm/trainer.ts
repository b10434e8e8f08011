/** Training on the kernels: the data stands in their memory, and one call makes one update. */
import type { LayerWeights } from '../../model/spec.js';
import type { Trainer, TrainingData, TrainingSpec } from '../engine.js';
import { Arena } from './arena.js';
import type { Layout } from './layout.js';
import { type Machine, type Program, programWords } from './machine.js';
import * as op from './operations.js';
import { backward, forward, packing } from './passes.js';

/** What a trainer needs of its network. */
interface NetworkAccess {
  /** Reads what stands so many bytes behind the weights. */
  read(offset: number): LayerWeights[];
  readonly outputSize: number;
}

export class WasmTrainer implements Trainer {
  private readonly indices: number;
  private readonly sequences: number;
  private readonly loss: number;
  /** Gradients stand so many bytes behind their weights. */
  private readonly gradientOffset: number;
  private readonly programs: { readonly update: Program; readonly differentiate: Program; readonly evaluate: Program };

  /** @param begin the first free byte of the machine's memory. */
  constructor(
    private readonly machine: Machine,
    layout: Layout,
    begin: number,
    private readonly batchSize: number,
    data: TrainingData,
    { optimizer }: TrainingSpec,
    private readonly network: NetworkAccess,
  ) {
    const arena = new Arena(begin);
    const { weights, x, layers } = layout;
    const { outputSize } = network;
    const last = layers[layers.length - 1];
    checkData(data, outputSize);
    const gradients = arena.words(weights.count);
    const first = arena.words(weights.count);
    const second = arena.words(weights.count);
    const state = arena.doubles(6);
    this.gradientOffset = gradients - weights.at;
    this.sequences = data.starts.length;
    this.loss = arena.doubles(1);
    this.indices = arena.words(batchSize);
    const targets = arena.words(batchSize * outputSize);
    const rows = arena.words(data.rows.length);
    const starts = arena.words(data.starts.length);
    const table = arena.words(data.targets.length);

    const { indices, loss } = this;
    const evaluate = [
      op.gatherSequences({ rows, starts, indices, to: x }, data.length, data.features),
      op.gatherRows(table, indices, targets, last.shape.outputSteps ?? 1, last.shape.outputUnits),
      ...forward(layout),
      op.meanSquaredError(last.y, targets, last.dy, outputSize, loss),
    ];
    const differentiate = [
      ...evaluate,
      op.clear(gradients, 4 * weights.count),
      ...backward(layout, this.gradientOffset, false),
    ];
    const update = [
      ...differentiate,
      op.adam({ weights: weights.at, gradients, first, second, state }, weights.count),
      ...packing(layout),
    ];
    const place = (list: readonly op.Operation[]) => ({ at: arena.words(programWords(list)), list });
    const places = { update: place(update), differentiate: place(differentiate), evaluate: place(evaluate) };

    machine.reserve(arena.next);
    const write = ({ at, list }: ReturnType<typeof place>) => machine.write(at, list);
    this.programs = {
      update: write(places.update),
      differentiate: write(places.differentiate),
      evaluate: write(places.evaluate),
    };
    machine.floats(rows, data.rows.length).set(data.rows);
    machine.integers(starts, data.starts.length).set(data.starts);
    machine.floats(table, data.targets.length).set(data.targets);
    machine.floats(first, weights.count).fill(0);
    machine.floats(second, weights.count).fill(0);
    const { learningRate, beta1, beta2, epsilon } = optimizer;
    machine.doubles(state, 6).set([learningRate, beta1, beta2, epsilon, 1, 1]);
  }

  /** @throws {RangeError} as all calls here, where the batch is empty or too large, or names a sequence that is not there. */
  step(batch: Uint32Array): number {
    return this.run(this.programs.update, batch);
  }

  gradients(batch: Uint32Array): { loss: number; gradients: LayerWeights[] } {
    const loss = this.run(this.programs.differentiate, batch);
    return { loss, gradients: this.network.read(this.gradientOffset) };
  }

  evaluate(indices: Uint32Array): number {
    let sum = 0;
    for (let first = 0; first < indices.length; first += this.batchSize) {
      const batch = indices.subarray(first, first + this.batchSize);
      sum += this.run(this.programs.evaluate, batch) * batch.length;
    }
    return sum / indices.length;
  }

  /** The memory is the network's. */
  dispose(): void {}

  private run(program: Program, batch: Uint32Array): number {
    if (batch.length === 0 || batch.length > this.batchSize) {
      throw new RangeError(`A batch has 1 to ${this.batchSize} sequences, not ${batch.length}.`);
    }
    const missing = batch.find((index) => index >= this.sequences);
    if (missing !== undefined) throw new RangeError(`There is no sequence ${missing}, only ${this.sequences} of them.`);
    this.machine.integers(this.indices, batch.length).set(batch);
    this.machine.run(program, batch.length);
    return this.machine.doubles(this.loss, 1)[0];
  }
}

/** @throws {RangeError} where a sequence reaches beyond the rows, or targets are missing. */
function checkData({ rows, starts, length, features, targets }: TrainingData, outputSize: number): void {
  const lastStart = rows.length / features - length;
  const beyond = starts.findIndex((start) => start > lastStart);
  if (beyond >= 0)
    throw new RangeError(`Sequence ${beyond} starts at row ${starts[beyond]} and reaches beyond the last row.`);
  if (targets.length !== starts.length * outputSize) {
    throw new RangeError(
      `${starts.length} sequences need ${starts.length * outputSize} targets, not ${targets.length}.`,
    );
  }
}
