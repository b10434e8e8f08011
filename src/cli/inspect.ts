import type { CancellationToken } from 'vscode-jsonrpc';
import { answerTexts } from '../core/analysis/answerText.js';
import type { AttentionMatrix } from '../core/analysis/attention/attention.js';
import { inspectionDocument } from '../core/analysis/document.js';
import { dynamicsDocument, plain } from '../core/analysis/dynamics/dynamicsDocument.js';
import type { Answers } from '../core/analysis/dynamics/question.js';
import type {
  Fit,
  Inspection,
  RuleFreeScores,
  SampleInspection,
  TrustRow,
  UninformedRow,
} from '../core/analysis/inspection.js';
import type { Interval } from '../core/analysis/trust/bootstrap.js';
import type { WorkerClient } from '../worker/client.js';
import type { InspectParams } from '../worker/protocol.js';
import { describeInterventions } from './carried.js';
import { describeDynamics } from './dynamics.js';
import { inspectFollowed } from './inspectionProgress.js';
import { readSource } from './paths.js';
import { withWorker } from './session.js';
import { number, table } from './text.js';

/** Samples of the data where the config gives no inputs of its own. */
const DATA_SAMPLES = 5;
/** Steps of an attention row, and significant correlations of a layer, that a line has room for. */
const MOST_STEPS = 20;
const MOST_CORRELATIONS = 10;
const SIGNIFICANT = 0.05;

const RULE_FREE: readonly { key: keyof RuleFreeScores; name: string; good: string }[] = [
  { key: 'deletion', name: 'deletion', good: 'low' },
  { key: 'insertion', name: 'insertion', good: 'high' },
  { key: 'comprehensiveness', name: 'comprehens.', good: 'high' },
  { key: 'sufficiency', name: 'sufficiency', good: 'low' },
  { key: 'infidelity', name: 'infidelity', good: 'low' },
  { key: 'maxSensitivity', name: 'sensitivity', good: 'low' },
  { key: 'completenessError', name: 'incompleteness', good: 'low' },
  { key: 'randomization', name: 'as random weights', good: 'near 0' },
];

/** `lstm-lens inspect CONFIG|RUN [--dynamics] [--json]`. */
export async function inspect(source: string, options: { dynamics?: boolean; json?: boolean }): Promise<void> {
  const target = await readSource(source);
  const params = { ...target, dataSamples: DATA_SAMPLES };
  const { inspection, dynamics } = await withWorker(target, async (worker, token) => ({
    inspection: (await inspectFollowed(worker, params, token)).inspection,
    dynamics: options.dynamics ? await dynamicsFrom(worker, params, token) : undefined,
  }));
  // The contract: the samples of the document are those that the config asks for, where it asks for any.
  const asked = inspection.samples.filter(({ label }) => label.startsWith('inspect.'));
  const shown = { ...inspection, samples: asked.length > 0 ? asked : inspection.samples };
  if (options.json) {
    const document = {
      ...inspectionDocument(shown),
      ...(dynamics ? { dynamics: { ...dynamicsDocument(dynamics.now), training: plain(dynamics.training) } } : {}),
    };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    process.stdout.write(
      `${[describe(shown), ...(dynamics ? [describeDynamics(dynamics.now, dynamics.training)] : [])].join('\n\n')}\n`,
    );
  }
}

/** How it computes now, and how that came about; the latter takes long, so its share is told. */
async function dynamicsFrom(worker: WorkerClient, params: InspectParams, token: CancellationToken) {
  const now = await worker.dynamics(params, token);
  const tell = (share: number) => process.stderr.write(`dynamics over the training ${Math.round(100 * share)} %\n`);
  const training = await worker.answer({ ...params, question: { about: 'training' } }, tell, token);
  return { now, training: training as Answers['training'] };
}

function describe(inspection: Inspection): string {
  const layers = inspection.layers.map(
    ({ name, units, parameters }) => `${name} (${units} units, ${parameters} parameters)`,
  );
  return [
    `${inspection.name}: ${layers.join(' → ')}`,
    `${inspection.fit.part} ${describeFit(inspection.fit)}`,
    ...inspection.samples.map((sample) => describeSample(sample, inspection)),
    ...(inspection.interventions ? [describeInterventions(inspection.interventions)] : []),
    ...(inspection.inputCorrelation.length > 0 ? [describeCorrelation(inspection)] : []),
    describeTrust(inspection),
    ...inspection.unfit.map(({ id, reason }) => `${id} is left out: ${reason}`),
  ].join('\n\n');
}

function describeFit(fit: Fit): string {
  if (fit.kind === 'numbers') return `R² ${number(fit.r2)}, MSE ${number(fit.mse)}`;
  const whole = fit.wholeSequences === undefined ? '' : `, whole sequences ${number(fit.wholeSequences)}`;
  return `accuracy ${number(fit.accuracy)}${whole}`;
}

function describeSample(sample: SampleInspection, inspection: Inspection): string {
  const { features, targets } = inspection;
  const { predicted, actual } = answerTexts(sample, inspection, (values) => number(values[values.length - 1]));
  const truth = actual === undefined ? '' : `, true ${actual}`;
  const methods = Object.entries(sample.influence);
  const rows = Array.from(sample.input.subarray(0, sample.input.length / features.length), (_, t) => [
    String(t + 1),
    ...(sample.read ? [sample.read[t]] : features.map((_, f) => number(sample.input[t * features.length + f]))),
    ...(sample.contribution ? [number(sample.contribution[t])] : []),
    ...methods.map(([, { perStep }]) => number(perStep[t])),
  ]);
  const read = sample.read ? ['reads'] : features;
  const header = ['step', ...read, ...(sample.contribution ? ['true'] : []), ...methods.map(([method]) => method)];
  const notes = methods.flatMap(([method, { note, standardError }]) =>
    note
      ? [`${method}: ${note}${standardError ? ` Standard error up to ${number(Math.max(...standardError))}.` : ''}`]
      : [],
  );
  const title = `${sample.label}: ${targets[0]} predicted ${predicted}${truth}`;
  return [
    title,
    table([header, ...rows]),
    ...notes,
    ...Object.entries(sample.attention).flatMap(describeAttention),
  ].join('\n');
}

/** One line a layer: how far back the last step looks. A matrix itself is for the document and the views. */
function describeAttention([kind, matrices]: [string, readonly AttentionMatrix[]]): string[] {
  return matrices.map(({ layer, values }) => {
    const length = Math.sqrt(values.length);
    const last = Array.from(values.subarray(values.length - length), (value) => number(value, 3));
    const shown = length > MOST_STEPS ? ['…', ...last.slice(-MOST_STEPS)] : last;
    return `${kind} of ${layer}, last step to steps 1…${length}: ${shown.join('  ')}`;
  });
}

function describeTrust({
  trust,
  trustBaselines,
  trustNote,
  trustReading,
  baselineName,
  explained,
}: Inspection): string {
  if (trust.length === 0) return `Trust: ${trustReading}`;
  const rows: readonly (TrustRow | UninformedRow)[] = [...trust, ...trustBaselines];
  const known = trust.some(({ pearson }) => !Number.isNaN(pearson));
  const agreement = [
    ['trust', 'pearson', '95 %', 'within sample', 'spearman', 'sign'],
    ...rows.map((row) => [
      row.method,
      number(row.pearson, 3),
      interval(row.intervals?.pearson),
      ...[row.withinSample, row.spearman].map((r) => number(r, 3)),
      Number.isNaN(row.sign) ? '—' : `${number(100 * row.sign, 3)} %`,
    ]),
  ];
  const scores = [
    ['trust without a rule', ...RULE_FREE.map(({ name }) => name)],
    ...rows.map((row) => [row.method, ...RULE_FREE.map(({ key }) => number(row[key]?.value, 3))]),
    ['good is', ...RULE_FREE.map(({ good }) => good)],
  ];
  return [
    ...(known ? [table(agreement)] : []),
    table(scores),
    `${trustReading}\n${trustNote} Influence on ${explained}. Baseline: ${baselineName}.`,
  ].join('\n\n');
}

function interval(ends: Interval | undefined): string {
  return ends ? `${number(ends[0], 2)} to ${number(ends[1], 2)}` : '—';
}

/** Where the change of a layer's state goes with an input beyond chance. */
function describeCorrelation({ inputCorrelation, features }: Inspection): string {
  const lines = inputCorrelation.map(({ layer, samples, steps: { pearson, pearsonP } }) => {
    const found = Array.from(pearson.keys()).filter((i) => pearsonP[i] < SIGNIFICANT);
    const parts = found.map((i) => {
      const input = features.length > 1 ? ` ${features[i % features.length]}` : '';
      return `${Math.floor(i / features.length) + 1}${input} (r = ${number(pearson[i], 2)})`;
    });
    const shown = parts.length > MOST_CORRELATIONS ? [...parts.slice(0, MOST_CORRELATIONS), '…'] : parts;
    return `${layer}: ${shown.length > 0 ? `at step ${shown.join(', ')}` : 'at no step'} (n = ${samples})`;
  });
  const what = `Size of the change of state correlated with the input, p < ${SIGNIFICANT} after Holm's correction`;
  return `${what}:\n${lines.join('\n')}`;
}
