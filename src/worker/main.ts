/** Entry of the worker in Node, a thread or a process of its own: answers the requests of `protocol.ts`. */
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { type CancellationToken, type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import relaxedKernels from '../../dist/kernels.fast.wasm';
import kernels from '../../dist/kernels.wasm';
import { version } from '../../package.json';
import type { Engine } from '../core/engine/engine.js';
import { createTensorFlowEngine } from '../core/engine/tensorflow/tensorFlowEngine.js';
import { createFastEngine, createWasmEngine } from '../core/engine/wasm/wasmEngine.js';
import { lookAtModel } from '../core/formats/look/look.js';
import { memoryIn } from '../core/memory.js';
import { BadInputError, type Problem } from '../core/problems.js';
import { currentModel } from './current.js';
import { columnsOf, draft } from './draft.js';
import { exportRun } from './exportRun.js';
import { filesWithin, reachIn } from './filesWithin.js';
import { pauser, readingTurns, type WorkerHost } from './host.js';
import { inspectModel } from './inspect.js';
import { KerasTrainer } from './keras/kerasTrainer.js';
import { Models } from './models.js';
import { nodeFiles } from './nodeFiles.js';
import { inOneBuffer } from './oneBuffer.js';
import { prepare } from './prepare.js';
import { Previews } from './preview.js';
import { isRunning } from './processes.js';
import {
  BAD_INPUT,
  type ConfigText,
  checkpointRequest,
  checkRequest,
  columnsRequest,
  currentRequest,
  draftProgress,
  draftRequest,
  dynamicsRequest,
  embedProgress,
  embedRequest,
  exportRequest,
  FAILED,
  type FailureData,
  inspectRequest,
  lookRequest,
  type PreviewProgress,
  pingRequest,
  previewProgress,
  previewRequest,
  previewSequenceRequest,
  questionProgress,
  questionRequest,
  sequenceRequest,
  similarityRequest,
  trainProgress,
  trainRequest,
  whatIfRequest,
} from './protocol.js';
import { compareStates } from './similarity.js';
import { TENSORFLOW_VARIABLE } from './tensorflow/find.js';
import { loadTensorFlow } from './tensorflow/load.js';
import { nodeThreads } from './threads.js';
import { requireFree, train } from './train.js';
import { connect, connectProcess } from './transport.js';

const connection = parentPort ? connect(parentPort) : connectToParent();
const memory = memoryIn(process.env);
const reach = reachIn(process.env);
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
  files: reach ? filesWithin(nodeFiles, reach) : nodeFiles,
  engine: ({ engine, precision }) => engineOf(engine === 'tensorflow' ? engine : precision),
  viewer: ({ engine, precision }) =>
    engine !== 'tensorflow' && precision === 'exact' ? engineOf('exactViewer') : host.engine({ engine, precision }),
  yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
  seconds: () => performance.now() / 1000,
  now: () => new Date(),
  version,
  processId: process.pid,
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

connection.onRequest(pingRequest, () => null);
connection.onRequest(trainRequest, (params, token) =>
  answer(async () => {
    if (params.out !== undefined) await requireFree(nodeFiles, params.out);
    return train(
      host,
      params,
      (progress) => void connection.sendProgress(trainProgress, params.progress, inOneBuffer(progress)),
      cancelledBy(token),
    );
  }),
);
connection.onRequest(inspectRequest, (params, token) => answer(() => inspectModel(host, params, cancelledBy(token))));
const models = new Models(host);
connection.onRequest(embedRequest, (params, token) =>
  answer(() => {
    const report = (share: number) => void connection.sendProgress(embedProgress, params.progress, share);
    return models.embed(params, report, cancelledBy(token));
  }),
);
connection.onRequest(checkpointRequest, (params, token) => answer(() => models.checkpoint(params, cancelledBy(token))));
connection.onRequest(dynamicsRequest, (params, token) => answer(() => models.dynamics(params, cancelledBy(token))));
connection.onRequest(questionRequest, (params, token) =>
  answer(() => {
    const report = (share: number) => void connection.sendProgress(questionProgress, params.progress, share);
    return models.answer(params, report, cancelledBy(token));
  }),
);
connection.onRequest(sequenceRequest, (params, token) => answer(() => models.sequence(params, cancelledBy(token))));
connection.onRequest(whatIfRequest, (params, token) => answer(() => models.whatIf(params, cancelledBy(token))));
connection.onRequest(similarityRequest, (params, token) =>
  answer(() => compareStates(host, params, cancelledBy(token))),
);
connection.onRequest(currentRequest, (config, token) => answer(() => currentModel(host, config, cancelledBy(token))));
const previews = new Previews(host);
connection.onRequest(previewRequest, (params, token) =>
  answer(() => {
    const report = (step: PreviewProgress) => void connection.sendProgress(previewProgress, params.progress, step);
    return previews.preview(params, report, cancelledBy(token));
  }),
);
connection.onRequest(previewSequenceRequest, (params, token) =>
  answer(() => previews.sequence(params, cancelledBy(token))),
);
connection.onRequest(columnsRequest, (params, token) =>
  answer(() => columnsOf(params, host.files, readingTurns(host, cancelledBy(token)))),
);
connection.onRequest(draftRequest, (params, token) =>
  answer(() => {
    const report = (share: number) => void connection.sendProgress(draftProgress, params.progress, share);
    return draft(params, nodeFiles, readingTurns(host, cancelledBy(token), report));
  }),
);
connection.onRequest(lookRequest, ({ file }, token) =>
  answer(() => lookAtModel(nodeFiles, file, pauser(host, cancelledBy(token)))),
);
connection.onRequest(exportRequest, (params, token) =>
  answer(() => exportRun(nodeFiles, params, pauser(host, cancelledBy(token)))),
);
connection.onRequest(checkRequest, (config, token) => answer(() => check(config, cancelledBy(token))));

async function check(config: ConfigText, cancelled: () => boolean): Promise<readonly Problem[]> {
  try {
    await prepare(config, host.files, readingTurns(host, cancelled));
    return [];
  } catch (error) {
    if (error instanceof BadInputError) return error.problems;
    throw error;
  }
}

function cancelledBy(token: CancellationToken): () => boolean {
  return () => token.isCancellationRequested;
}

/** Errors cross the port as codes and data: their classes do not. */
async function answer<T>(work: () => Promise<T>): Promise<T | ResponseError<FailureData>> {
  try {
    return inOneBuffer(await work());
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof BadInputError) return new ResponseError(BAD_INPUT, message, { problems: error.problems });
    return new ResponseError(FAILED, message, { problems: [] });
  }
}
