/**
 * Runs the suite in a desktop VS Code: the one that VSCODE_EXECUTABLE names, else one that is downloaded
 * (the newest, or VSCODE_VERSION). On Linux without a display, run it under `xvfb-run -a`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { copyWorkspace } from '../vscode-host/host';
import type { Runner } from './run';

export const runElectron: Runner = async ({ extension, workspace, suite, env }) => {
  const dir = mkdtempSync(path.join(tmpdir(), 'lstm-lens-electron-'));
  try {
    const copy = path.join(dir, 'workspace');
    copyWorkspace(workspace, copy);
    // VS Code refuses to run as root without these two; the folder of its own serves everyone.
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return await runTests({
      vscodeExecutablePath: process.env.VSCODE_EXECUTABLE,
      version: process.env.VSCODE_VERSION,
      extensionDevelopmentPath: extension,
      extensionTestsPath: suite,
      extensionTestsEnv: env,
      launchArgs: [copy, `--user-data-dir=${path.join(dir, 'data')}`, '--disable-workspace-trust', ...root],
    });
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
};
