/** Starts workers: threads, or processes of their own where native code may end them. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { limitText, MEMORY_VARIABLE } from '../core/memory.js';
import { environmentFor, FOR_TENSORFLOW } from './environment.js';
import { REACH_VARIABLE } from './filesWithin.js';
import { type RunningWorker, WorkerDiedError } from './running.js';
import { TENSORFLOW_VARIABLE } from './tensorflow/find.js';
import { connect, connectProcess } from './transport.js';

/**
 * @param script path of the bundled `worker/main.ts`, here and below.
 * @param memory MiB that data and model may take, and what else the worker keeps.
 * @param reach folders and files that configs may have read; all where not given.
 */
export function startThread(script: string, memory: number, reach?: readonly string[]): RunningWorker {
  const worker = new Worker(script, {
    env: boundsOf(memory, reach),
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });
  return {
    connection: connect(worker),
    died: new Promise((_, reject) => {
      worker.once('error', (error: NodeJS.ErrnoException) => {
        const full = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        const why = full ? `The worker ran out of memory; ${limitText(memory)}` : `The worker failed: ${error.message}`;
        reject(new WorkerDiedError(why));
      });
      worker.once('exit', (code) => reject(new WorkerDiedError(`The worker ended with code ${code}.`)));
    }),
    async end() {
      await worker.terminate();
    },
  };
}

/**
 * A worker in a process of its own, with TensorFlow, whose own memory nobody bounds.
 * @param tensorFlow folder of the package.
 */
export function startProcess(
  script: string,
  memory: number,
  tensorFlow: string,
  reach?: readonly string[],
): RunningWorker {
  const child = fork(script, [], {
    // Typed arrays as they are, not as JSON.
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memory}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...environmentFor(FOR_TENSORFLOW),
      ...boundsOf(memory, reach),
      [TENSORFLOW_VARIABLE]: tensorFlow,
      // Inside of VS Code the program is Electron, which is Node only when told so.
      ELECTRON_RUN_AS_NODE: '1',
      // Errors only: the library talks about the processor otherwise.
      TF_CPP_MIN_LOG_LEVEL: '2',
    },
  });
  return { connection: connectProcess(child), died: deathOf(child), end: () => kill(child) };
}

function boundsOf(memory: number, reach: readonly string[] | undefined): NodeJS.ProcessEnv {
  return { [MEMORY_VARIABLE]: String(memory), ...(reach && { [REACH_VARIABLE]: JSON.stringify(reach) }) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Characters at the end of what a process has printed that its death notice quotes. */
const LAST_WORDS = 500;

function deathOf(child: ChildProcess): Promise<never> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-LAST_WORDS);
  });
  return new Promise((_, reject) => {
    child.once('error', (error) => reject(new WorkerDiedError(`TensorFlow's process failed: ${error.message}`)));
    child.once('close', (code, signal) => {
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      const said = words.trim() ? ` It said: ${words.trim()}` : '';
      reject(new WorkerDiedError(`TensorFlow's process ${how}.${said}`));
    });
  });
}
