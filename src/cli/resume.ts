import path from 'node:path';
import { join } from '../core/files.js';
import { RunError, readManifest, readRunConfig } from '../core/runs/runFolder.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { dataFolder } from '../worker/open.js';
import { isRunning } from '../worker/processes.js';
import { statusOf } from '../worker/runStatus.js';
import { showTraining } from './train.js';

/** `lstm-lens resume RUN [--json]`. */
export async function resume(folder: string, options: { json?: boolean }): Promise<void> {
  const run = path.resolve(folder);
  const manifest = await readManifest(nodeFiles, run);
  if (statusOf({ ...manifest, folder: run }, isRunning) === 'running')
    throw new RunError(`${folder} goes on already, in process ${manifest.process}.`);
  const config = { path: join(dataFolder(run, manifest), manifest.config), text: await readRunConfig(nodeFiles, run) };
  await showTraining({ config, resume: run }, options);
}
