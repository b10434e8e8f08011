/** Entry of the worker in Node, a thread or a process of its own. */
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { MessageConnection } from 'vscode-jsonrpc';
import relaxedKernels from '../../dist/kernels.fast.wasm';
import kernels from '../../dist/kernels.wasm';
import { version } from '../../package.json';
import type { Engine } from '../core/engine/engine.js';
import { createTensorFlowEngine } from '../core/engine/tensorflow/tensorFlowEngine.js';
import { createFastEngine, createWasmEngine } from '../core/engine/wasm/wasmEngine.js';
import { memoryIn } from '../core/memory.js';
import { byPlace } from './byPlace.js';
import { filesThrough } from './fileRequests.js';
import { filesBelow } from './filesBelow.js';
import { filesWithin, reachIn } from './filesWithin.js';
import type { WorkerHost } from './host.js';
import { KerasTrainer } from './keras/kerasTrainer.js';
import { nodeFiles } from './nodeFiles.js';
import { isRunning, thisProcess } from './processes.js';
import { serve } from './serve.js';
import { TENSORFLOW_VARIABLE } from './tensorflow/find.js';
import { loadTensorFlow } from './tensorflow/load.js';
import { nodeThreads } from './threads.js';
import { connect, connectProcess } from './transport.js';

const connection = parentPort ? connect(parentPort) : connectToParent();
const memory = memoryIn(process.env);
const reach = reachIn(process.env);
const others = filesThrough(connection);
const makeEngine = {
  exact: () => createWasmEngine(kernels, undefined, memory),
  exactViewer: () => createWasmEngine(kernels, nodeThreads, memory),
  fast: () => createFastEngine(kernels, relaxedKernels, nodeThreads, memory),
  tensorflow: createTensorFlow,
} as const;
const engines: Partial<Record<keyof typeof makeEngine, Promise<Engine>>> = {};

function engineOf(kind: keyof typeof makeEngine): Promise<Engine> {
  engines[kind] ??= makeEngine[kind]();
  return engines[kind];
}

const host: WorkerHost = {
  files: reach ? byPlace(filesWithin(nodeFiles, reach), filesBelow(others, reach)) : byPlace(nodeFiles, others),
  engine: ({ engine, precision }) => engineOf(engine === 'tensorflow' ? engine : precision),
  viewer: ({ engine, precision }) =>
    engine !== 'tensorflow' && precision === 'exact' ? engineOf('exactViewer') : host.engine({ engine, precision }),
  yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
  seconds: () => performance.now() / 1000,
  now: () => new Date(),
  version,
  writer: thisProcess(),
  isRunning,
  keras: (job, settings) => KerasTrainer.start(job, settings, path.join(__dirname, 'python', 'train.py')),
  memory,
};

/** Native code may end a process, and with it every thread: TensorFlow is only ever loaded where that hurts nobody. */
async function createTensorFlow(): Promise<Engine> {
  const folder = process.env[TENSORFLOW_VARIABLE];
  if (parentPort || folder === undefined) throw new Error('TensorFlow runs in a process of its own.');
  return createTensorFlowEngine(loadTensorFlow(folder));
}

function connectToParent(): MessageConnection {
  // Ctrl+C in a terminal reaches every process; the parent decides what it means.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit());
  return connectProcess(process);
}

serve(connection, host);
