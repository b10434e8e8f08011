/** Which documents are experiments. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';

export const CONFIG_SELECTOR: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.lstm.json' };
export const CONFIG_GLOB = '**/*.lstm.json';
/** Run folders hold copies of their config, which are no experiments. */
const RUNS_GLOB = '**/.lstm-lens/**';

export function isConfig(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith('.lstm.json') && !uri.path.includes('/.lstm-lens/');
}

/** What an experiment is called where its place is known. */
export function nameOf(uri: vscode.Uri): string {
  return baseName(uri.path).replace('.lstm.json', '');
}

/** All experiments of the workspace. */
export async function findConfigs(): Promise<vscode.Uri[]> {
  return (await vscode.workspace.findFiles(CONFIG_GLOB, `{${RUNS_GLOB},**/node_modules/**}`)).filter(isConfig);
}

/** The experiment of the active editor; else the one the user picks; undefined where there is none. */
export async function activeOrPickedConfig(shown: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active && isConfig(active)) return active;
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
