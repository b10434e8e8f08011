/** Made-up values for the panel's tests. */
import type { LayerRest, RestPoint } from '../../../src/core/analysis/dynamics/layerRest.js';
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import type { Population } from '../../../src/core/analysis/population/population.js';
import type { LayerTrace } from '../../../src/core/engine/engine.js';
import type { Snapshot } from '../../../webview/protocol.js';

export function layerTrace(length: number, units: number): LayerTrace {
  const wave = (shift: number) => Float32Array.from({ length: length * units }, (_, index) => Math.sin(index + shift));
  const gate = () => wave(1).map((value) => (value + 1) / 2);
  return {
    ...{ layer: 'first', type: 'lstm', direction: 'forward', units, steps: length },
    hidden: wave(0),
    cell: wave(2).map((value) => 3 * value),
    gates: { input: gate(), forget: gate(), candidate: wave(3), output: gate() },
  };
}

/** Two sequences of three steps through the layer of `layerTrace(3, 4)`. */
export function population(): Population {
  const gate = () => ({
    mean: Float64Array.of(0.5, 0.7, 0.95),
    deviation: Float64Array.of(0.1, 0.2, 0.3),
    closed: Float64Array.of(0, 0.5, 0.1, 1),
    open: Float64Array.of(0.9, 0.5, 0, 0),
  });
  return {
    part: 'validation',
    sequences: 2,
    available: 20,
    notFinite: 0,
    inputs: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    predictions: Float64Array.of(0.7, 1.4),
    targets: Float64Array.of(0.6, 1.5),
    running: Float32Array.of(0.1, 0.3, 0.6, 0.4, 0.9, 1.5),
    runningName: 'answer so far',
    layers: [
      {
        mean: layerTrace(3, 4),
        largest: { hidden: 1, cell: 3, candidate: 1 },
        gates: { input: gate(), forget: gate(), candidate: gate(), output: gate() },
        orders: { clustering: [2, 0, 3, 1], peak: [0, 2, 1, 0], correlation: [0.5, -0.9, Number.NaN, 0.7] },
        space: {
          axes: { mean: new Float64Array(4), directions: Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0) },
          points: Float32Array.of(-1, 0, 2, 0, 1, 0, 1, 2, -2, -1, 0, 0, 0, 1, 1, 1, 2, 3),
          explained: [0.7, 0.2, 0.1],
          probe: Float64Array.of(0.9, 0.95, -3),
        },
      },
    ],
  };
}

/** Three steps of the given features; the influences are not what any method would give. */
export function inspection(features: string[] = ['x'], change: Partial<Inspection> = {}): Inspection {
  const elements = 3 * features.length;
  const sample = {
    label: 'inspect.inputs[0]',
    input: Float64Array.from({ length: elements }, (_, index) => index / 10),
    target: Float64Array.of(1.5),
    prediction: Float64Array.of(1.4),
    layers: [layerTrace(3, 4)],
    influence: {
      stateChange: { perStep: Float64Array.of(4, 2, 6) },
      integratedGradients: {
        perStep: Float64Array.of(0.5, -0.25, Number.NaN),
        values: Float64Array.from({ length: elements }, (_, index) => index),
        completenessError: 1e-6,
      },
    },
    attention: {
      cellWeights: [{ layer: 'first', values: Float64Array.of(0.5, 0, 0, 0.2, 0.6, 0, Number.NaN, 0.3, 0.4) }],
    },
    contribution: Float64Array.of(0.5, -0.5, 0.1),
  } satisfies SampleInspection;
  return {
    name: 'adding',
    source: '.lstm-lens/runs/one',
    length: 3,
    features,
    targets: ['sum'],
    layers: [{ name: 'first', type: 'lstm', units: 4, parameters: 96, outputShape: '4' }],
    samples: [sample],
    baseline: new Float64Array(elements).fill(0.5),
    trust: [
      { method: 'integratedGradients', pearson: 0.999, withinSample: 0.99, spearman: 0.98, sign: 0.97, samples: 200 },
      { method: 'stateChange', pearson: 0.82, withinSample: 0.8, spearman: 0.79, sign: 0.5, samples: 200 },
    ],
    baselineName: 'mean',
    initialState: { stateChange: Float64Array.of(3, 1, 0) },
    trustBaselines: [],
    trustNote: 'Measured on 200 fresh sequences.',
    trustReading: '',
    unfit: [],
    attentionAgreement: [],
    inputCorrelation: [],
    target: { kind: 'numbers' },
    explained: 'sum',
    fit: {
      kind: 'numbers',
      part: 'validation',
      mse: 0.01,
      mae: 0.08,
      r2: 0.99,
      predicted: Float64Array.of(1, 2, 3),
      actual: Float64Array.of(1.1, 2, 2.9),
    },
    ...change,
  };
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    title: 'adding.lstm.json',
    config: 'examples/adding.lstm.json',
    uri: 'file:///examples/adding.lstm.json',
    status: { kind: 'ready' },
    epochs: [{ epoch: 1, loss: 0.5 }],
    trusted: true,
    embeddings: [],
    findings: [],
    checkpoints: [],
    inspection: inspection(),
    ...change,
  };
}

export function restPoint(): RestPoint {
  return {
    speed: 1e-14,
    starts: 6,
    stable: true,
    unstable: 0,
    modes: [
      { real: 0.9, imaginary: 0, size: 0.9, timeConstant: 9.49 },
      { real: 0.2, imaginary: 0, size: 0.2, timeConstant: 0.62 },
    ],
  };
}

/** A stable point and a saddle in the middle of the plane, of a layer of two units. */
export function layerRest(): LayerRest {
  const grid = { columns: 3, rows: 3 };
  return {
    part: 'validation',
    sequences: 200,
    type: 'simpleRnn',
    units: 2,
    found: {
      lineAttractor: {
        is: true,
        point: 0,
        eigenvalue: { real: 0.99, imaginary: 0, size: 0.99 },
        timeConstant: 99,
        second: 0.2,
        alignment: 0.97,
        reading: 'At fixed point 1 there is a line attractor.',
      },
      search: { starts: 16, unfinished: 3, outliers: 0, slowest: 1e-15 },
      points: [
        restPoint(),
        {
          speed: 1e-13,
          starts: 7,
          stable: false,
          unstable: 1,
          modes: [
            { real: 1.2, imaginary: 0, size: 1.2, timeConstant: 5.48 },
            { real: -0.5, imaginary: 0, size: 0.5, timeConstant: 1.44 },
          ],
        },
      ],
      flow: {
        explained: [0.7, 0.3],
        trajectories: Float32Array.of(-1, 0, 0.5, 0.5, 1, 1, -1, -1, 0, 0.2, 1, 0),
        speeds: Float32Array.of(0.1, 0.01, 0.001, 0.2, 0.02, 1e-6),
        steps: 3,
        points: Float32Array.of(0.8, 0.9, 0, 0),
        grid: {
          ...grid,
          ends: [
            [-1, 1],
            [-1, 1],
          ],
          moves: Float32Array.of(0.5, 0, 0.2, 0.3, 0, 0.5, -0.5, 0, 0, 0, 0.1, 0.1, -0.3, -0.3, 0, -0.2, 0.4, 0),
          speeds: Float32Array.of(0.5, 0.1, 0.2, 0.1, 1e-13, 0.1, 0.3, 0.1, 0.4),
        },
      },
    },
  };
}
