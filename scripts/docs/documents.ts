/** What `train --json` and `inspect --dynamics --json` print of the seed experiment, as far as the page tells of it. */

interface Probe {
  readonly r2: readonly number[];
  readonly control: readonly number[];
}

export interface DynamicsLayer {
  readonly layer: string;
  readonly units: number;
  readonly halfLives: readonly number[];
  readonly search: { readonly starts: number; readonly slowest: number };
  readonly fixedPoints: readonly {
    readonly stable: boolean;
    readonly modes: readonly { readonly real: number; readonly imaginary: number; readonly size: number }[];
  }[];
  readonly lineAttractor: { readonly reading: string; readonly eigenvalue: { readonly size: number } };
  readonly probes: {
    readonly fitted: number;
    readonly heldOut: number;
    readonly running: { readonly name: string; readonly hidden: Probe; readonly state: Probe };
    readonly target: { readonly state: Probe };
    readonly inputs: readonly { readonly byLag: Probe }[];
  };
  readonly integrator: { readonly r2: number; readonly gain: number; readonly leak: number; readonly readout: unknown };
  readonly gradient: { readonly factor: number; readonly norms: readonly number[] };
  readonly steering: { readonly slopes: readonly number[]; readonly r2: readonly number[]; readonly sequences: number };
}

export interface LayerTraining {
  readonly layer: string;
  readonly eigenvalue: readonly number[];
  readonly r2: readonly number[];
}

export interface Documents {
  readonly train: {
    readonly epochs: readonly { readonly loss: number; readonly validationLoss: number }[];
    readonly metrics: { readonly mse: number; readonly r2: number };
  };
  readonly inspection: {
    readonly samples: readonly {
      readonly input: readonly (readonly number[])[];
      readonly prediction: readonly number[];
      readonly influence: Readonly<Record<string, { readonly perStep: readonly number[] }>>;
    }[];
    readonly baseline: { readonly values: readonly (readonly number[])[] };
    readonly trust: readonly { readonly method: string; readonly pearson: number }[];
    readonly dynamics: {
      readonly sequences: number;
      readonly layers: readonly DynamicsLayer[];
      readonly ablations: readonly { readonly layer: string; readonly unit: number; readonly change: number }[];
      readonly inputGradient: { readonly factor: number; readonly norms: readonly number[] };
      readonly training: {
        readonly epochs: readonly number[];
        readonly fit: readonly number[];
        readonly layers: readonly LayerTraining[];
        readonly influence: Readonly<Record<string, readonly number[]>>;
        readonly readings: readonly string[];
      };
    };
  };
}
