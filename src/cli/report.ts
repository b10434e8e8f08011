import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { reportHtml } from '../report/report.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import type { InspectResult } from '../worker/protocol.js';
import { inspectFollowed } from './inspectionProgress.js';
import { builtFile, fromHere, readSource } from './paths.js';
import { withWorker } from './session.js';

/** Samples of the data that the report lets one walk through. */
const DATA_SAMPLES = 20;

/** `lstm-lens report RUN --out FILE.html`. */
export async function report(source: string, { out }: { out: string }): Promise<void> {
  const target = await readSource(source);
  const file = path.resolve(out);
  // Written before Ctrl+C would end the program again, so that the file is there whole or not at all.
  await withWorker(target, async (worker, token) =>
    nodeFiles.write(file, await pageOf(await inspectFollowed(worker, { ...target, dataSamples: DATA_SAMPLES }, token))),
  );
  process.stdout.write(`${fromHere(file)}\n`);
}

async function pageOf({ inspection, run }: InspectResult): Promise<string> {
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
  return reportHtml(snapshot, { script: await asset('panel.js'), style: await asset('panel.css') });
}
