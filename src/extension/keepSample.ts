/** Adds an input to the config as a sample of its own, as an edit that can be undone, and inspects it. */
import * as vscode from 'vscode';
import { inputSample, keepInput } from '../core/config/keepInput.js';
import { inspectAgain } from './busy.js';
import type { Experiments } from './experiments.js';
import { workspaceEdit } from './language/edits.js';

/**
 * @param input [T,F], raw units.
 * @returns the sample's index; undefined where the edit was refused.
 * @throws {Error} where the config has a fault, or the input does not fit the model that is shown.
 */
export async function keepSample(
  uri: vscode.Uri,
  input: Float64Array,
  experiments: Experiments,
): Promise<number | undefined> {
  const { inspection } = experiments.get(uri);
  if (!inspection || input?.length !== inspection.baseline.length || !input.every(Number.isFinite)) {
    throw new Error(vscode.l10n.t('The input does not fit the model.'));
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const { edits, index } = keepInput(document.getText(), inputSample(input, inspection.features.length));
  if (!(await vscode.workspace.applyEdit(workspaceEdit(document, edits)))) return undefined;
  await inspectAgain(uri, experiments);
  return index;
}
