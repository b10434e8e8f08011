/** A new config in a few picks, each of which has a suggestion: what it learns from decides the rest. */
import * as vscode from 'vscode';
import { isDataName } from '../core/config/dataFileNames.js';
import { newConfig, taskData } from '../core/config/newConfig.js';
import { baseName } from '../core/files.js';
import { freeName } from './freeName.js';
import { findFiles, named } from './language/dataFiles.js';
import { type Drafts, withReading } from './language/drafts.js';
import { modelConfig } from './modelFiles/inspectModelFile.js';
import { pick } from './picks.js';
import type { WorkerPool } from './workerPool.js';

/** A config that is to be written. */
interface Made {
  readonly folder: vscode.Uri;
  readonly name: string;
  readonly text: string;
}

const SAMPLE = '[[0.1, 0.9, 0.4, 0.2, 0.7]]';

/**
 * @param from a data or model file that was pointed at; else the first pick asks.
 * @returns the config that was made; undefined where the user turned away.
 * @throws {Error} that says why nothing can be made of a file; then nothing is written.
 */
export async function newExperiment(
  workers: WorkerPool,
  drafts: Drafts,
  from?: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const folder = await targetFolder(from);
  if (!folder) return undefined;
  const made = from ? await fromFile(from, workers, drafts) : await fromSource(folder, workers, drafts);
  if (!made) return undefined;
  const uri = await freeName(made.folder, made.name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(made.text));
  await vscode.window.showTextDocument(uri);
  return uri;
}

async function targetFolder(from: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const near = from ?? vscode.window.activeTextEditor?.document.uri;
  const known = near && vscode.workspace.getWorkspaceFolder(near);
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (known || others.length === 0) {
    const folder = known ?? only;
    if (folder) return folder.uri;
    const open = vscode.l10n.t('Open Folder');
    const message = vscode.l10n.t('An experiment is a file in a folder: open a folder first.');
    if ((await vscode.window.showInformationMessage(message, open)) === open) {
      await vscode.commands.executeCommand('vscode.openFolder');
    }
    return undefined;
  }
  return (await vscode.window.showWorkspaceFolderPick())?.uri;
}

const title = () => vscode.l10n.t('New Experiment');

async function fromSource(folder: vscode.Uri, workers: WorkerPool, drafts: Drafts): Promise<Made | undefined> {
  const task = (name: string, fileName: string, inputs?: string) => async (): Promise<Made> => ({
    folder,
    name: fileName,
    text: newConfig({ data: taskData(name), inputs }),
  });
  const source = await pick(title(), vscode.l10n.t('What does the model learn from?'), [
    {
      label: vscode.l10n.t('Sequence addition'),
      detail: vscode.l10n.t('A made-up task whose rule is known: the sum of five numbers'),
      make: task('sum', 'sequence-addition', SAMPLE),
    },
    {
      label: vscode.l10n.t('Sequence subtraction'),
      detail: vscode.l10n.t('The same with every second number taken away'),
      make: task('subtraction', 'sequence-subtraction', SAMPLE),
    },
    {
      label: vscode.l10n.t('A data file'),
      detail: vscode.l10n.t(
        'CSV, JSON, Parquet, NumPy or text: a series to forecast, or sequences with an answer each',
      ),
      make: () => pickedFile(folder, 'data', workers, drafts),
    },
    {
      label: vscode.l10n.t('A model file'),
      detail: vscode.l10n.t('A trained model to look into'),
      make: () => pickedFile(folder, 'model', workers, drafts),
    },
  ]);
  return source?.make();
}

async function pickedFile(
  folder: vscode.Uri,
  kind: 'data' | 'model',
  workers: WorkerPool,
  drafts: Drafts,
): Promise<Made | undefined> {
  // As a config at the folder's top would name them.
  const top = vscode.Uri.joinPath(folder, 'x.lstm.json');
  const files = await findFiles(top, kind);
  const none =
    kind === 'data'
      ? vscode.l10n.t('There is no data file in this folder.')
      : vscode.l10n.t('There is no model file in this folder.');
  if (files.length === 0) throw new Error(none);
  const file = await pick(
    title(),
    vscode.l10n.t('Which file?'),
    files.map((label) => ({ label })),
  );
  return file && fromFile(named(top, file.label), workers, drafts);
}

async function fromFile(file: vscode.Uri, workers: WorkerPool, drafts: Drafts): Promise<Made | undefined> {
  const folder = vscode.Uri.joinPath(file, '..');
  const base = baseName(file.path);
  const name = base.replace(/\.[^.]*$/, '');
  if (!isDataName(file.path)) return { folder, name, text: (await modelConfig(file, workers)).text };
  const config = vscode.Uri.joinPath(folder, `${name}.lstm.json`);
  const draft = await withReading(file, (token, report) => drafts.draft(config, '', file, token, report));
  if (draft?.kind === 'model') return { folder, name, text: (await modelConfig(file, workers)).text };
  return draft && { folder, name, text: draft.text };
}
