/** Reads what the host says. A message that does not fit the protocol is an error with its place, never a guess. */

import type { Inspection } from '../src/core/analysis/inspection.js';
import { INSPECTION_PARTS } from '../src/core/analysis/parts.js';
import type { Population } from '../src/core/analysis/population/population.js';
import { DIMENSIONS } from '../src/core/analysis/population/shape.js';
import { traceValues } from '../src/core/engine/engine.js';
import { GATES } from '../src/core/model/spec.js';
import {
  boolean,
  byKind,
  type Check,
  checkMessage,
  each,
  fail,
  floats,
  list,
  MessageError,
  number,
  oneOf,
  optional,
  record,
  size,
  text,
} from './checks.js';
import { ATTENTION_IDS, METHOD_IDS } from './explain.js';
import { checkFinding, checkInterventions, finding, interventions as interventionResults } from './findingChecks.js';
import { preview, previewSequence } from './previewChecks.js';
import { type HostMessage, SECTIONS, VIEWS } from './protocol.js';
import { TRACES } from './store.js';
import { sweep } from './sweepChecks.js';

/** @throws {MessageError} that names the first place where the value is not a message of the protocol. */
export function readMessage(value: unknown): HostMessage {
  checkMessage(value, MESSAGES);
  const message = value as HostMessage;
  if (message.type === 'snapshot' && message.snapshot.inspection) checkSizes(message.snapshot.inspection);
  if (message.type === 'checkpoint') checkSizes(message.checkpoint.inspection);
  if (message.type === 'snapshot') message.snapshot.findings.forEach(checkFinding);
  if (message.type === 'finding') checkFinding(message.finding);
  return message;
}

export const point = record({
  epoch: number,
  loss: number,
  validationLoss: optional(number),
  metrics: optional(each(number)),
  learningRate: optional(number),
});
const progress = record({ epoch: number, epochs: number, batch: number, batches: number, secondsLeft: number });

const at = record({ part: oneOf(...Object.keys(INSPECTION_PARTS)), share: number });

const status = byKind({
  empty: record({}),
  training: record({ progress: optional(progress), waiting: optional(boolean), reading: optional(number) }),
  inspecting: record({ at: optional(at) }),
  ready: record({}),
  cancelled: record({ epochs: number }),
  failed: record({ message: text, place: optional(record({ file: text, line: number, column: number })) }),
});

const matrix = record({
  layer: text,
  head: optional(number),
  ahead: optional(boolean),
  values: floats,
  weighted: optional(floats),
  composed: optional(floats),
});
/** Some of the influence methods. */
const byMethod = (check: Check) => record(Object.fromEntries(METHOD_IDS.map((method) => [method, optional(check)])));
const stepValues = record({ perStep: floats, values: optional(floats) });
const spread = record({ mean: stepValues, meanAbsolute: stepValues, deviation: stepValues });
const influence = record({
  values: optional(floats),
  perStep: floats,
  completenessError: optional(number),
  note: optional(text),
  standardError: optional(floats),
});
const trace = record({
  layer: text,
  type: oneOf(...Object.keys(GATES)),
  direction: oneOf('forward', 'backward'),
  units: number,
  steps: number,
  hidden: floats,
  cell: optional(floats),
  gates: record(Object.fromEntries(TRACES.map((name) => [name, optional(floats)]))),
});
/** Any of the layer's own values. */
const someTraces = (check: Check) => record(Object.fromEntries(TRACES.map((name) => [name, optional(check)])));
const gate = record({ mean: floats, deviation: floats, closed: floats, open: floats });
const population = record({
  part: oneOf('validation', 'training'),
  sequences: number,
  available: number,
  notFinite: number,
  inputs: floats,
  predictions: floats,
  targets: floats,
  running: floats,
  runningName: text,
  layers: list(
    record({
      mean: trace,
      largest: someTraces(number),
      gates: someTraces(gate),
      orders: record({ clustering: list(number), peak: list(number), correlation: list(number) }),
      space: record({
        axes: record({ mean: floats, directions: floats }),
        points: floats,
        explained: list(number),
        probe: floats,
      }),
    }),
  ),
});
const sample = record({
  label: text,
  sequence: optional(number),
  input: floats,
  read: optional(list(text)),
  target: optional(floats),
  prediction: floats,
  classes: optional(floats),
  layers: list(trace),
  withheld: optional(boolean),
  influence: byMethod(influence),
  attention: record(Object.fromEntries(ATTENTION_IDS.map((kind) => [kind, optional(list(matrix))]))),
  contribution: optional(floats),
});
const score = optional(record({ value: number, low: number, high: number }));
const interval = list(number);
const scores = {
  deletion: score,
  insertion: score,
  comprehensiveness: score,
  sufficiency: score,
  infidelity: score,
  maxSensitivity: score,
  completenessError: score,
  randomization: score,
  intervals: optional(record({ pearson: interval, withinSample: interval, spearman: interval, sign: interval })),
  pearson: number,
  withinSample: number,
  spearman: number,
  sign: number,
  samples: number,
};
const trustRow = record({ method: oneOf(...METHOD_IDS), ...scores });
const uninformedRow = record({ method: oneOf('random', 'uniform'), ...scores });
const correlations = record({ pearson: floats, pearsonP: floats, spearman: floats, spearmanP: floats });
const inputCorrelation = record({
  layer: text,
  samples: number,
  steps: correlations,
  units: optional(correlations),
  previousCosine: floats,
  readoutCosine: optional(floats),
});
const target = byKind({ numbers: record({}), classes: record({ classes: list(text) }) });
const part = oneOf('validation', 'training');
const fit = byKind({
  numbers: record({ part, mse: number, mae: number, r2: number, predicted: floats, actual: floats }),
  classes: record({ part, accuracy: number, wholeSequences: optional(number), confusion: floats }),
});
export const inspection = record({
  name: text,
  source: text,
  length: number,
  features: list(text),
  target,
  targetSteps: optional(number),
  targets: list(text),
  explained: text,
  layers: list(record({ name: text, type: text, units: number, parameters: number, outputShape: text })),
  samples: list(sample),
  baseline: floats,
  initialState: byMethod(floats),
  overMany: optional(record({ part, sequences: number, methods: byMethod(spread) })),
  trust: list(trustRow),
  trustBaselines: list(uninformedRow),
  unfit: list(record({ id: oneOf(...METHOD_IDS, ...ATTENTION_IDS), reason: text })),
  trustNote: text,
  inputCorrelation: list(inputCorrelation),
  attentionAgreement: list(
    record({ kind: oneOf(...ATTENTION_IDS), layer: text, attention: text, rows: floats, mean: number }),
  ),
  fit,
  population: optional(population),
  interventions: optional(interventionResults),
});
const select = record({
  view: optional(oneOf(...VIEWS)),
  sample: optional(number),
  sequence: optional(number),
  layer: optional(text),
  trace: optional(oneOf(...TRACES)),
  step: optional(number),
  unit: optional(number),
  point: optional(number),
  section: optional(oneOf(...SECTIONS)),
});
const key = { layer: text, method: oneOf('tsne', 'umap'), dimensions: oneOf(2, 3) };
const embedding = byKind({
  working: record({ ...key, share: number }),
  done: record({ ...key, sequences: list(number), points: floats }),
  failed: record({ ...key, message: text }),
});
const snapshot = record({
  title: text,
  config: text,
  uri: text,
  run: optional(text),
  gone: optional(boolean),
  status,
  epochs: list(point),
  bestEpoch: optional(number),
  seconds: optional(number),
  trusted: boolean,
  inspection: optional(inspection),
  embeddings: list(embedding),
  findings: list(finding),
  checkpoints: list(number),
  select: optional(select),
  sweep: optional(sweep),
});

const parts = record({ fit: boolean, many: boolean });

/** Of every message there is. */
const BY_TYPE: Readonly<Record<HostMessage['type'], Check>> = {
  snapshot: record({ snapshot }),
  progress: record({ progress }),
  sweep: record({ sweep: optional(sweep) }),
  sample: record({ index: number, sample }),
  sequence: record({ index: number, sample }),
  sequenceFailed: record({ message: text }),
  embedding: record({ embedding }),
  finding: record({ finding }),
  whatIf: record({ sample: number, result: sample }),
  whatIfFailed: record({ message: text }),
  preview: record({ preview }),
  previewSequence: record({ sequence: previewSequence }),
  nothing: record({}),
  askLink: record({}),
  point: record({ layer: optional(text) }),
  checkpoint: record({ checkpoint: record({ epoch: number, sample: number, parts, inspection }) }),
  checkpointFailed: record({ epoch: number, message: text }),
  epochs: record({ points: list(point) }),
  reading: record({ share: number }),
  inspecting: record({ at }),
};
const MESSAGES = new Map(Object.entries(BY_TYPE));

/** The views index without looking: every array must be as long as its shape says. */
export function checkSizes({
  length,
  features,
  target,
  baseline,
  samples,
  fit,
  population,
  inputCorrelation,
  interventions,
}: Inspection): void {
  if (interventions) checkInterventions(interventions);
  if (population) checkPopulation(population, length, features.length);
  for (const [index, { steps, previousCosine, readoutCosine }] of inputCorrelation.entries()) {
    const place = `inspection.inputCorrelation[${index}]`;
    for (const values of Object.values(steps)) size(values, length * features.length, `${place}.steps`);
    size(previousCosine, length, `${place}.previousCosine`);
    size(readoutCosine, length, `${place}.readoutCosine`);
  }
  const elements = length * features.length;
  size(baseline, elements, 'inspection.baseline');
  if (fit.kind === 'numbers') size(fit.predicted, fit.actual.length, 'inspection.fit.predicted');
  else size(fit.confusion, target.kind === 'classes' ? target.classes.length ** 2 : 0, 'inspection.fit.confusion');
  for (const [index, { input, layers, influence, attention, contribution, read }] of samples.entries()) {
    const place = `inspection.samples[${index}]`;
    size(input, elements, `${place}.input`);
    size(contribution, length, `${place}.contribution`);
    if (read && read.length !== length) fail(`${place}.read`, `${length} names and not ${read.length}`);
    for (const layer of layers) {
      for (const name of TRACES) {
        size(traceValues(layer, name), layer.steps * layer.units, `${place}.${layer.layer}.${name}`);
      }
    }
    for (const [method, { values, perStep }] of Object.entries(influence)) {
      size(values, elements, `${place}.influence.${method}.values`);
      size(perStep, length, `${place}.influence.${method}.perStep`);
    }
    for (const [kind, matrices] of Object.entries(attention)) {
      for (const { layer, values } of matrices) size(values, length * length, `${place}.attention.${kind}.${layer}`);
    }
  }
}

function checkPopulation(population: Population, length: number, features: number): void {
  const { sequences, inputs, predictions, targets, running, layers } = population;
  size(inputs, sequences * length * features, 'inspection.population.inputs');
  size(predictions, sequences, 'inspection.population.predictions');
  size(targets, sequences, 'inspection.population.targets');
  size(running, sequences * length, 'inspection.population.running');
  for (const { mean, gates, orders, space } of layers) {
    const { layer, units, steps } = mean;
    const place = `inspection.population.${layer}`;
    for (const name of TRACES) size(traceValues(mean, name), steps * units, `${place}.mean.${name}`);
    for (const gate of Object.values(gates)) {
      size(gate.mean, steps, `${place}.gates.mean`);
      size(gate.deviation, steps, `${place}.gates.deviation`);
      size(gate.closed, units, `${place}.gates.closed`);
      size(gate.open, units, `${place}.gates.open`);
    }
    for (const [name, order] of Object.entries(orders)) size(order, units, `${place}.orders.${name}`);
    if (orders.clustering.some((unit) => !Number.isInteger(unit) || unit < 0 || unit >= units)) {
      fail(`${place}.orders.clustering`, 'numbers of units');
    }
    size(space.points, sequences * steps * DIMENSIONS, `${place}.space.points`);
    size(space.axes.mean, units, `${place}.space.axes.mean`);
    size(space.axes.directions, units * Math.min(units, DIMENSIONS), `${place}.space.axes.directions`);
    size(space.probe, steps, `${place}.space.probe`);
  }
}

export { MessageError };
