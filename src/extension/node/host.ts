/** The extension on a desktop, or beside a remote workspace: in Node. */
import * as vscode from 'vscode';
import { MEMORY_VARIABLE } from '../../core/memory.js';
import { byPlace } from '../../worker/byPlace.js';
import { REACH_VARIABLE } from '../../worker/filesWithin.js';
import { nodeFiles } from '../../worker/nodeFiles.js';
import { isRunning } from '../../worker/processes.js';
import type { Host } from '../host.js';
import { workspaceFiles } from '../workspaceFiles.js';
import { findPythonFor } from './python.js';
import { NodeTensorFlow } from './tensorFlow.js';

/** Of virtual workspaces, which no disk has. */
const virtual = workspaceFiles();

export const host: Host = {
  files: byPlace(nodeFiles, virtual),
  unwritable: [],
  isRunning,
  async startWorker(extension, memory, reach, tensorFlow) {
    // Loaded at the first use: activation does not wait for it.
    const { serveFiles } = await import('../../worker/fileRequests.js');
    const { startProcess, startThread } = await import('../../worker/start.js');
    const script = vscode.Uri.joinPath(extension, 'dist', 'worker.cjs').fsPath;
    const worker =
      tensorFlow === undefined ? startThread(script, memory, reach) : startProcess(script, memory, tensorFlow, reach);
    serveFiles(worker.connection, virtual);
    return worker;
  },
  findPython: findPythonFor,
  async sweepOnRay(extension, sweep, memory, reach) {
    const { sweepOnRay } = await import('../../worker/ray/sweepOnRay.js');
    const built = (...names: string[]) => vscode.Uri.joinPath(extension, 'dist', ...names).fsPath;
    const python = await findPythonFor({ path: sweep.config, text: '' });
    const address = vscode.workspace.getConfiguration('lstmLens').get<string>('ray.address', '');
    return sweepOnRay(
      { ...sweep, address },
      {
        python,
        script: built('python', 'sweep.py'),
        command: [process.execPath, built('cli.js')],
        environment: {
          [MEMORY_VARIABLE]: String(memory),
          [REACH_VARIABLE]: JSON.stringify(reach),
          // Inside of VS Code the program is Electron, which is Node only when told so.
          ELECTRON_RUN_AS_NODE: '1',
        },
      },
    );
  },
  tensorFlow: (context, log) => new NodeTensorFlow(context, log),
};
