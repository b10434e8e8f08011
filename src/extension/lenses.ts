/**
 * Actions and results in the lines of a config. First only their places are told, from the text as it stands; what they
 * say follows when they are about to be seen.
 */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { inspectPlaces } from '../core/config/inspectPlaces.js';
import { layerPlaces } from '../core/config/layerPlaces.js';
import type { LayerFacts } from '../core/config/read.js';
import { isConfig, isUnsaved } from './configs.js';
import type { Experiments } from './experiments.js';
import { type LayerView, layerViews } from './layerViews.js';
import { ResultLenses } from './resultLenses.js';
import type { Runs } from './runs.js';
import { sweepLenses } from './sweepLens.js';
import type { Sweeps } from './sweeps.js';

/**
 * VS Code drops a refresh of the lenses when the editor loses the focus in the moment before it: a click into the panel
 * would leave them as they were during training. So each refresh is asked for once more after these milliseconds.
 */
const SECOND_REFRESH = 1000;

/** A lens that knows its place, and how to find out what it says. */
class PendingLens extends vscode.CodeLens {
  constructor(
    position: vscode.Position,
    readonly resolve: () => vscode.Command | Promise<vscode.Command>,
  ) {
    super(new vscode.Range(position, position));
  }
}

export class LensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly results: ResultLenses;
  private again: NodeJS.Timeout | undefined;
  /** What the lenses of each config's layers led to last. */
  private readonly views = new Map<string, readonly (LayerView | undefined)[]>();
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    experiments: Experiments,
    runs: Runs,
    private readonly sweeps: Sweeps,
  ) {
    this.results = new ResultLenses(experiments, runs);
    const refresh = () => {
      this.changed.fire();
      clearTimeout(this.again);
      this.again = setTimeout(() => this.changed.fire(), SECOND_REFRESH);
    };
    this.subscriptions = [
      experiments.onDidChange(refresh),
      experiments.onDidStream(({ message }) => message.type === 'epochs' && refresh()),
      runs.onDidChange(refresh),
      sweeps.onDidChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.views.delete(uri.toString())),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration('lstmLens.codeLens') && refresh(),
      ),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { uri } = document;
    if (isUnsaved(uri)) return [unsavedLens()];
    if (!isConfig(uri) || !vscode.workspace.getConfiguration('lstmLens', uri).get('codeLens', true)) return [];
    const top = new vscode.Position(0, 0);
    const first = (await this.results.of(uri)).map((resolve) => new PendingLens(top, resolve));
    if (!vscode.workspace.isTrusted) return first;
    const places = layerPlaces(document.getText());
    const { LAYER_TYPES } = await import('../core/config/read.js');
    const key = uri.toString();
    const views = layerViews(
      places.map(({ type }) => type),
      this.views.get(key) ?? [],
      LAYER_TYPES,
    );
    this.views.set(key, views);
    const sweep = sweepLenses(document, this.sweeps).map(({ position, resolve }) => new PendingLens(position, resolve));
    return [...first, ...viewLenses(document, views), ...sweep];
  }

  async resolveCodeLens(lens: vscode.CodeLens): Promise<vscode.CodeLens> {
    if (lens instanceof PendingLens) lens.command = await lens.resolve();
    return lens;
  }

  dispose(): void {
    clearTimeout(this.again);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

/** What can be done with an experiment that is no file yet. */
function unsavedLens(): PendingLens {
  return new PendingLens(new vscode.Position(0, 0), () => ({
    title: vscode.l10n.t('$(info) Save this experiment to train it'),
    tooltip: vscode.l10n.t('It is read and checked already; runs are kept beside its file'),
    command: 'workbench.action.files.saveAs',
  }));
}

/** What leads from a part of the config to the view of it. */
function viewLenses(document: vscode.TextDocument, views: readonly (LayerView | undefined)[]): PendingLens[] {
  const { uri } = document;
  const text = document.getText();
  let facts: Promise<LayerFacts[]> | undefined;
  const factsOf = async (index: number): Promise<LayerFacts | undefined> => {
    // Loaded, and worked out, once for all layers, and only where one of them is seen.
    facts ??= import('../core/config/read.js').then(({ layerFacts }) => layerFacts(text));
    return (await facts)[index];
  };
  const layers = layerPlaces(text).flatMap(({ offset, type }, index) => {
    const view = views[index];
    if (view === undefined) return [];
    return new PendingLens(document.positionAt(offset), async () => {
      const layer = await factsOf(index);
      return {
        title: layerTitle(view, layer, index),
        tooltip: vscode.l10n.t('What this layer does with each step of a sample'),
        command: 'lstmLens.show',
        arguments: [
          uri,
          { view, ...(layer && { layer: type === 'bidirectional' ? `${layer.name}.forward` : layer.name }) },
        ],
      };
    });
  });
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const data = tree && findNodeAtLocation(tree, ['data'])?.parent;
  const before = data ? [dataLens(document, data.offset)] : [];
  const { inspect } = inspectPlaces(text);
  if (!inspect) return [...before, ...layers];
  const influence = new PendingLens(document.positionAt(inspect.offset), () => ({
    title: vscode.l10n.t('Open influence'),
    tooltip: vscode.l10n.t('How much each input mattered, and how far that can be believed'),
    command: 'lstmLens.show',
    arguments: [uri, { view: 'influence' }],
  }));
  return [...before, ...layers, influence];
}

function dataLens(document: vscode.TextDocument, offset: number): PendingLens {
  return new PendingLens(document.positionAt(offset), () => ({
    title: vscode.l10n.t('Show data'),
    tooltip: vscode.l10n.t('What the data hold, and what to mind before training'),
    command: 'lstmLens.show',
    arguments: [document.uri, { view: 'data' }],
  }));
}

function layerTitle(view: string, layer: LayerFacts | undefined, index: number): string {
  const { t } = vscode.l10n;
  const isStates = view === 'states';
  // Something before it is being typed: its name and numbers are not known.
  if (!layer) return isStates ? t('Show states of layer {0}', index + 1) : t('Show attention of layer {0}', index + 1);
  const { name, units } = layer;
  const count = layer.parameters.toLocaleString('en-US');
  return isStates
    ? t('Show states of {0} ({1} units, {2} parameters)', name, units, count)
    : t('Show attention of {0} ({1} units, {2} parameters)', name, units, count);
}
