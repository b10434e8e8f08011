import { inspectionDocument } from '../core/analysis/document.js';
import type { Inspection, SampleInspection } from '../core/analysis/inspection.js';
import { readSource } from './paths.js';
import { withWorker } from './session.js';
import { number, table } from './text.js';

/** Samples of the data where the config gives no inputs of its own. */
const DATA_SAMPLES = 5;

/** `lstm-lens inspect CONFIG|RUN [--json]`. */
export async function inspect(source: string, options: { json?: boolean }): Promise<void> {
  const target = await readSource(source);
  const { inspection } = await withWorker((worker, token) =>
    worker.inspect({ ...target, dataSamples: DATA_SAMPLES }, token),
  );
  // The contract: the samples of the document are those that the config asks for, where it asks for any.
  const asked = inspection.samples.filter(({ label }) => label.startsWith('inspect.'));
  const shown = { ...inspection, samples: asked.length > 0 ? asked : inspection.samples };
  process.stdout.write(options.json ? `${JSON.stringify(inspectionDocument(shown))}\n` : `${describe(shown)}\n`);
}

function describe(inspection: Inspection): string {
  const { mse, r2, part } = inspection.fit;
  const layers = inspection.layers.map(
    ({ name, units, parameters }) => `${name} (${units} units, ${parameters} parameters)`,
  );
  return [
    `${inspection.name}: ${layers.join(' → ')}`,
    `${part} R² ${number(r2)}, MSE ${number(mse)}`,
    ...inspection.samples.map((sample) => describeSample(sample, inspection)),
    describeTrust(inspection),
  ].join('\n\n');
}

function describeSample(sample: SampleInspection, { features, targets }: Inspection): string {
  const truth = sample.target ? `, true ${number(sample.target[0])}` : '';
  const methods = Object.entries(sample.influence);
  const rows = Array.from(sample.input.subarray(0, sample.input.length / features.length), (_, t) => [
    String(t + 1),
    ...features.map((_, f) => number(sample.input[t * features.length + f])),
    ...(sample.contribution ? [number(sample.contribution[t])] : []),
    ...methods.map(([, { perStep }]) => number(perStep[t])),
  ]);
  const header = ['step', ...features, ...(sample.contribution ? ['true'] : []), ...methods.map(([method]) => method)];
  return `${sample.label}: ${targets[0]} predicted ${number(sample.prediction[0])}${truth}\n${table([header, ...rows])}`;
}

function describeTrust({ trust, trustNote }: Inspection): string {
  if (trust.length === 0) return `Trust: ${trustNote}`;
  const header = ['trust', 'pearson', 'within sample', 'spearman', 'sign'];
  const rows = trust.map((row) => [
    row.method,
    ...[row.pearson, row.withinSample, row.spearman].map((r) => number(r, 3)),
    Number.isNaN(row.sign) ? '—' : `${number(100 * row.sign, 3)} %`,
  ]);
  return `${table([header, ...rows])}\n${trustNote}`;
}
