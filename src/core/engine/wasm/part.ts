/** The part of a network that one thread works with: buffers for its samples, and its way through the layers. */
import type { LayerShape, ModelSpec } from '../../model/spec.js';
import type { Forward, LayerTrace } from '../engine.js';
import type { Arena } from './arena.js';
import { type Layout, layOut, type WeightPlaces } from './layout.js';
import type { Drafts, Machine, Program } from './machine.js';
import { gatherSequences } from './operations.js';
import { backwardToInput, forward } from './passes.js';
import type { Share } from './shares.js';

export class Part {
  readonly layout: Layout;
  /** From the samples that `stage` has put there to the outputs, and from the gradient of these to that of the input. */
  readonly programs: { readonly forward: Program; readonly backward: Program };
  /** Inputs of one pass as they are given, [B,T,F]. */
  private readonly staging: number;
  private readonly starts: number;
  private readonly indices: number;

  /** @param samples the most at a time. */
  constructor(
    private readonly machine: Machine,
    shapes: readonly LayerShape[],
    private readonly spec: ModelSpec,
    weights: WeightPlaces,
    readonly samples: number,
    arena: Arena,
    drafts: Drafts,
  ) {
    const { length, features } = spec;
    this.layout = layOut(shapes, spec, weights, samples, arena);
    this.staging = arena.words(samples * length * features);
    const starts = arena.words(samples);
    const indices = arena.words(samples);
    const gather = gatherSequences({ rows: this.staging, starts, indices, to: this.layout.x }, length, features);
    this.programs = {
      forward: drafts.add([gather, ...forward(this.layout, false)], arena),
      backward: drafts.add(backwardToInput(this.layout), arena),
    };
    [this.starts, this.indices] = [starts, indices];
  }

  /** To be called once there is memory. */
  begin(): void {
    const { machine, samples, spec } = this;
    machine.integers(this.starts, samples).set(Uint32Array.from({ length: samples }, (_, n) => n * spec.length));
    machine.integers(this.indices, samples).set(Uint32Array.from({ length: samples }, (_, n) => n));
  }

  /** @param inputs [N,T,F], of which the share is taken. */
  stage(inputs: Float32Array, { first, count }: Share): void {
    const size = this.spec.length * this.spec.features;
    this.machine.floats(this.staging, count * size).set(inputs.subarray(first * size, (first + count) * size));
  }

  /** The gradient of the outputs becomes one at the chosen one of each sample, zero elsewhere. */
  chooseOutput(output: number, batch: number): void {
    const { dy, shape } = this.layout.last;
    const units = shape.outputUnits;
    const steps = shape.outputSteps ?? 1;
    const seed = this.machine.floats(dy, batch * steps * units).fill(0);
    // The output is time-major: step by step, sample by sample, unit by unit.
    const step = Math.floor(output / units);
    for (let n = 0; n < batch; n++) seed[(step * batch + n) * units + (output % units)] = 1;
  }

  /** Copies the outputs of the last pass to [N, outputSize]. */
  copyOutputs(outputs: Float32Array, share: Share): void {
    const { y, shape } = this.layout.last;
    this.copyTimeMajor(y, shape.outputSteps ?? 1, shape.outputUnits, outputs, share);
  }

  /** Copies the gradient of the input to [N,T,F]. */
  copyInputGradient(gradient: Float32Array, share: Share): void {
    this.copyTimeMajor(this.layout.dx, this.spec.length, this.spec.features, gradient, share);
  }

  /** Copies all inner values of the last pass. */
  copyTraces({ layers, attention }: Pick<Forward, 'layers' | 'attention'>, share: Share): void {
    const places = this.layout.layers.flatMap(({ traces }) => traces);
    for (const [index, { hidden, cell, gates, steps, units }] of places.entries()) {
      const trace: LayerTrace = layers[index];
      this.copyTimeMajor(hidden, steps, units, trace.hidden, share);
      if (trace.cell && cell !== undefined) this.copyTimeMajor(cell, steps, units, trace.cell, share);
      for (const [part, name] of gates.names.entries()) {
        const to = trace.gates[name] as Float32Array;
        this.copyTimeMajor(gates.at, steps, units, to, share, { part, parts: gates.names.length });
      }
    }
    const attentions = this.layout.layers.flatMap((layer) => layer.attention ?? []);
    for (const [index, { weights, heads, steps }] of attentions.entries()) {
      const size = heads * steps * steps;
      attention[index].weights.set(this.machine.floats(weights, share.count * size), share.first * size);
    }
  }

  /**
   * Copies [steps,batch,parts*width] from memory to [N,steps,width].
   * @param columns which of the parts of each row is copied.
   */
  private copyTimeMajor(
    from: number,
    steps: number,
    width: number,
    to: Float32Array,
    { first, count: batch }: Share,
    { part, parts } = { part: 0, parts: 1 },
  ): void {
    const values = this.machine.floats(from, steps * batch * width * parts);
    for (let t = 0; t < steps; t++) {
      for (let n = 0; n < batch; n++) {
        const at = ((t * batch + n) * parts + part) * width;
        to.set(values.subarray(at, at + width), ((first + n) * steps + t) * width);
      }
    }
  }
}
