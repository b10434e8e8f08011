/** Changes the baseline in the config, as an edit that can be undone, and inspects against it. */
import * as vscode from 'vscode';
import { chooseBaseline } from '../core/config/chooseBaseline.js';
import { inputSample } from '../core/config/keepInput.js';
import { inspectAgain } from './busy.js';
import type { Experiments } from './experiments.js';
import { workspaceEdit } from './language/edits.js';

/**
 * @param choice the mean of the data, zero, or samples whose mean it is, [T,F] each in raw units.
 * @throws {Error} where the config has a fault, or a sample does not fit the model that is shown.
 */
export async function setBaseline(
  uri: vscode.Uri,
  choice: 'mean' | 'zero' | readonly Float64Array[],
  experiments: Experiments,
): Promise<void> {
  const { inspection } = experiments.get(uri);
  const named = choice === 'mean' || choice === 'zero';
  const fits = (sample: Float64Array) =>
    sample?.length === inspection?.baseline.length && sample.every(Number.isFinite);
  if (!inspection || (!named && !(Array.isArray(choice) && choice.length > 0 && choice.every(fits)))) {
    throw new Error(vscode.l10n.t('The baseline does not fit the model.'));
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const chosen = named ? choice : choice.map((sample) => inputSample(sample, inspection.features.length));
  if (!(await vscode.workspace.applyEdit(workspaceEdit(document, chooseBaseline(document.getText(), chosen))))) return;
  await inspectAgain(uri, experiments);
}
