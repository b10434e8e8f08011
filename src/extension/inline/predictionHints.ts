/** Behind each sample of `inspect.inputs`: what the model answers, and what is true. */
import * as vscode from 'vscode';
import { formatNumber } from '../../../webview/format.js';
import { isConfig } from '../configs.js';
import type { Experiments } from '../experiments.js';
import { inlineResults } from './inputShades.js';
import { type ShownSample, shownSamples } from './shownSamples.js';

export class PredictionHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly experiments: Experiments) {
    this.subscriptions = [
      experiments.onDidChange(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration('lstmLens.inlineResults') && this.changed.fire(),
      ),
    ];
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    if (!isConfig(document.uri) || !inlineResults(document.uri)) return [];
    return shownSamples(document, this.experiments)
      .map((shown) => hint(document, shown))
      .filter(({ position }) => range.contains(position));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

function hint(document: vscode.TextDocument, { place, sample, inspection }: ShownSample): vscode.InlayHint {
  const { target } = inspection;
  const told = (values: Float64Array) =>
    Array.from(values, (value) => (target.kind === 'classes' ? target.classes[value] : formatNumber(value))).join(', ');
  const prediction = told(sample.classes ?? sample.prediction);
  const label = sample.target ? vscode.l10n.t('→ {0} (true {1})', prediction, told(sample.target)) : `→ ${prediction}`;
  const made = new vscode.InlayHint(document.positionAt(place.offset + place.length), label);
  made.paddingLeft = true;
  made.tooltip = vscode.l10n.t('{0}, as predicted by {1}', inspection.targets.join(', '), inspection.source);
  return made;
}
