/** Shades the numbers of `inspect.inputs` by their influence on the model's answer. */
import * as vscode from 'vscode';
import { METHODS } from '../../../webview/explain.js';
import { formatNumber, formatSigned } from '../../../webview/format.js';
import type { Inspection } from '../../core/analysis/inspection.js';
import { isConfig } from '../configs.js';
import type { Experiments } from '../experiments.js';
import { plain } from './hovers.js';
import { SHADES, type Shading, shadeOf, shadingOf } from './shading.js';
import { type ShownSample, shownSamples } from './shownSamples.js';

/** Whether the setting wants results between the lines of a config. */
export function inlineResults(uri: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('lstmLens', uri).get('inlineResults', true);
}

export class InputShades implements vscode.Disposable {
  /** By shade: one for each that is not 0. */
  private readonly types = new Map<number, vscode.TextEditorDecorationType>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly experiments: Experiments) {
    for (let size = 1; size <= SHADES; size++) {
      this.types.set(size, decorationType(`positive${size}`));
      this.types.set(-size, decorationType(`negative${size}`));
    }
    const shadeAll = () => vscode.window.visibleTextEditors.forEach((editor) => void this.shade(editor));
    const shadeThose = (uri: vscode.Uri) => {
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document.uri.toString() === uri.toString()) this.shade(editor);
      }
    };
    this.subscriptions = [
      experiments.onDidChange(({ uri }) => shadeThose(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => shadeThose(document.uri)),
      vscode.window.onDidChangeVisibleTextEditors(shadeAll),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration('lstmLens.inlineResults') && shadeAll(),
      ),
    ];
    shadeAll();
  }

  dispose(): void {
    for (const part of [...this.subscriptions, ...this.types.values()]) part.dispose();
  }

  private shade(editor: vscode.TextEditor): void {
    const { document } = editor;
    if (!isConfig(document.uri)) return;
    const byShade = new Map<number, vscode.DecorationOptions[]>([...this.types.keys()].map((shade) => [shade, []]));
    const samples = inlineResults(document.uri) ? shownSamples(document, this.experiments) : [];
    for (const shown of samples) {
      const shading = shadingOf(shown.sample, shown.inspection);
      if (!shading) continue;
      for (const [i, { offset, length }] of shown.place.values.entries()) {
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
        const hoverMessage = legend(shown, shading, i);
        byShade.get(shadeOf(shading.values[i], shading.largest))?.push({ range, hoverMessage });
      }
    }
    for (const [shade, options] of byShade) editor.setDecorations(this.types.get(shade)!, options);
  }
}

function decorationType(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor(`lstmLens.influence.${color}`),
    borderRadius: '2px',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

/** What one shade means. */
function legend(
  { sample, inspection }: ShownSample,
  { method, values, largest }: Shading,
  i: number,
): vscode.MarkdownString {
  const { features, targets, baselineName } = inspection;
  const { t } = vscode.l10n;
  const step = Math.floor(i / features.length) + 1;
  const feature = features.length > 1 ? ` (${plain(features[i % features.length])})` : '';
  const lines = [
    t(
      '**{0}** on {1}: influence of {2} at step {3}',
      formatSigned(values[i]),
      plain(targets[0]),
      formatNumber(sample.input[i]),
      `${step}${feature}`,
    ),
    t('{0}, against the baseline "{1}"{2}.', METHODS[method].name, baselineName, trustText(inspection, method)),
    t('Orange raises the answer, blue lowers it; the strongest shade here is ±{0}.', formatNumber(largest, 3)),
  ];
  return new vscode.MarkdownString(lines.join('\n\n'));
}

function trustText({ trust }: Inspection, method: string): string {
  const pearson = trust.find((row) => row.method === method)?.pearson;
  if (pearson === undefined || Number.isNaN(pearson)) return '';
  return vscode.l10n.t(', r = {0} with the true contributions', pearson.toFixed(2));
}
