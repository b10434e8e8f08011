/** The extension on a desktop, or beside a remote workspace: in Node. */
import * as vscode from 'vscode';
import { MEMORY_VARIABLE } from '../../core/memory.js';
import { REACH_VARIABLE } from '../../worker/filesWithin.js';
import { PYTHON_VARIABLE } from '../../worker/keras/find.js';
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
          ...{ [PYTHON_VARIABLE]: python.command, [MEMORY_VARIABLE]: String(memory) },
          [REACH_VARIABLE]: JSON.stringify(reach),
          // Inside of VS Code the program is Electron, which is Node only when told so.
          ELECTRON_RUN_AS_NODE: '1',
        },
      },
    );
  },
  tensorFlow: (context, log) => new NodeTensorFlow(context, log),
};
