/** A network on the kernels: weights, predictions, traces, gradients of its output. */
import {
  idsOf,
  type LayerShape,
  type LayerWeights,
  layerShapes,
  type ModelSpec,
  valueCount,
} from '../../model/spec.js';
import { checkIds, checkWeights } from '../checks.js';
import type { AttentionTrace, Forward, InputGradient, LayerTrace, Network, Trainer, TrainingData } from '../engine.js';
import type { TrainingSpec } from '../trainingSpec.js';
import { Arena } from './arena.js';
import { type Layout, layOut } from './layout.js';
import { Machine, type Program, programWords } from './machine.js';
import { gatherSequences, type Operation } from './operations.js';
import { backwardToInput, forward, packing } from './passes.js';
import type { AttentionPlace, TracePlace } from './plan.js';
import { WasmTrainer } from './trainer.js';

export class WasmNetwork implements Network {
  readonly shapes: readonly LayerShape[];
  readonly outputSize: number;
  private readonly layout: Layout;
  private readonly machine: Machine;
  /** Inputs of one pass as they are given, [B,T,F]. */
  private readonly staging: number;
  private readonly programs: { readonly pack: Program; readonly forward: Program; readonly backward: Program };
  /** The first byte behind the network, where a trainer may stand. */
  private readonly end: number;

  /** @throws {ShapeError}, {RangeError} as `Engine.createNetwork`. */
  constructor(
    readonly spec: ModelSpec,
    weights: readonly LayerWeights[],
    private readonly batchSize: number,
    machine: Machine,
  ) {
    const { length, features } = spec;
    this.machine = machine;
    this.shapes = layerShapes(spec);
    checkWeights(this.shapes, weights);
    const last = this.shapes[this.shapes.length - 1];
    this.outputSize = (last.outputSteps ?? 1) * last.outputUnits;
    const arena = new Arena(Machine.firstFree);
    this.layout = layOut(this.shapes, length, features, batchSize, arena);
    this.staging = arena.words(batchSize * length * features);
    const starts = arena.words(batchSize);
    const indices = arena.words(batchSize);
    const gather = gatherSequences({ rows: this.staging, starts, indices, to: this.layout.x }, length, features);
    const lists = {
      pack: packing(this.layout),
      forward: [gather, ...forward(this.layout, false)],
      backward: backwardToInput(this.layout),
    };
    const place = (list: readonly Operation[]) => ({ at: arena.words(programWords(list)), list });
    const places = { pack: place(lists.pack), forward: place(lists.forward), backward: place(lists.backward) };
    this.end = arena.next;
    machine.reserve(this.end);
    const write = ({ at, list }: ReturnType<typeof place>) => machine.write(at, list);
    this.programs = { pack: write(places.pack), forward: write(places.forward), backward: write(places.backward) };
    machine.integers(starts, batchSize).forEach((_, n, all) => {
      all[n] = n * length;
    });
    machine.integers(indices, batchSize).forEach((_, n, all) => {
      all[n] = n;
    });
    this.setWeights(weights);
  }

  weights(): LayerWeights[] {
    return this.readTensors(0);
  }

  setWeights(weights: readonly LayerWeights[]): void {
    checkWeights(this.shapes, weights);
    for (const [index, { tensors }] of weights.entries()) {
      for (const { name, values } of tensors) {
        this.machine.floats(this.layout.weights.places[index][name], values.length).set(values);
      }
    }
    this.machine.run(this.programs.pack, 0);
  }

  predict(inputs: Float32Array): Float32Array {
    return this.passes(inputs, () => {});
  }

  trace(inputs: Float32Array): Forward {
    const samples = this.sampleCount(inputs);
    const places = this.layout.layers.flatMap(({ traces }) => traces);
    const attentionPlaces = this.layout.layers.flatMap(({ attention }) => attention ?? []);
    const layers = places.map((place) => emptyTrace(place, samples));
    const attention = attentionPlaces.map((place) => emptyAttention(place, samples));
    const outputs = this.passes(inputs, (first, batch) => {
      for (const [index, place] of places.entries()) this.copyTrace(place, layers[index], first, batch);
      for (const [index, place] of attentionPlaces.entries()) {
        const size = place.heads * place.steps * place.steps;
        attention[index].weights.set(this.machine.floats(place.weights, batch * size), first * size);
      }
    });
    return { outputs, layers, attention };
  }

  inputGradient(inputs: Float32Array, output: number): InputGradient {
    const { length, features } = this.spec;
    const { dy, shape } = this.layout.last;
    const units = shape.outputUnits;
    if (!(output >= 0 && output < this.outputSize)) {
      throw new RangeError(`There is no output ${output}, only 0 to ${this.outputSize - 1}.`);
    }
    if (idsOf(this.spec) !== undefined) throw new RangeError('The model reads ids, which have no derivative.');
    const gradient = new Float32Array(inputs.length);
    const outputs = this.passes(inputs, (first, batch) => {
      const seed = this.machine.floats(dy, batch * this.outputSize).fill(0);
      // The output is time-major: step by step, sample by sample, unit by unit.
      const step = Math.floor(output / units);
      for (let n = 0; n < batch; n++) seed[(step * batch + n) * units + (output % units)] = 1;
      this.machine.run(this.programs.backward, batch);
      this.copyTimeMajor(this.layout.dx, length, batch, features, gradient, first);
    });
    return { outputs, gradient };
  }

  createTrainer(data: TrainingData, training: TrainingSpec): Trainer {
    checkIds(this.spec, data.rows);
    return new WasmTrainer(this.machine, this.layout, this.end, this.batchSize, data, training, {
      read: (offset) => this.readTensors(offset),
      copyOutputs: (batch, outputs, first) => this.copyOutputs(batch, outputs, first),
      outputSize: this.outputSize,
    });
  }

  /** The memory goes with the last reference to it. */
  dispose(): void {}

  /** Runs the samples forward, at most a batch at a time, and calls `after` while the values of each pass stand. */
  private passes(inputs: Float32Array, after: (first: number, batch: number) => void): Float32Array {
    const samples = this.sampleCount(inputs);
    const size = this.spec.length * this.spec.features;
    const outputs = new Float32Array(samples * this.outputSize);
    for (let first = 0; first < samples; first += this.batchSize) {
      const batch = Math.min(this.batchSize, samples - first);
      this.machine.floats(this.staging, batch * size).set(inputs.subarray(first * size, (first + batch) * size));
      this.machine.run(this.programs.forward, batch);
      this.copyOutputs(batch, outputs, first);
      after(first, batch);
    }
    return outputs;
  }

  private copyOutputs(batch: number, outputs: Float32Array, first: number): void {
    const { y, shape } = this.layout.last;
    this.copyTimeMajor(y, shape.outputSteps ?? 1, batch, shape.outputUnits, outputs, first);
  }

  private sampleCount(inputs: Float32Array): number {
    const size = this.spec.length * this.spec.features;
    if (inputs.length % size !== 0)
      throw new RangeError(`${inputs.length} input values are no whole samples of ${size}.`);
    checkIds(this.spec, inputs);
    return inputs.length / size;
  }

  private copyTrace(place: TracePlace, trace: LayerTrace, first: number, batch: number): void {
    const { hidden, cell, gates, steps, units } = place;
    this.copyTimeMajor(hidden, steps, batch, units, trace.hidden, first);
    if (trace.cell && cell !== undefined) this.copyTimeMajor(cell, steps, batch, units, trace.cell, first);
    for (const [part, name] of gates.names.entries()) {
      const to = trace.gates[name] as Float32Array;
      this.copyTimeMajor(gates.at, steps, batch, units, to, first, part, gates.names.length);
    }
  }

  /**
   * Copies [steps,batch,stride*width] from memory to [N,steps,width], from sample `first` on.
   * @param part which of the `stride` parts of each row is copied.
   */
  private copyTimeMajor(
    from: number,
    steps: number,
    batch: number,
    width: number,
    to: Float32Array,
    first: number,
    part = 0,
    stride = 1,
  ): void {
    const values = this.machine.floats(from, steps * batch * width * stride);
    for (let t = 0; t < steps; t++) {
      for (let n = 0; n < batch; n++) {
        const at = ((t * batch + n) * stride + part) * width;
        to.set(values.subarray(at, at + width), ((first + n) * steps + t) * width);
      }
    }
  }

  /** Weights, or what stands `offset` bytes behind each of them: their gradients. */
  private readTensors(offset: number): LayerWeights[] {
    const { places } = this.layout.weights;
    return this.shapes.map(({ layer, tensors }, index) => ({
      layer: layer.name,
      tensors: tensors.map(({ name, shape }) => {
        const values = this.machine.floats(places[index][name] + offset, valueCount(shape)).slice();
        return { name, shape, values };
      }),
    }));
  }
}

function emptyTrace({ layer, type, direction, units, steps, cell, gates }: TracePlace, samples: number): LayerTrace {
  const values = () => new Float32Array(samples * steps * units);
  return {
    ...{ layer, type, direction, units, steps },
    hidden: values(),
    cell: cell === undefined ? undefined : values(),
    gates: Object.fromEntries(gates.names.map((name) => [name, values()])),
  };
}

function emptyAttention({ layer, heads, steps }: AttentionPlace, samples: number): AttentionTrace {
  return { layer, heads, steps, weights: new Float32Array(samples * heads * steps * steps) };
}
