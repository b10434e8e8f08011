/** The JSON document of `inspect --json` and of a run's `analysis.json`: a contract that scripts rely on. */
import type { LayerTrace } from '../engine/engine.js';
import type { Correlations, InputCorrelation } from './correlation/inputCorrelation.js';
import { interventionDocument } from './dynamics/interventionDocument.js';
import type { InfluenceOverMany, StepValues } from './influence/overMany.js';
import type { Inspection, SampleInspection } from './inspection.js';

/** Nested plain arrays; numbers that are not finite become null, as JSON has none. */
export function inspectionDocument(inspection: Inspection) {
  const { length } = inspection;
  const features = inspection.features.length;
  return {
    name: inspection.name,
    source: inspection.source,
    samples: inspection.samples.map((sample) => sampleDocument(sample, inspection, length, features)),
    explained: inspection.explained,
    trust: inspection.trust,
    trustBaselines: inspection.trustBaselines,
    trustReading: inspection.trustReading,
    baseline: { name: inspection.baselineName, values: nested(inspection.baseline, length, features) },
    initialState: Object.fromEntries(
      Object.entries(inspection.initialState).map(([method, part]) => [method, [...part]]),
    ),
    ...(inspection.overMany ? { overMany: overManyDocument(inspection.overMany, length, features) } : {}),
    unfit: inspection.unfit,
    attentionAgreement: inspection.attentionAgreement.map((entry) => ({ ...entry, rows: [...entry.rows] })),
    inputCorrelation: inspection.inputCorrelation.map((entry) => correlationDocument(entry, length, features)),
    metrics: metricsDocument(inspection),
    ...(inspection.interventions ? { interventions: inspection.interventions.map(interventionDocument) } : {}),
  };
}

function sampleDocument(sample: SampleInspection, inspection: Inspection, length: number, features: number) {
  const baseline = nested(inspection.baseline, length, features);
  const { target } = inspection;
  return {
    label: sample.label,
    input: nested(sample.input, length, features),
    ...(sample.target ? { target: [...sample.target] } : {}),
    prediction: [...sample.prediction],
    ...(sample.classes && target.kind === 'classes'
      ? { classes: Array.from(sample.classes, (c) => target.classes[c]) }
      : {}),
    layers: sample.layers.map((trace) => layerDocument(trace)),
    influence: Object.fromEntries(
      Object.entries(sample.influence).map(([method, { values, perStep, completenessError, standardError, note }]) => [
        method,
        {
          ...(values ? { values: nested(values, length, features), baseline } : {}),
          perStep: [...perStep],
          ...(completenessError === undefined ? {} : { completenessError }),
          ...(standardError ? { standardError: [...standardError] } : {}),
          ...(note ? { note } : {}),
        },
      ]),
    ),
    attention: Object.fromEntries(
      Object.entries(sample.attention).map(([kind, matrices]) => [
        kind,
        matrices.map(({ layer, head, values, weighted, composed }) => ({
          layer,
          ...(head === undefined ? {} : { head }),
          values: nested(values, length, length),
          ...(weighted ? { weighted: nested(weighted, length, length) } : {}),
          ...(composed ? { composed: nested(composed, length, length) } : {}),
        })),
      ]),
    ),
  };
}

/** Of each method three spreads: [T] by step, and [T][F] by element where the method has them. */
function overManyDocument({ part, sequences, methods }: InfluenceOverMany, length: number, features: number) {
  const numbers = ({ perStep, values }: StepValues) => ({
    perStep: [...perStep],
    ...(values ? { values: nested(values, length, features) } : {}),
  });
  const spreads = Object.entries(methods).map(([method, { mean, meanAbsolute, deviation }]) => [
    method,
    { mean: numbers(mean), meanAbsolute: numbers(meanAbsolute), deviation: numbers(deviation) },
  ]);
  return { part, sequences, methods: Object.fromEntries(spreads) };
}

function metricsDocument({ fit, target }: Inspection) {
  if (fit.kind === 'numbers') return { mse: fit.mse, mae: fit.mae, r2: fit.r2 };
  const { accuracy, wholeSequences } = fit;
  const classes = target.kind === 'classes' ? target.classes : [];
  return { accuracy, wholeSequences, classes, confusion: nested(fit.confusion, classes.length, classes.length) };
}

function layerDocument(trace: LayerTrace) {
  const rows = (values: Float32Array) => nested(values, trace.steps, trace.units);
  return {
    name: trace.layer,
    type: trace.type,
    ...(trace.direction === 'backward' ? { direction: trace.direction } : {}),
    units: trace.units,
    hidden: rows(trace.hidden),
    ...(trace.cell ? { cell: rows(trace.cell) } : {}),
    gates: Object.fromEntries(Object.entries(trace.gates).map(([gate, values]) => [gate, rows(values)])),
  };
}

/** Correlations by step: [T][F], and of the units [T][H × F]. */
function correlationDocument(entry: InputCorrelation, length: number, features: number) {
  const { layer, samples, counted, steps, units, previousCosine, readoutCosine } = entry;
  const rows = (correlations: Correlations, columns: number) =>
    Object.fromEntries(Object.entries(correlations).map(([key, values]) => [key, nested(values, length, columns)]));
  return {
    layer,
    samples,
    ...(counted && { counted: [...counted] }),
    steps: rows(steps, features),
    ...(units ? { units: rows(units, units.pearson.length / length) } : {}),
    previousCosine: [...previousCosine],
    ...(readoutCosine ? { readoutCosine: [...readoutCosine] } : {}),
  };
}

function nested(values: ArrayLike<number>, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, c) => values[row * columns + c]));
}
