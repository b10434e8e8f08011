/** Writes the model of a run as a file of the format that its ending says. */
import * as vscode from 'vscode';
import { host } from '#host';
import { baseName } from '../../core/files.js';
import { MODEL_FORMATS, type ModelFormat } from '../../core/formats/modelFormats.js';
import { nameOf } from '../configs.js';
import { pathOf } from '../paths.js';
import type { WorkerPool } from '../workerPool.js';

/** @throws {Error} where the model has a layer that the format does not know, or the file cannot be written. */
export async function exportModel(config: vscode.Uri, run: string, workers: WorkerPool): Promise<void> {
  const formats = Object.entries<ModelFormat>(MODEL_FORMATS);
  const writable = formats.flatMap(([id, format]) => (format.writable && !host.unwritable.includes(id) ? format : []));
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Model'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(config, '..', `${nameOf(config)}${defaultEnding(writable)}`),
    filters: Object.fromEntries(writable.map(({ name, endings }) => [name, endings.map((ending) => ending.slice(1))])),
  });
  if (!target) return;
  const shown = baseName(target.path);
  const title = vscode.l10n.t('Exporting {0}', shown);
  const notes = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) =>
      workers
        .use(undefined, (worker) => worker.exportModel({ run, file: pathOf(target) }, token))
        .catch((error: Error) => {
          if (token.isCancellationRequested) return undefined;
          throw error;
        }),
  );
  if (!notes) return;
  const reveal = vscode.l10n.t('Reveal in Explorer');
  const said = [vscode.l10n.t('Model exported to {0}.', shown), ...notes].join(' ');
  const show = notes.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  if ((await show(said, reveal)) === reveal) await vscode.commands.executeCommand('revealInExplorer', target);
}

/** Keras's own where it can be written. */
function defaultEnding(writable: readonly ModelFormat[]): string {
  const endings = writable.flatMap(({ endings }) => endings);
  return ['.keras', '.safetensors'].find((ending) => endings.includes(ending)) ?? endings[0];
}
