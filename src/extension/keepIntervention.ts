/** Adds an intervention to the config, as an edit that can be undone, and inspects it. */
import Value from 'typebox/value';
import * as vscode from 'vscode';
import { type Intervention, InterventionSchema } from '../core/config/interventions.js';
import { keepIntervention } from '../core/config/keepIntervention.js';
import type { Experiments } from './experiments.js';
import { workspaceEdit } from './language/edits.js';

/** @throws {Error} where the config has a fault, or it is no intervention. */
export async function keepInConfig(
  uri: vscode.Uri,
  intervention: Intervention,
  experiments: Experiments,
): Promise<void> {
  const { inspected } = experiments.get(uri);
  if (!Value.Check(InterventionSchema, intervention)) {
    throw new Error(vscode.l10n.t('This is no intervention that a config can have.'));
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const edits = keepIntervention(document.getText(), intervention);
  if (await vscode.workspace.applyEdit(workspaceEdit(document, edits))) await experiments.inspect(uri, inspected?.run);
}
