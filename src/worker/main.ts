/** Entry of the worker thread in Node: answers the requests of `protocol.ts`. */
import { parentPort } from 'node:worker_threads';
import { type CancellationToken, ResponseError } from 'vscode-jsonrpc';
import kernels from '../../dist/kernels.wasm';
import { version } from '../../package.json';
import type { Engine } from '../core/engine/engine.js';
import { createWasmEngine } from '../core/engine/wasm/wasmEngine.js';
import { BadInputError, type Problem } from '../core/problems.js';
import type { WorkerHost } from './host.js';
import { inspectModel } from './inspect.js';
import { Models } from './models.js';
import { nodeFiles } from './nodeFiles.js';
import { inOneBuffer } from './oneBuffer.js';
import { prepare } from './prepare.js';
import {
  BAD_INPUT,
  type ConfigText,
  checkpointRequest,
  checkRequest,
  embedProgress,
  embedRequest,
  FAILED,
  type FailureData,
  inspectRequest,
  trainProgress,
  trainRequest,
} from './protocol.js';
import { requireFree, train } from './train.js';
import { connect } from './transport.js';

if (!parentPort) throw new Error('This file runs in a worker thread.');
const connection = connect(parentPort);
let engine: Promise<Engine> | undefined;

const host: WorkerHost = {
  files: nodeFiles,
  engine() {
    engine ??= createWasmEngine(kernels);
    return engine;
  },
  yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
  seconds: () => performance.now() / 1000,
  now: () => new Date(),
  version,
  processId: process.pid,
};

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
connection.onRequest(checkRequest, (config) => answer(() => check(config)));

async function check(config: ConfigText): Promise<readonly Problem[]> {
  try {
    await prepare(config, nodeFiles);
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
