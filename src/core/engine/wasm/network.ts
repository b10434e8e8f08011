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
import { placeWeights, type WeightPlaces } from './layout.js';
import { Drafts, Machine, type Program } from './machine.js';
import { Part } from './part.js';
import { packing } from './passes.js';
import type { AttentionPlace, LayerPlan, TracePlace } from './plan.js';
import { partsFor, type Share, sharesOf } from './shares.js';
import { WasmTrainer } from './trainer.js';

export class WasmNetwork implements Network {
  readonly shapes: readonly LayerShape[];
  readonly outputSize: number;
  private readonly weightPlaces: WeightPlaces;
  /** One a thread. */
  private readonly parts: readonly Part[];
  private readonly packing: Program;
  /** The first byte behind the network, where a trainer may stand. */
  private readonly end: number;

  /** @throws {ShapeError}, {RangeError} as `Engine.createNetwork`. */
  constructor(
    readonly spec: ModelSpec,
    weights: readonly LayerWeights[],
    private readonly batchSize: number,
    private readonly machine: Machine,
  ) {
    this.shapes = layerShapes(spec);
    checkWeights(this.shapes, weights);
    const last = this.shapes[this.shapes.length - 1];
    this.outputSize = (last.outputSteps ?? 1) * last.outputUnits;
    let arena = new Arena(Machine.firstFree);
    const drafts = new Drafts();
    this.weightPlaces = placeWeights(this.shapes, arena);
    const count = partsFor(batchSize, machine.threads);
    this.parts = Array.from({ length: count }, (_, part) => {
      if (part > 0) arena = arena.again();
      return new Part(machine, this.shapes, spec, this.weightPlaces, Math.ceil(batchSize / count), arena, drafts);
    });
    this.packing = drafts.add(packing(this.parts[0].layout), arena);
    this.end = arena.next;
    machine.reserve(this.end);
    drafts.writeTo(machine);
    for (const part of this.parts) part.begin();
    this.setWeights(weights);
  }

  weights(): LayerWeights[] {
    return this.readTensors(0);
  }

  setWeights(weights: readonly LayerWeights[]): void {
    checkWeights(this.shapes, weights);
    for (const [index, { tensors }] of weights.entries()) {
      for (const { name, values } of tensors) {
        this.machine.floats(this.weightPlaces.places[index][name], values.length).set(values);
      }
    }
    this.machine.run(this.packing, 0);
  }

  predict(inputs: Float32Array): Float32Array {
    return this.passes(inputs, () => {});
  }

  trace(inputs: Float32Array): Forward {
    const samples = this.sampleCount(inputs);
    const plans = this.parts[0].layout.layers;
    this.machine.checkRoom(`The inner values of ${samples} samples`, samples * plans.reduce(addTraceBytes, 0));
    const layers = plans.flatMap(({ traces }) => traces).map((place) => emptyTrace(place, samples));
    const attention = plans.flatMap((plan) => plan.attention ?? []).map((place) => emptyAttention(place, samples));
    const outputs = this.passes(inputs, (shares) => {
      for (const share of shares) this.parts[share.part].copyTraces({ layers, attention }, share);
    });
    return { outputs, layers, attention };
  }

  inputGradient(inputs: Float32Array, output: number): InputGradient {
    if (!(output >= 0 && output < this.outputSize)) {
      throw new RangeError(`There is no output ${output}, only 0 to ${this.outputSize - 1}.`);
    }
    if (idsOf(this.spec) !== undefined) throw new RangeError('The model reads ids, which have no derivative.');
    const gradient = new Float32Array(inputs.length);
    const outputs = this.passes(inputs, (shares) => {
      for (const { part, count } of shares) this.parts[part].chooseOutput(output, count);
      this.run('backward', shares);
      for (const share of shares) this.parts[share.part].copyInputGradient(gradient, share);
    });
    return { outputs, gradient };
  }

  createTrainer(data: TrainingData, training: TrainingSpec): Trainer {
    checkIds(this.spec, data.rows);
    const read = (offset: number) => this.readTensors(offset);
    return new WasmTrainer(this.machine, this.parts, this.end, this.batchSize, data, training, read);
  }

  /** The memory goes with the last reference to it. */
  dispose(): void {
    this.machine.dispose();
  }

  /** Runs the samples forward, at most a batch at a time, and calls `after` while the values of each pass stand. */
  private passes(inputs: Float32Array, after: (shares: readonly Share[]) => void): Float32Array {
    const samples = this.sampleCount(inputs);
    const outputs = new Float32Array(samples * this.outputSize);
    for (let first = 0; first < samples; first += this.batchSize) {
      const batch = Math.min(this.batchSize, samples - first);
      const shares = sharesOf(batch, this.parts.length, first);
      for (const share of shares) this.parts[share.part].stage(inputs, share);
      this.run('forward', shares);
      for (const share of shares) this.parts[share.part].copyOutputs(outputs, share);
      after(shares);
    }
    return outputs;
  }

  private run(program: 'forward' | 'backward', shares: readonly Share[]): void {
    this.machine.runAll(
      this.parts.map(({ programs }) => programs[program]),
      shares.map(({ count }) => count),
    );
  }

  private sampleCount(inputs: Float32Array): number {
    const size = this.spec.length * this.spec.features;
    if (inputs.length % size !== 0)
      throw new RangeError(`${inputs.length} input values are no whole samples of ${size}.`);
    checkIds(this.spec, inputs);
    return inputs.length / size;
  }

  /** Weights, or what stands `offset` bytes behind each of them: their gradients. */
  private readTensors(offset: number): LayerWeights[] {
    const { places } = this.weightPlaces;
    return this.shapes.map(({ layer, tensors }, index) => ({
      layer: layer.name,
      tensors: tensors.map(({ name, shape }) => {
        const values = this.machine.floats(places[index][name] + offset, valueCount(shape)).slice();
        return { name, shape, values };
      }),
    }));
  }
}

/** Bytes of what is kept of a sample of one layer more. */
function addTraceBytes(sum: number, { traces, attention }: LayerPlan): number {
  const values = traces.map(({ steps, units, cell, gates }) => {
    return steps * units * (1 + (cell === undefined ? 0 : 1) + gates.names.length);
  });
  const weights = attention ? attention.heads * attention.steps ** 2 : 0;
  return sum + 4 * values.reduce((total, count) => total + count, weights);
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
