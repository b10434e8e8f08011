/** Which documents are experiments. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';
import { DEFAULT_MEMORY } from '../core/memory.js';

export const CONFIG_SELECTOR: vscode.DocumentSelector = { pattern: '**/*.lstm.json' };
export const CONFIG_GLOB = '**/*.lstm.json';
/** Run folders hold copies of their config, which are no experiments. */
const RUNS_GLOB = '**/.lstm-lens/**';

/**
 * Whether a file is an experiment, on a disk or in another file system. Where nothing can be written there is none: no
 * run could be kept, and the old side of a diff is no experiment.
 */
export function isConfig({ scheme, path }: vscode.Uri): boolean {
  if (!path.endsWith('.lstm.json') || path.includes('/.lstm-lens/')) return false;
  return scheme === 'file' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

/** Whether a document is an experiment that is no file yet: it is checked, but a run has no place to be. */
export function isUnsaved({ scheme, path }: vscode.Uri): boolean {
  return scheme === 'untitled' && path.endsWith('.lstm.json');
}

/** What an experiment is called where its place is known. */
export function nameOf(uri: vscode.Uri): string {
  return baseName(uri.path).replace('.lstm.json', '');
}

/** MiB that a worker may take. */
export function memoryLimit(): number {
  return vscode.workspace.getConfiguration('lstmLens').get('memoryLimit', DEFAULT_MEMORY);
}

/** All experiments of the workspace. */
export async function findConfigs(): Promise<vscode.Uri[]> {
  return (await vscode.workspace.findFiles(CONFIG_GLOB, `{${RUNS_GLOB},**/node_modules/**}`)).filter(isConfig);
}

/** The experiment of the active editor; else the one the user picks; undefined where there is none. */
export async function activeOrPickedConfig(shown: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active && isConfig(active)) return active;
  if (active && isUnsaved(active)) {
    throw new Error(vscode.l10n.t('An experiment is trained where it is a file: save this one first.'));
  }
  if (shown) return shown;
  const configs = await findConfigs();
  if (configs.length === 1) return configs[0];
  if (configs.length === 0) {
    const create = vscode.l10n.t('New Experiment');
    const message = vscode.l10n.t('There is no experiment (*.lstm.json) in this workspace yet.');
    if ((await vscode.window.showInformationMessage(message, create)) === create) {
      await vscode.commands.executeCommand('lstmLens.newExperiment');
    }
    return undefined;
  }
  const items = configs.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which experiment?') }))?.uri;
}
