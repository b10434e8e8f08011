/** Entry of the worker in a browser. One thread: those of the fast precision need a page that is isolated from others. */
import relaxedKernels from '../../../dist/kernels.fast.wasm';
import kernels from '../../../dist/kernels.wasm';
import { version } from '../../../package.json';
import type { Engine } from '../../core/engine/engine.js';
import { ONE_THREAD } from '../../core/engine/wasm/helpers.js';
import { createFastEngine, createWasmEngine } from '../../core/engine/wasm/wasmEngine.js';
import { filesThrough } from '../fileRequests.js';
import { filesBelow } from '../filesBelow.js';
import type { WorkerHost } from '../host.js';
import { serve } from '../serve.js';
import { SETTINGS, type Settings } from './settings.js';
import { connect, type Port } from './transport.js';

/** The global scope of a web worker. */
declare const self: Port & { readonly [SETTINGS]: Settings };

const { memory, reach, processId } = self[SETTINGS];
const connection = connect(self);
const makeEngine = {
  exact: () => createWasmEngine(kernels, ONE_THREAD, memory),
  fast: () => createFastEngine(kernels, relaxedKernels, ONE_THREAD, memory),
};
const engines: Partial<Record<keyof typeof makeEngine, Promise<Engine>>> = {};

const host: WorkerHost = {
  files: filesBelow(filesThrough(connection), reach),
  async engine({ engine, precision }) {
    if (engine === 'tensorflow') throw new Error('TensorFlow does not run in a browser.');
    engines[precision] ??= makeEngine[precision]();
    return engines[precision];
  },
  viewer: (experiment) => host.engine(experiment),
  yieldTurn,
  seconds: () => performance.now() / 1000,
  now: () => new Date(),
  version,
  writer: { process: processId },
  isRunning: (run) => run.process === processId,
  memory,
};

/** A message to itself: a timer waits for four milliseconds when it is set again and again. */
function yieldTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel() as unknown as Record<'port1' | 'port2', Port & { close(): void }>;
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null, []);
  });
}

serve(connection, host);
