/** Results between the lines of a config. */
import * as vscode from 'vscode';
import { inspectPlaces } from '../../core/config/inspectPlaces.js';
import { CONFIG_SELECTOR, isConfig } from '../configs.js';
import type { Experiments } from '../experiments.js';
import { measureText } from './hovers.js';
import { InputShades } from './inputShades.js';
import { PredictionHints } from './predictionHints.js';

export function registerInlineResults(experiments: Experiments): vscode.Disposable[] {
  const hints = new PredictionHints(experiments);
  return [
    new InputShades(experiments),
    hints,
    vscode.languages.registerInlayHintsProvider(CONFIG_SELECTOR, hints),
    vscode.languages.registerHoverProvider(CONFIG_SELECTOR, {
      provideHover: (document, position) => measureHover(experiments, document, position),
    }),
  ];
}

/** Explains the measure whose name is under the pointer. */
function measureHover(
  experiments: Experiments,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | undefined {
  if (!isConfig(document.uri)) return undefined;
  for (const { id, offset, length } of inspectPlaces(document.getText()).measures) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    if (!range.contains(position)) continue;
    const text = measureText(id, experiments.get(document.uri).inspection);
    return text === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString(text), range);
  }
  return undefined;
}
