/** The configs of two runs in VS Code's own diff editor: copies that cannot be edited, for a run keeps its config. */
import * as vscode from 'vscode';
import { host } from '#host';
import { readManifest, readRunConfig } from '../../core/runs/runFolder.js';
import { uriOf } from '../paths.js';
import type { RunPlace } from './gather.js';

const SCHEME = 'lstm-lens-run';

export function registerRunConfigs(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ query }) => readRunConfig(host.files, query),
  });
}

export async function diffConfigs(first: RunPlace, second: RunPlace): Promise<void> {
  const [one, other] = [first, second].map(({ folder }) =>
    vscode.Uri.joinPath(uriOf(folder), 'config.lstm.json').with({ scheme: SCHEME, query: folder }),
  );
  const names = await Promise.all([first, second].map(({ folder }) => titleOf(folder)));
  await vscode.commands.executeCommand('vscode.diff', one, other, names.join(' ↔ '));
}

async function titleOf(folder: string): Promise<string> {
  const { name, started } = await readManifest(host.files, folder);
  return `${name} ${new Date(started).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' })}`;
}
