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
  tensorFlow: (context, log) => new NodeTensorFlow(context, log),
};
