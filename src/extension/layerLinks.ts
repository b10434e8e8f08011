/** Config and panel point at each other's layers. */
import * as vscode from 'vscode';
import { layerAt, layerPlaces } from '../core/config/layerPlaces.js';
import { CONFIG_SELECTOR, isConfig } from './configs.js';
import type { Experiments } from './experiments.js';
import { layerText } from './inline/hovers.js';

/** How long a revealed line stands out, and a hovered layer stays marked, milliseconds. */
const SHOWN = 2000;

export class LayerLinks implements vscode.HoverProvider, vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
  });
  private fading: NodeJS.Timeout | undefined;
  private leaving: NodeJS.Timeout | undefined;

  constructor(private readonly experiments: Experiments) {
    this.subscriptions = [
      this.decoration,
      vscode.languages.registerHoverProvider(CONFIG_SELECTOR, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections }) => {
        if (isConfig(document.uri)) this.point(document, selections[0].active);
      }),
    ];
  }

  /** What is known of the layer under the pointer; its views are marked for as long as one reads. */
  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    if (!isConfig(document.uri)) return undefined;
    const text = document.getText();
    const index = layerAt(text, document.offsetAt(position));
    if (index === undefined) return undefined;
    const { layerFacts } = await import('../core/config/read.js');
    const layer = layerFacts(text)[index];
    if (!layer) return undefined;
    const { inspection } = this.experiments.get(document.uri);
    const shown = this.layerOf(document, position);
    if (inspection && shown) this.pointForAWhile(document, position);
    // What is known of a model of another shape is not about this layer.
    const same = shown?.parameters === layer.parameters && shown.outputShape === layer.outputShape;
    return new vscode.Hover(new vscode.MarkdownString(layerText(layer, same ? inspection : undefined)));
  }

  private pointForAWhile(document: vscode.TextDocument, position: vscode.Position): void {
    this.point(document, position);
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => {
      const editor = vscode.window.visibleTextEditors.find((other) => other.document === document);
      if (editor) this.point(document, editor.selection.active);
    }, SHOWN);
  }

  /** Shows a layer's line in the config. @param open also where no editor shows the config. */
  async reveal(uri: vscode.Uri, layer: string, open: boolean): Promise<void> {
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    if (!shown && !open) return;
    const editor = shown ?? (await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One }));
    const { document } = editor;
    const layers = this.experiments.get(uri).inspection?.layers ?? [];
    // A bidirectional layer has a trace for each direction.
    const index = layers.findIndex(({ name }) => name === layer || name === layer.replace(/\.(for|back)ward$/, ''));
    const place = layerPlaces(document.getText())[index];
    if (!place || place.type !== layers[index].type) return;
    const range = new vscode.Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
    // Only where it begins: a long line would scroll sideways.
    const begin = new vscode.Range(range.start, range.start);
    editor.revealRange(begin, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    editor.setDecorations(this.decoration, [range]);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => editor.setDecorations(this.decoration, []), SHOWN);
    if (open) await vscode.window.showTextDocument(document, { viewColumn: editor.viewColumn, selection: begin });
  }

  dispose(): void {
    clearTimeout(this.fading);
    clearTimeout(this.leaving);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private point(document: vscode.TextDocument, position: vscode.Position): void {
    this.experiments.stream(document.uri, { type: 'point', layer: this.layerOf(document, position)?.name });
  }

  /** The model may be of an earlier text: only a layer of the same type is the one meant. */
  private layerOf(document: vscode.TextDocument, position: vscode.Position) {
    const layers = this.experiments.get(document.uri).inspection?.layers;
    if (!layers) return undefined;
    const text = document.getText();
    const index = layerAt(text, document.offsetAt(position));
    const layer = index === undefined ? undefined : layers[index];
    return layer && layerPlaces(text)[index!]?.type === layer.type ? layer : undefined;
  }
}
