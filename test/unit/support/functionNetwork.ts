import type { Forward, InputGradient, Network, Trainer } from '../../../src/core/engine/engine.js';
import type { LayerWeights } from '../../../src/core/model/spec.js';

/**
 * A network that is a plain function with a known gradient, so that influence methods can be held against closed
 * forms.
 */
export class FunctionNetwork implements Network {
  readonly shapes = [];
  readonly outputSize = 1;
  readonly spec;

  constructor(
    length: number,
    features: number,
    private readonly value: (x: Float32Array) => number,
    private readonly slope: (x: Float32Array) => readonly number[],
  ) {
    this.spec = { length, features, layers: [], attention: [] };
  }

  predict(inputs: Float32Array): Float32Array {
    return Float32Array.from(this.samples(inputs), this.value);
  }

  trace(inputs: Float32Array): Forward {
    return { outputs: this.predict(inputs), layers: [], attention: [] };
  }

  inputGradient(inputs: Float32Array): InputGradient {
    return {
      outputs: this.predict(inputs),
      gradient: Float32Array.from(this.samples(inputs).flatMap((x) => [...this.slope(x)])),
    };
  }

  weights(): LayerWeights[] {
    return [];
  }

  setWeights(): void {}

  createTrainer(): Trainer {
    throw new Error('A function is not trained.');
  }

  dispose(): void {}

  private samples(inputs: Float32Array): Float32Array[] {
    const size = this.spec.length * this.spec.features;
    return Array.from({ length: inputs.length / size }, (_, n) => inputs.subarray(n * size, (n + 1) * size));
  }
}
