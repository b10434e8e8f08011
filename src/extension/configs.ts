/** Which documents are experiments. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';
import { DEFAULT_MEMORY } from '../core/memory.js';

export const CONFIG_SELECTOR: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.lstm.json' };
export const CONFIG_GLOB = '**/*.lstm.json';
/** Run folders hold copies of their config, which are no experiments. */
const RUNS_GLOB = '**/.lstm-lens/**';

export function isConfig(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith('.lstm.json') && !uri.path.includes('/.lstm-lens/');
}

/** Experiments wherever they are. */
export const ANY_CONFIG_SELECTOR: vscode.DocumentSelector = { pattern: '**/*.lstm.json' };

/**
 * Whether an experiment is on no disk: it is read and checked, but the worker that trains needs files. What cannot be
 * written, the old side of a diff for instance, is no experiment.
 */
export function isVirtualConfig({ scheme, path }: vscode.Uri): boolean {
  if (scheme === 'file' || !path.endsWith('.lstm.json') || path.includes('/.lstm-lens/')) return false;
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
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
  if (active && isVirtualConfig(active)) {
    throw new Error(vscode.l10n.t('Experiments are trained where they are files on a disk: save this one there.'));
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
