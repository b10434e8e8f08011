/** From a model file to an experiment that looks into it. */
import * as vscode from 'vscode';
import { configForModel, type ModelConfig } from '../../core/config/modelConfig.js';
import { baseName } from '../../core/files.js';
import type { Experiments } from '../experiments.js';
import { freeName } from '../freeName.js';
import type { Panels } from '../panels.js';
import { pathOf } from '../paths.js';
import type { WorkerPool } from '../workerPool.js';

/** Writes a config beside the file, under a name that is not taken, and shows it with its panel. */
export async function inspectModelFile(
  file: vscode.Uri,
  workers: WorkerPool,
  experiments: Experiments,
  panels: Panels,
): Promise<void> {
  const { text, complete } = await modelConfig(file, workers);
  const name = baseName(file.path).replace(/\.[^.]*$/, '');
  const config = await freeName(vscode.Uri.joinPath(file, '..'), name);
  await vscode.workspace.fs.writeFile(config, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(config, { viewColumn: vscode.ViewColumn.One });
  panels.open(config);
  if (complete) {
    await experiments.inspect(config);
    return;
  }
  const message = vscode.l10n.t(
    'No made-up data is like what {0} reads and gives: name in "data" what it was trained on, then press Inspect.',
    baseName(file.path),
  );
  void vscode.window.showInformationMessage(message);
}

/**
 * The text of a config that loads the file; its data is a task of the model's shape where there is one.
 * @throws {Error} that says what of the file is damaged or not supported.
 */
export async function modelConfig(file: vscode.Uri, workers: WorkerPool): Promise<ModelConfig> {
  const look = await readWithProgress(file, workers);
  const { layers, features, length, inferred, unsupported, note } = look;
  const last = layers.at(-1);
  const fault = unsupported?.reason ?? note;
  if (fault !== undefined || last === undefined || features === undefined) {
    throw new Error(`${baseName(file.path)}: ${fault ?? vscode.l10n.t('It holds no layers.')}`);
  }
  return configForModel({
    file: baseName(file.path),
    layers: layers.map(({ layer }) => layer),
    ...{ inferred, length, features },
    outputSteps: last.steps,
    outputUnits: last.units,
  });
}

function readWithProgress(file: vscode.Uri, workers: WorkerPool) {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading {0}', baseName(file.path)),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (_, token) =>
    workers
      .use(undefined, (worker) => worker.look({ file: pathOf(file) }, token))
      .catch((error: Error) => {
        throw token.isCancellationRequested ? new vscode.CancellationError() : error;
      }),
  );
}
