/** Adds an intervention to the config, as an edit that can be undone, and inspects it. */
import * as vscode from 'vscode';
import type { Intervention } from '../core/config/interventions.js';
import { inspectAgain } from './busy.js';
import type { Experiments } from './experiments.js';
import { workspaceEdit } from './language/edits.js';

/** @throws {Error} where the config has a fault, or it is no intervention. */
export async function keepInConfig(
  uri: vscode.Uri,
  intervention: Intervention,
  experiments: Experiments,
): Promise<void> {
  const { keepIntervention } = await import('../core/config/read.js');
  const document = await vscode.workspace.openTextDocument(uri);
  const edits = keepIntervention(document.getText(), intervention);
  if (await vscode.workspace.applyEdit(workspaceEdit(document, edits))) await inspectAgain(uri, experiments);
}
