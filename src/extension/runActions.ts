/** What can be done with runs in the side bar's list. */
import * as vscode from 'vscode';
import { host } from '#host';
import { baseName } from '../core/files.js';
import { RUNS_FOLDER, readRunConfig } from '../core/runs/runFolder.js';
import { uriOf } from './paths.js';
import { pick } from './picks.js';
import { statusOf } from './runStatus.js';
import type { Runs } from './runs.js';
import { RUN_ORDERS, type RunOrder } from './runsList.js';
import type { RunNode, RunsView } from './runsView.js';
import { requireTrust } from './trust.js';

/** Beside the folder of runs: what was deleted, until it can no longer be wanted back. */
const TRASH = '.lstm-lens/trash';

type Action = (node?: RunNode, selected?: readonly RunNode[]) => Promise<unknown>;

/** Commands by name. */
export function runActions(runs: Runs, view: RunsView): Readonly<Record<string, Action>> {
  return {
    openRunFolder: async (node) => {
      if (node?.run) await vscode.commands.executeCommand('revealInExplorer', uriOf(node.run.folder));
    },
    restoreConfig: async (node) => {
      if (node?.run && (await requireTrust())) await restoreConfig(node.config, node.run.folder);
    },
    exportRun: async (node) => {
      if (node?.run && (await requireTrust())) await exportRun(node.run.folder);
    },
    // By its key it is told nothing: what is selected is meant.
    deleteRun: async (node, selected) => {
      const nodes = selected ?? (node ? [node] : view.selection);
      if (await requireTrust()) await deleteRuns(nodes, runs);
    },
    filterRuns: async () => {
      const filter = await vscode.window.showInputBox({
        title: vscode.l10n.t('Filter Runs'),
        prompt: vscode.l10n.t('Words of the name, status, engine, time, seed or result'),
        value: view.shown.filter,
      });
      if (filter !== undefined) view.arrange({ filter: filter.trim() });
    },
    clearRunFilter: async () => view.arrange({ filter: '' }),
    sortRuns: async () => {
      const names: Readonly<Record<RunOrder, string>> = {
        newest: vscode.l10n.t('Newest first'),
        oldest: vscode.l10n.t('Oldest first'),
        best: vscode.l10n.t('Best fit first'),
        fastest: vscode.l10n.t('Fastest first'),
      };
      const orders = RUN_ORDERS.map((order) => ({
        label: names[order],
        description: order === view.shown.order ? vscode.l10n.t('now') : '',
        order,
      }));
      const picked = await pick(vscode.l10n.t('Sort Runs'), vscode.l10n.t('In which order?'), orders);
      if (picked) view.arrange({ order: picked.order });
    },
  };
}

/** The config becomes what it was for the run: an edit that can be undone, and is not saved. */
async function restoreConfig(config: vscode.Uri, folder: string): Promise<void> {
  const text = await readRunConfig(host.files, folder);
  const document = await vscode.workspace.openTextDocument(config);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(config, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}

/** A copy of the whole run folder, which the command line and TensorFlow.js can read as it is. */
async function exportRun(folder: string): Promise<void> {
  const [target] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Export Run'),
      openLabel: vscode.l10n.t('Export Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!target) return;
  const copy = vscode.Uri.joinPath(target, baseName(folder));
  await vscode.workspace.fs.copy(uriOf(folder), copy, { overwrite: false });
  vscode.window.setStatusBarMessage(vscode.l10n.t('Run exported to {0}', copy.fsPath), 5000);
}

/** Puts runs out of sight; they can be had back as long as the message stands. */
async function deleteRuns(nodes: readonly RunNode[], runs: Runs): Promise<void> {
  const all = nodes.flatMap(({ run, trials }) => trials ?? run ?? []);
  const folders = all.filter((run) => statusOf(run) !== 'running').map(({ folder }) => folder);
  if (folders.length < all.length) {
    void vscode.window.showWarningMessage(vscode.l10n.t('A run that goes on is not deleted: cancel it first.'));
  }
  if (folders.length === 0) return;
  const moved = await Promise.all(folders.map(moveToTrash));
  runs.refresh();
  const undo = vscode.l10n.t('Undo');
  const message =
    folders.length === 1 ? vscode.l10n.t('Run deleted.') : vscode.l10n.t('{0} runs deleted.', folders.length);
  if ((await vscode.window.showInformationMessage(message, undo)) === undo) {
    await Promise.all(moved.map(({ from, to }) => vscode.workspace.fs.rename(to, from)));
    runs.refresh();
    return;
  }
  // From here on it is the system's own trash, where there is one.
  const { fs } = vscode.workspace;
  // Not every place has a trash.
  const forGood = moved.map(({ to }) =>
    fs.delete(to, { recursive: true, useTrash: true }).then(undefined, () => fs.delete(to, { recursive: true })),
  );
  await Promise.allSettled(forGood);
}

async function moveToTrash(folder: string): Promise<{ from: vscode.Uri; to: vscode.Uri }> {
  const from = uriOf(folder);
  const beside = from.with({ path: from.path.slice(0, from.path.lastIndexOf(`/${RUNS_FOLDER}/`)) });
  const trash = vscode.Uri.joinPath(beside, TRASH);
  const to = vscode.Uri.joinPath(trash, baseName(folder));
  await vscode.workspace.fs.createDirectory(trash);
  await vscode.workspace.fs.rename(from, to);
  return { from, to };
}
