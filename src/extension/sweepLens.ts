/** Above a config's `sweep`: run it, or how far it is. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { trialsOf } from './language/sweepHelp.js';
import { progressText } from './sweepStatus.js';
import type { Sweeps } from './sweeps.js';

export interface PlacedLens {
  readonly position: vscode.Position;
  readonly resolve: () => vscode.Command | Promise<vscode.Command>;
}

/** None where the text has no sweep. */
export function sweepLenses(document: vscode.TextDocument, sweeps: Sweeps): PlacedLens[] {
  const { uri } = document;
  const tree = parseTree(document.getText(), [], { allowTrailingComma: true });
  const property = tree && findNodeAtLocation(tree, ['sweep'])?.parent;
  if (!property) return [];
  const position = document.positionAt(property.offset);
  const { t } = vscode.l10n;
  const run = async (): Promise<vscode.Command> => {
    if (sweeps.isRunning(uri)) {
      const title = t('$(loading~spin) Sweep, {0}: Cancel', progressText(sweeps, uri));
      const tooltip = t('What is done is kept; the sweep can go on later');
      return { title, tooltip, command: 'lstmLens.cancelSweep', arguments: [uri] };
    }
    const size = await trialsOf(document);
    const title = size === undefined ? t('$(run-all) Run Sweep') : t('$(run-all) Run Sweep ({0})', size);
    const tooltip = t('Train every trial that is not trained yet');
    return { title, tooltip, command: 'lstmLens.runSweep', arguments: [uri] };
  };
  const show = () => ({
    title: t('Open sweep'),
    tooltip: t('Which values lead to which result'),
    command: 'lstmLens.show',
    arguments: [uri, { view: 'sweep' }],
  });
  return [
    { position, resolve: run },
    { position, resolve: show },
  ];
}
