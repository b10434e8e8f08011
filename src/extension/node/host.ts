/** The extension on a desktop, or beside a remote workspace: in Node. */
import * as vscode from 'vscode';
import { nodeFiles } from '../../worker/nodeFiles.js';
import { isRunning } from '../../worker/processes.js';
import type { Host } from '../host.js';
import { findPythonFor } from './python.js';
import { NodeTensorFlow } from './tensorFlow.js';

export const host: Host = {
  files: nodeFiles,
  isRunning,
  async startWorker(extension, memory, reach, tensorFlow) {
    // Loaded at the first use: activation does not wait for it.
    const { startProcess, startThread } = await import('../../worker/start.js');
    const script = vscode.Uri.joinPath(extension, 'dist', 'worker.cjs').fsPath;
    return tensorFlow === undefined
      ? startThread(script, memory, reach)
      : startProcess(script, memory, tensorFlow, reach);
  },
  findPython: findPythonFor,
  async sweepOnRay(extension, sweep) {
    const { sweepOnRay } = await import('../../worker/ray/sweepOnRay.js');
    const built = (...names: string[]) => vscode.Uri.joinPath(extension, 'dist', ...names).fsPath;
    const python = await findPythonFor({ path: sweep.config, text: '' });
    const address = vscode.workspace.getConfiguration('lstmLens').get<string>('ray.address', '');
    // Inside of VS Code the program is Electron, which is Node only when told so.
    const environment = { ...python.environment, ELECTRON_RUN_AS_NODE: '1' };
    return sweepOnRay(
      { ...sweep, address },
      {
        python: { ...python, environment },
        script: built('python', 'sweep.py'),
        command: [process.execPath, built('cli.js')],
      },
    );
  },
  tensorFlow: (context, log) => new NodeTensorFlow(context, log),
};
