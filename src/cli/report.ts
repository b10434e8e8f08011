import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { reportHtml } from '../report/report.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { builtFile, fromHere, readSource } from './paths.js';
import { withWorker } from './session.js';

/** Samples of the data that the report lets one walk through. */
const DATA_SAMPLES = 20;

/** `lstm-lens report RUN --out FILE.html`. */
export async function report(source: string, { out }: { out: string }): Promise<void> {
  const target = await readSource(source);
  const { inspection, run } = await withWorker(target, (worker, token) =>
    worker.inspect({ ...target, dataSamples: DATA_SAMPLES }, token),
  );
  const asset = (name: string) => readFile(builtFile(`webview/${name}`), 'utf8');
  const snapshot = {
    title: inspection.name,
    config: inspection.name,
    uri: '',
    run: run?.started,
    status: { kind: 'ready' as const },
    epochs: run?.epochs ?? [],
    bestEpoch: run?.bestEpoch,
    seconds: run?.seconds,
    trusted: true,
    inspection,
    embeddings: [],
    findings: [],
    checkpoints: [],
  };
  const html = reportHtml(snapshot, { script: await asset('panel.js'), style: await asset('panel.css') });
  await nodeFiles.write(path.resolve(out), html);
  process.stdout.write(`${fromHere(path.resolve(out))}\n`);
}
