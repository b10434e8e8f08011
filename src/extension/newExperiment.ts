/** A new config in a few picks, each of which has a suggestion: what it learns from decides the rest. */
import path from 'node:path';
import * as vscode from 'vscode';
import { fileData, guessColumns, newConfig, taskData } from '../core/config/newConfig.js';
import { freeName } from './freeName.js';
import { findFiles, headOf, named } from './language/dataFiles.js';
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
 * @param from a CSV or model file that was pointed at; else the first pick asks.
 * @returns the config that was made; undefined where the user turned away.
 */
export async function newExperiment(workers: WorkerPool, from?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const folder = await targetFolder(from);
  if (!folder) return undefined;
  const made = from ? await fromFile(from, workers) : await fromSource(folder, workers);
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

async function fromSource(folder: vscode.Uri, workers: WorkerPool): Promise<Made | undefined> {
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
      label: vscode.l10n.t('A CSV file'),
      detail: vscode.l10n.t('A long series to forecast, or many sequences with a target each'),
      make: () => pickedFile(folder, 'data', workers),
    },
    {
      label: vscode.l10n.t('A model file'),
      detail: vscode.l10n.t('A trained model to look into'),
      make: () => pickedFile(folder, 'model', workers),
    },
  ]);
  return source?.make();
}

async function pickedFile(folder: vscode.Uri, kind: 'data' | 'model', workers: WorkerPool): Promise<Made | undefined> {
  // As a config at the folder's top would name them.
  const top = vscode.Uri.joinPath(folder, 'x.lstm.json');
  // Columns are offered of CSV files alone.
  const files = (await findFiles(top, kind)).filter((file) => kind === 'model' || /\.[ct]sv$/i.test(file));
  const none =
    kind === 'data'
      ? vscode.l10n.t('There is no CSV file in this folder.')
      : vscode.l10n.t('There is no model file in this folder.');
  if (files.length === 0) throw new Error(none);
  const file = await pick(
    title(),
    vscode.l10n.t('Which file?'),
    files.map((label) => ({ label })),
  );
  return file && fromFile(named(top, file.label), workers);
}

async function fromFile(file: vscode.Uri, workers: WorkerPool): Promise<Made | undefined> {
  const folder = vscode.Uri.joinPath(file, '..');
  const base = path.posix.basename(file.path);
  const name = base.replace(/\.[^.]*$/, '');
  const text = /\.[ct]sv$/i.test(base) ? await csvConfig(file, base) : (await modelConfig(file, workers)).text;
  return text === undefined ? undefined : { folder, name, text };
}

async function csvConfig(file: vscode.Uri, name: string): Promise<string | undefined> {
  const { header, first } = await headOf(file);
  const guess = guessColumns(header, first);
  if (guess.target === undefined) throw new Error(vscode.l10n.t('{0} has no column of numbers.', name));
  const suggestedFirst = (names: readonly string[], suggested: string) => [
    { label: suggested, description: vscode.l10n.t('suggested') },
    ...names.filter((other) => other !== suggested).map((label) => ({ label, description: '' })),
  ];
  const target = await pick(
    title(),
    vscode.l10n.t('Which column is the answer?'),
    suggestedFirst(guess.numbers, guess.target),
  );
  if (!target) return undefined;
  const series = {
    label: vscode.l10n.t('One long series'),
    detail: vscode.l10n.t('Windows slide over the rows'),
    sequence: undefined,
  };
  const sequences = header
    .filter((column) => column !== target.label && column !== guess.time)
    .map((sequence) => ({
      label: vscode.l10n.t('Sequences by {0}', sequence),
      detail: vscode.l10n.t('Rows with the same value in this column are one sequence'),
      sequence,
    }));
  const likely = sequences.filter(({ sequence }) => sequence === guess.sequence);
  const shapes = [...likely, series, ...sequences.filter((shape) => !likely.includes(shape))];
  const shape = await pick(title(), vscode.l10n.t('What do the rows make?'), shapes);
  if (!shape) return undefined;
  const { sequence } = shape;
  const numbers = guess.numbers.filter((column) => column !== sequence);
  return newConfig({ data: fileData(name, { ...guess, numbers, sequence, target: target.label }) });
}
