/** Help with `sweep`: the paths that this config has, and how many trials come of it. */
import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { isConfig, memoryLimit } from '../configs.js';
import { pathOf } from '../paths.js';

/** Completes paths as keys of `sweep`; the keys that say how come of the schema. */
export class SweepPaths implements vscode.CompletionItemProvider {
  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (!isConfig(document.uri)) return [];
    const text = document.getText();
    const offset = document.offsetAt(position);
    const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
    if (!isAtPropertyKey || path.length !== 2 || path[0] !== 'sweep') return [];
    const tree = parseTree(text, [], { allowTrailingComma: true });
    if (!tree) return [];
    const taken = new Set(
      findNodeAtLocation(tree, ['sweep'])?.children?.map(({ children }) => children?.[0].value as string),
    );
    const typed = previousNode?.type === 'string' && offset <= previousNode.offset + previousNode.length;
    const range = typed
      ? new vscode.Range(
          document.positionAt(previousNode.offset),
          document.positionAt(previousNode.offset + previousNode.length),
        )
      : new vscode.Range(position, position);
    const hasValue = typed && /^\s*:/.test(text.slice(previousNode.offset + previousNode.length));
    const { sweepPlaces } = await import('../../core/config/read.js');
    const places = sweepPlaces(tree).filter(
      ({ name, simple }) => simple && (!taken.has(name) || name === previousNode?.value),
    );
    return places.map(({ name, now, description }, index) => {
      const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
      const values = now?.replace(/[\\$}]/g, '\\$&') ?? '';
      item.insertText = new vscode.SnippetString(
        hasValue ? JSON.stringify(name) : `${JSON.stringify(name)}: [\${1:${values}}, $2]`,
      );
      item.filterText = JSON.stringify(name);
      item.range = range;
      item.sortText = String(index).padStart(6, '0');
      item.detail = now === undefined ? undefined : vscode.l10n.t('now {0}', now);
      item.documentation = description;
      return item;
    });
  }
}

/** How many trials a sweep has, at its key. */
export class SweepHover implements vscode.HoverProvider {
  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    if (!isConfig(document.uri)) return undefined;
    const text = document.getText();
    const { path, isAtPropertyKey } = getLocation(text, document.offsetAt(position));
    if (!isAtPropertyKey || path.length !== 1 || path[0] !== 'sweep') return undefined;
    const size = await trialsOf(document);
    return size === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString(`**${size}**`));
  }
}

/** For example "12 trials: 4 configurations with 3 seeds each"; undefined where there is no sweep, or it has a fault. */
export async function trialsOf(document: vscode.TextDocument): Promise<string | undefined> {
  const { readConfig, sweepSize } = await import('../../core/config/read.js');
  const { experiment } = await readConfig(pathOf(document.uri), document.getText(), memoryLimit());
  if (!experiment?.sweep) return undefined;
  const { trials, configurations, seeds } = sweepSize(experiment.sweep);
  if (trials === 1) return vscode.l10n.t('1 trial');
  return seeds > 1
    ? vscode.l10n.t('{0} trials: {1} configurations with {2} seeds each', trials, configurations, seeds)
    : vscode.l10n.t('{0} trials', trials);
}
