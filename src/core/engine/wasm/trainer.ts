/** Training on the kernels: the data stands in their memory, and one call makes one update. */
import { concatenate } from '../../bytes.js';
import { type LayerWeights, valueCount } from '../../model/spec.js';
import { scaleInto } from '../../scaler.js';
import { checkBatch, checkData } from '../checks.js';
import type { NonFinite, Trainer, TrainingData } from '../engine.js';
import { type TrainingSpec, takesActivation, targetWidth } from '../trainingSpec.js';
import { Arena } from './arena.js';
import type { Layout } from './layout.js';
import { Drafts, type Machine, type Program } from './machine.js';
import { firstNonFinite, indexOfNonFinite } from './nonFinite.js';
import * as op from './operations.js';
import { Optimizer, type Piece } from './optimizer.js';
import type { Part } from './part.js';
import { backwardToWeights, forward, packing } from './passes.js';
import { type Share, sharesOf } from './shares.js';
import { combine, gatherTargets, loss, lossParameter } from './trainingOperations.js';

/** Integers of a layout's dropout. */
const DROPOUT = 5;

/** One program a thread, which run at the same time; the next stage begins when all are done. */
type Stage = readonly Program[];

/** What a part of the batch has besides its way through the layers. */
interface Desk {
  readonly indices: number;
  readonly targets: number;
  /** Two doubles: its mean loss, and the number of rows that count in it. */
  readonly loss: number;
}

export class WasmTrainer implements Trainer {
  private readonly desks: readonly Desk[];
  private readonly targetSize: number;
  private readonly sequences: number;
  private readonly sequence: { readonly length: number; readonly features: number };
  /** Gradients stand so many bytes behind their weights. */
  private readonly gradientOffset: number;
  private readonly optimizers: readonly Optimizer[];
  private readonly evaluating: Stage;
  private readonly differentiating: Stage;
  private readonly combining: Stage;
  private readonly updating: readonly Stage[];
  private rate: number;
  /** Of the last pass. */
  private shares: readonly Share[] = [];

  /**
   * @param parts of the network, one a thread.
   * @param begin the first free byte of the machine's memory.
   * @param read reads what stands so many bytes behind the weights.
   */
  constructor(
    private readonly machine: Machine,
    private readonly parts: readonly Part[],
    begin: number,
    private readonly batchSize: number,
    data: TrainingData,
    training: TrainingSpec,
    private readonly read: (offset: number) => LayerWeights[],
  ) {
    const arena = new Arena(begin);
    const { layout } = parts[0];
    const { weights, last } = layout;
    const size = { rows: last.shape.outputSteps ?? 1, units: last.shape.outputUnits };
    this.targetSize = size.rows * targetWidth(training.loss, size.units);
    checkData(data, this.targetSize, training.loss, size.units);
    this.rate = training.optimizer.learningRate;
    this.sequences = data.starts.length;
    this.sequence = { length: data.length, features: data.features };
    const stride = 4 * weights.count;
    const gradients = arena.words(weights.count * parts.length);
    const offset = gradients - weights.at;
    this.gradientOffset = offset;
    const losses = arena.doubles(2 * parts.length);
    this.desks = parts.map(({ samples }, part) => ({
      indices: arena.words(samples),
      targets: arena.words(samples * this.targetSize),
      loss: losses + 16 * part,
    }));
    const parameter = arena.doubles(1);
    const rows = arena.words(data.rows.length);
    const starts = arena.words(data.starts.length);
    const table = arena.words(data.targets.length);
    const stretches = stretchesOf(weights.count, parts.length);
    this.optimizers = stretches.map(
      ({ at, count }) => new Optimizer(training.optimizer, { at: weights.at + at, count }, gradients + at, arena),
    );

    const pass = (part: number, dropping: boolean) => {
      const { indices, targets, loss: at } = this.desks[part];
      const { x, last: end } = parts[part].layout;
      return [
        op.gatherSequences({ rows, starts, indices, to: x }, data.length, data.features),
        gatherTargets(training.loss, { table, indices, to: targets }, size),
        ...forward(parts[part].layout, dropping),
        loss(training.loss, { y: end.y, dy: end.dy, targets, parameter, loss: at, mask: end.mask }, size),
      ];
    };
    const beforeActivation = takesActivation(training.loss, last.shape.layer);
    const drafts = new Drafts();
    const stage = (operations: (part: number) => readonly op.Operation[]) =>
      parts.map((_, part) => drafts.add(operations(part), arena));
    this.evaluating = stage((part) => pass(part, false));
    this.differentiating = stage((part) => [
      ...pass(part, true),
      op.clear(gradients + part * stride, stride),
      ...backwardToWeights(parts[part].layout, offset + part * stride, beforeActivation),
    ]);
    this.combining = stage((part) => [combine(gradients + stretches[part].at, stride, stretches[part].count, losses)]);
    const clipping = this.optimizers[0].normClipping(
      { at: gradients, count: weights.count },
      gradientArrays(layout, offset),
    );
    const packed = divided(packing(layout), parts.length);
    this.updating = [
      stage((part) => (part === 0 ? clipping : [])),
      stage((part) => [...this.optimizers[part].operations, op.advanceDropout(parts[part].layout.dropout)]),
      stage((part) => packed[part]),
    ];

    machine.reserve(arena.next);
    drafts.writeTo(machine);
    const placed = machine.floats(rows, data.rows.length);
    if (data.scaler) scaleInto(placed, data.rows, data.scaler);
    else placed.set(data.rows);
    machine.integers(starts, data.starts.length).set(data.starts);
    machine.floats(table, data.targets.length).set(data.targets);
    machine.doubles(parameter, 1)[0] = lossParameter(training.loss, beforeActivation);
    for (const { layout: own } of parts) machine.integers(own.dropout, DROPOUT).set([training.seed ?? 0, 0, 0, 0, 0]);
    for (const optimizer of this.optimizers) optimizer.begin(machine);
    // A thread takes longer to start than a small network's first steps.
    machine.start(parts.length);
  }

  get learningRate(): number {
    return this.rate;
  }

  set learningRate(rate: number) {
    if (rate === this.rate) return;
    this.rate = rate;
    for (const optimizer of this.optimizers) optimizer.setRate(this.machine, rate);
  }

  /** @throws {RangeError} as all calls here, where the batch is empty or too large, or names a sequence that is not there. */
  step(batch: Uint32Array): number {
    const loss = this.differentiate(batch);
    if (!Number.isFinite(loss)) return loss;
    for (const stage of this.updating) this.runAll(stage);
    return loss;
  }

  gradients(batch: Uint32Array): { loss: number; gradients: LayerWeights[] } {
    const loss = this.differentiate(batch);
    return { loss, gradients: this.read(this.gradientOffset) };
  }

  evaluate(indices: Uint32Array, outputs?: Float32Array): number {
    let sum = 0;
    for (let first = 0; first < indices.length; first += this.batchSize) {
      const batch = indices.subarray(first, first + this.batchSize);
      sum += this.run(this.evaluating, batch) * batch.length;
      if (!outputs) continue;
      for (const share of this.shares) {
        this.parts[share.part].copyOutputs(outputs, { ...share, first: first + share.first });
      }
    }
    return sum / indices.length;
  }

  firstNonFinite(): NonFinite | undefined {
    const { machine, parts, shares, targetSize } = this;
    if (shares.length === 0) return undefined;
    const used = shares.map(({ part, count }) => ({ layout: parts[part].layout, batch: count }));
    const found = firstNonFinite(machine, used, this.sequence);
    if (found) return found;
    const inTargets = shares.some(
      ({ part, count }) => indexOfNonFinite(machine.floats(this.desks[part].targets, count * targetSize)) >= 0,
    );
    if (inTargets) return { in: 'target' };
    return Number.isFinite(this.meanLoss()) ? undefined : { in: 'loss' };
  }

  memory(): Uint8Array {
    return concatenate(
      this.remembered().map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
    );
  }

  setMemory(memory: Uint8Array): void {
    const views = this.remembered();
    const size = views.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (memory.length !== size) throw new RangeError(`The memory has ${memory.length} bytes and not ${size}.`);
    let at = 0;
    for (const { buffer, byteOffset, byteLength } of views) {
      new Uint8Array(buffer, byteOffset, byteLength).set(memory.subarray(at, at + byteLength));
      at += byteLength;
    }
    // What all parts and stretches have alike was written to the first of each.
    const { machine, parts, optimizers } = this;
    const [first, ...others] = optimizers;
    for (const other of others) other.settings(machine).set(first.settings(machine));
    const dropout = machine.integers(parts[0].layout.dropout, DROPOUT);
    for (const { layout } of parts.slice(1)) machine.integers(layout.dropout, DROPOUT).set(dropout);
    for (const optimizer of optimizers) optimizer.setRate(machine, this.rate);
  }

  /** Views of the memory in an order that does not depend on the number of threads. */
  private remembered(): (Float64Array | Float32Array | Int32Array | Uint32Array)[] {
    const { machine, parts, optimizers } = this;
    const slots = optimizers.map((optimizer) => optimizer.remembered(machine));
    return [
      optimizers[0].settings(machine),
      machine.integers(parts[0].layout.dropout, DROPOUT),
      ...slots[0].flatMap((_, slot) => slots.map((stretch) => stretch[slot])),
    ];
  }

  /** The memory is the network's. */
  dispose(): void {}

  private differentiate(batch: Uint32Array): number {
    const loss = this.run(this.differentiating, batch);
    // Each thread takes all parts of one stretch.
    if (this.shares.length > 1) this.runAll(this.combining, this.shares.length);
    return loss;
  }

  private run(stage: Stage, batch: Uint32Array): number {
    checkBatch(batch, this.batchSize, this.sequences);
    this.shares = sharesOf(batch.length, this.parts.length);
    for (const { part, first, count } of this.shares) {
      this.machine.integers(this.desks[part].indices, count).set(batch.subarray(first, first + count));
      this.machine.integers(this.parts[part].layout.dropout, DROPOUT).set([first, batch.length], 3);
    }
    this.machine.runAll(
      stage,
      this.shares.map(({ count }) => count),
    );
    return this.meanLoss();
  }

  /** Runs all programs of a stage that is not about samples. */
  private runAll(stage: Stage, argument = 0): void {
    this.machine.runAll(
      stage,
      stage.map(() => argument),
    );
  }

  /** Of the parts' losses, each weighted by its rows that count. */
  private meanLoss(): number {
    if (this.shares.length === 1) return this.machine.doubles(this.desks[0].loss, 1)[0];
    const parts = this.shares.map(({ part }) => this.machine.doubles(this.desks[part].loss, 2));
    const rows = parts.reduce((sum, [, count]) => sum + count, 0);
    return rows === 0 ? 0 : parts.reduce((sum, [mean, count]) => sum + mean * count, 0) / rows;
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

/** Divides so many values into stretches of whole vectors; `at` in bytes from the first. */
function stretchesOf(count: number, parts: number): Piece[] {
  const border = (part: number) => Math.floor((part * count) / parts / 4) * 4;
  return Array.from({ length: parts }, (_, part) => {
    const [begin, end] = [border(part), part === parts - 1 ? count : border(part + 1)];
    return { at: 4 * begin, count: end - begin };
  });
}

/** Deals packing operations out, each to the thread that has the least to pack so far. */
function divided(operations: readonly op.Operation[], parts: number): op.Operation[][] {
  const dealt = Array.from({ length: parts }, () => ({ size: 0, operations: [] as op.Operation[] }));
  for (const operation of operations) {
    const least = dealt.reduce((a, b) => (b.size < a.size ? b : a));
    least.operations.push(operation);
    least.size += operation[4] * operation[5];
  }
  return dealt.map((hand) => hand.operations);
}
