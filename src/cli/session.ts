/** One worker for one command; Ctrl+C cancels what it does. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc';
import { engineOf } from '../core/config/engineOf.js';
import { memoryIn } from '../core/memory.js';
import { WorkerClient } from '../worker/client.js';
import { reachIn } from '../worker/filesWithin.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import type { ConfigText } from '../worker/protocol.js';
import { findPython, PYTHON_VARIABLE } from '../worker/python/find.js';
import type { RunningWorker } from '../worker/running.js';
import { startProcess, startThread } from '../worker/start.js';
import {
  packageAbove,
  packageIn,
  TENSORFLOW_PACKAGE,
  TENSORFLOW_VARIABLE,
  TensorFlowMissingError,
} from '../worker/tensorflow/find.js';
import { CancelledError, interruptible } from './interrupt.js';
import { builtFile } from './paths.js';

/** What a command works on. */
type Target = { readonly config: ConfigText } | { readonly run: string };

/** @throws {TensorFlowMissingError} where the config asks for it in vain; {CancelledError} after Ctrl+C. */
export async function withWorker<T>(
  target: Target,
  work: (worker: WorkerClient, token: CancellationToken) => Promise<T>,
): Promise<T> {
  const worker = new WorkerClient(await start(target), nodeFiles, undefined, findPythonHere);
  try {
    return await interruptible(['SIGINT'], (token) =>
      work(worker, token).catch((error) => {
        throw error instanceof CancelledError || !token.isCancellationRequested ? error : new CancelledError();
      }),
    );
  } finally {
    await worker.dispose();
  }
}

/** Workers that stay for the next of many trainings, one of each engine in each lane. */
export class Workers {
  private readonly started = new Map<string, Promise<WorkerClient>>();

  /** @throws {TensorFlowMissingError} where the config asks for it in vain. */
  get(lane: number, config: ConfigText): Promise<WorkerClient> {
    const key = `${lane} ${engineOf(config.text)}`;
    const known = this.started.get(key);
    const worker = this.living(known, config);
    this.started.set(key, worker);
    return worker;
  }

  async dispose(): Promise<void> {
    const all = await Promise.allSettled(this.started.values());
    await Promise.all(all.map((one) => one.status === 'fulfilled' && one.value.dispose()));
  }

  private async living(known: Promise<WorkerClient> | undefined, config: ConfigText): Promise<WorkerClient> {
    const worker = await known?.catch(() => undefined);
    return worker?.alive ? worker : new WorkerClient(await start({ config }), nodeFiles, undefined, findPythonHere);
  }
}

async function start(target: Target): Promise<RunningWorker> {
  const script = builtFile('worker.cjs');
  const memory = memoryIn(process.env);
  // Given where the editor has a sweep trained by this program.
  const reach = reachIn(process.env);
  const { file, text } = await configOf(target);
  if (engineOf(text) !== 'tensorflow') return startThread(script, memory, reach);
  return startProcess(script, memory, findTensorFlow(path.dirname(file)), reach);
}

/** A run keeps its config; where there is none, the worker will say that it is no run. */
async function configOf(target: Target): Promise<{ file: string; text: string }> {
  if ('config' in target) return { file: target.config.path, text: target.config.text };
  const file = path.join(target.run, 'config.lstm.json');
  return { file, text: await readFile(file, 'utf8').catch(() => '') };
}

/** Where the environment says, else above the config, else above this program. */
function findTensorFlow(folder: string): string {
  const given = process.env[TENSORFLOW_VARIABLE];
  const found = given ? packageIn(given) : (packageAbove(folder) ?? packageAbove(builtFile('.')));
  if (found !== undefined) return found;
  throw new TensorFlowMissingError(
    given
      ? `${TENSORFLOW_VARIABLE} names ${given}, which neither is it nor has it in its node_modules.`
      : `Install it with "npm install ${TENSORFLOW_PACKAGE}" in ${folder}, or name its folder in the environment ` +
          `variable ${TENSORFLOW_VARIABLE}; or leave "engine" out.`,
  );
}

/** Where the environment says, else on the PATH. */
export async function findPythonHere() {
  return findPython(process.env[PYTHON_VARIABLE], `the environment variable ${PYTHON_VARIABLE}`);
}
