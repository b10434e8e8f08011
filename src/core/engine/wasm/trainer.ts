/** Training on the kernels: the data stands in their memory, and one call makes one update. */
import { type LayerWeights, valueCount } from '../../model/spec.js';
import { checkBatch, checkData } from '../checks.js';
import type { NonFinite, Trainer, TrainingData } from '../engine.js';
import { type TrainingSpec, takesActivation, targetWidth } from '../trainingSpec.js';
import { Arena } from './arena.js';
import type { Layout } from './layout.js';
import { type Machine, type Program, programWords } from './machine.js';
import { firstNonFinite, indexOfNonFinite } from './nonFinite.js';
import * as op from './operations.js';
import { Optimizer, type Piece } from './optimizer.js';
import { backwardToWeights, forward, packing } from './passes.js';
import { gatherTargets, loss, lossParameter } from './trainingOperations.js';

/** What a trainer needs of its network. */
interface NetworkAccess {
  /** Reads what stands so many bytes behind the weights. */
  read(offset: number): LayerWeights[];
  /** Copies the outputs of the last pass to [N, outputSize], from sample `first` on. */
  copyOutputs(batch: number, outputs: Float32Array, first: number): void;
  readonly outputSize: number;
}

interface Programs {
  readonly update: Program;
  readonly differentiate: Program;
  readonly evaluate: Program;
}

export class WasmTrainer implements Trainer {
  private readonly indices: number;
  private readonly targets: Piece;
  private readonly sequences: number;
  private readonly sequence: { readonly length: number; readonly features: number };
  private readonly loss: number;
  /** Gradients stand so many bytes behind their weights. */
  private readonly gradientOffset: number;
  private readonly optimizer: Optimizer;
  private readonly programs: Programs;
  private rate: number;
  /** Sequences of the last pass. */
  private lastBatch = 0;

  /** @param begin the first free byte of the machine's memory. */
  constructor(
    private readonly machine: Machine,
    private readonly layout: Layout,
    begin: number,
    private readonly batchSize: number,
    data: TrainingData,
    training: TrainingSpec,
    private readonly network: NetworkAccess,
  ) {
    const arena = new Arena(begin);
    const { weights, x, last } = layout;
    const size = { rows: last.shape.outputSteps ?? 1, units: last.shape.outputUnits };
    const targetSize = size.rows * targetWidth(training.loss, size.units);
    checkData(data, targetSize, training.loss, size.units);
    const gradients = arena.words(weights.count);
    this.gradientOffset = gradients - weights.at;
    this.rate = training.optimizer.learningRate;
    const arrays = gradientArrays(layout, this.gradientOffset);
    this.optimizer = new Optimizer(training.optimizer, weights, gradients, arrays, arena);
    this.sequences = data.starts.length;
    this.sequence = { length: data.length, features: data.features };
    this.loss = arena.doubles(1);
    const parameter = arena.doubles(1);
    this.indices = arena.words(batchSize);
    this.targets = { at: arena.words(batchSize * targetSize), count: targetSize };
    const rows = arena.words(data.rows.length);
    const starts = arena.words(data.starts.length);
    const table = arena.words(data.targets.length);

    const { indices, targets } = this;
    const { y, dy, mask } = last;
    const pass = (dropping: boolean) => [
      op.gatherSequences({ rows, starts, indices, to: x }, data.length, data.features),
      gatherTargets(training.loss, { table, indices, to: targets.at }, size),
      ...forward(layout, dropping),
      loss(training.loss, { y, dy, targets: targets.at, parameter, loss: this.loss, mask }, size),
    ];
    const evaluate = pass(false);
    const beforeActivation = takesActivation(training.loss, last.shape.layer);
    const differentiate = [
      ...pass(true),
      op.clear(gradients, 4 * weights.count),
      ...backwardToWeights(layout, this.gradientOffset, beforeActivation),
    ];
    const update = [...this.optimizer.operations, ...packing(layout), op.advanceDropout(layout.dropout)];
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
    machine.doubles(parameter, 1)[0] = lossParameter(training.loss, beforeActivation);
    machine.integers(layout.dropout, 3).set([training.seed ?? 0, 0, 0]);
    this.optimizer.begin(machine);
  }

  get learningRate(): number {
    return this.rate;
  }

  set learningRate(rate: number) {
    if (rate === this.rate) return;
    this.rate = rate;
    this.optimizer.setRate(this.machine, rate);
  }

  /** @throws {RangeError} as all calls here, where the batch is empty or too large, or names a sequence that is not there. */
  step(batch: Uint32Array): number {
    const loss = this.run(this.programs.differentiate, batch);
    if (Number.isFinite(loss)) this.machine.run(this.programs.update, batch.length);
    return loss;
  }

  gradients(batch: Uint32Array): { loss: number; gradients: LayerWeights[] } {
    const loss = this.run(this.programs.differentiate, batch);
    return { loss, gradients: this.network.read(this.gradientOffset) };
  }

  evaluate(indices: Uint32Array, outputs?: Float32Array): number {
    let sum = 0;
    for (let first = 0; first < indices.length; first += this.batchSize) {
      const batch = indices.subarray(first, first + this.batchSize);
      sum += this.run(this.programs.evaluate, batch) * batch.length;
      if (outputs) this.network.copyOutputs(batch.length, outputs, first);
    }
    return sum / indices.length;
  }

  firstNonFinite(): NonFinite | undefined {
    const { machine, layout, lastBatch: batch, targets } = this;
    const found = firstNonFinite(machine, layout, { batch, ...this.sequence });
    if (found) return found;
    if (indexOfNonFinite(machine.floats(targets.at, batch * targets.count)) >= 0) return { in: 'target' };
    return batch > 0 && !Number.isFinite(machine.doubles(this.loss, 1)[0]) ? { in: 'loss' } : undefined;
  }

  /** The memory is the network's. */
  dispose(): void {}

  private run(program: Program, batch: Uint32Array): number {
    checkBatch(batch, this.batchSize, this.sequences);
    this.machine.integers(this.indices, batch.length).set(batch);
    this.machine.run(program, batch.length);
    this.lastBatch = batch.length;
    return this.machine.doubles(this.loss, 1)[0];
  }
}

function gradientArrays({ layers, weights }: Layout, offset: number): Piece[] {
  return layers.flatMap(({ shape }, index) =>
    shape.tensors.map(({ name, shape: dimensions }) => ({
      at: weights.places[index][name] + offset,
      count: valueCount(dimensions),
    })),
  );
}
