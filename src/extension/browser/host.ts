/** The extension in a browser: in a web worker of VS Code for the Web. */
import * as vscode from 'vscode';
import { SETTINGS, type Settings } from '../../worker/browser/settings.js';
import type { Port } from '../../worker/browser/transport.js';
import { type RunningWorker, WorkerDiedError } from '../../worker/running.js';
import { isWritten } from '../../worker/runStatus.js';
import type { Host } from '../host.js';
import { workspaceFiles } from '../workspaceFiles.js';

declare const Worker: new (url: string) => WebWorker;

interface WebWorker extends Port {
  onerror: ((event: { readonly message?: string }) => void) | null;
  terminate(): void;
}

const files = workspaceFiles();
/** There are no processes: the window is told from others by chance, above all numbers that processes have. */
const processId = 2 ** 31 + Math.floor(Math.random() * 2 ** 31);

export const host: Host = {
  files,
  // The library for HDF5 weighs more than all else together.
  unwritable: ['keras'],
  isRunning: ({ process, folder }) => process === processId && isWritten(folder),

  async startWorker(extension, memory, reach) {
    // Loaded at the first use: activation does not wait for it.
    const { connect } = await import('../../worker/browser/transport.js');
    const { serveFiles } = await import('../../worker/fileRequests.js');
    const settings: Settings = { memory, reach, processId };
    const parts = [`self.${SETTINGS} = ${JSON.stringify(settings)};\n`, new Uint8Array(await scriptOf(extension))];
    // A worker is started only from where its page is, and extensions come from elsewhere.
    const url = URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
    const worker = new Worker(url);
    const connection = connect(worker);
    serveFiles(connection, files);
    const running: RunningWorker = {
      connection,
      died: new Promise((_, reject) => {
        worker.onerror = ({ message }) => {
          worker.terminate();
          reject(new WorkerDiedError(`The worker failed: ${message || 'it could not be started'}.`));
        };
      }),
      async end() {
        worker.terminate();
        URL.revokeObjectURL(url);
      },
    };
    return running;
  },

  async findPython() {
    throw notHere('keras');
  },

  async sweepOnRay() {
    throw new Error(vscode.l10n.t('Sweeps on Ray need VS Code on a machine, not in a browser.'));
  },

  tensorFlow: () => ({
    find() {
      throw notHere('tensorflow');
    },
    async install() {
      throw notHere('tensorflow');
    },
  }),
};

function notHere(engine: string): Error {
  return new Error(
    vscode.l10n.t('"engine": "{0}" needs VS Code on a machine, not in a browser: leave "engine" out here.', engine),
  );
}

let script: Promise<Uint8Array> | undefined;

/** Kept, since workers come and go. */
function scriptOf(extension: vscode.Uri): Promise<Uint8Array> {
  script ??= Promise.resolve(
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', 'web', 'worker.js')),
  ).catch((error) => {
    script = undefined;
    throw error;
  });
  return script;
}
