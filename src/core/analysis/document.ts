/** The JSON document of `inspect --json` and of a run's `analysis.json`: a contract that scripts rely on. */
import type { LayerTrace } from '../engine/engine.js';
import type { Inspection, SampleInspection } from './inspection.js';

/** Nested plain arrays; numbers that are not finite become null, as JSON has none. */
export function inspectionDocument(inspection: Inspection) {
  const { length } = inspection;
  const features = inspection.features.length;
  return {
    name: inspection.name,
    source: inspection.source,
    samples: inspection.samples.map((sample) => sampleDocument(sample, inspection, length, features)),
    trust: inspection.trust.map((row) => ({ ...row })),
    metrics: { mse: inspection.fit.mse, r2: inspection.fit.r2 },
  };
}

function sampleDocument(sample: SampleInspection, inspection: Inspection, length: number, features: number) {
  const baseline = nested(inspection.baseline, length, features);
  return {
    label: sample.label,
    input: nested(sample.input, length, features),
    ...(sample.target ? { target: [...sample.target] } : {}),
    prediction: [...sample.prediction],
    layers: sample.layers.map((trace) => layerDocument(trace, inspection, length)),
    influence: Object.fromEntries(
      Object.entries(sample.influence).map(([method, { values, perStep, completenessError }]) => [
        method,
        {
          ...(values ? { values: nested(values, length, features), baseline } : {}),
          perStep: [...perStep],
          ...(completenessError === undefined ? {} : { completenessError }),
        },
      ]),
    ),
    attention: {},
  };
}

function layerDocument(trace: LayerTrace, { layers }: Inspection, length: number) {
  const rows = (values: Float32Array) => nested(values, length, trace.units);
  return {
    name: trace.layer,
    type: layers.find(({ name }) => name === trace.layer)?.type,
    units: trace.units,
    hidden: rows(trace.hidden),
    cell: rows(trace.cell),
    gates: {
      input: rows(trace.input),
      forget: rows(trace.forget),
      candidate: rows(trace.candidate),
      output: rows(trace.output),
    },
  };
}

function nested(values: ArrayLike<number>, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, c) => values[row * columns + c]));
}
