/** What the editor knows of the language of configs, besides their schema. */
import * as vscode from 'vscode';
import { CONFIG_SELECTOR } from '../configs.js';
import { NameCompletions } from './completions.js';
import type { Drafts } from './drafts.js';
import { FileDrops } from './drops.js';
import { FileLinks } from './fileLinks.js';
import { QuickFixes } from './quickFixes.js';
import { SweepHover, SweepPaths } from './sweepHelp.js';

export function registerLanguage(
  problemsOf: (config: vscode.Uri) => readonly vscode.Diagnostic[],
  drafts: Drafts,
): vscode.Disposable[] {
  const { languages } = vscode;
  const links = new FileLinks();
  return [
    languages.registerCompletionItemProvider(CONFIG_SELECTOR, new NameCompletions(drafts), '"'),
    languages.registerCompletionItemProvider(CONFIG_SELECTOR, new SweepPaths(), '"'),
    languages.registerHoverProvider(CONFIG_SELECTOR, new SweepHover()),
    languages.registerCodeActionsProvider(CONFIG_SELECTOR, new QuickFixes(problemsOf), QuickFixes.metadata),
    languages.registerDocumentLinkProvider(CONFIG_SELECTOR, links),
    languages.registerDefinitionProvider(CONFIG_SELECTOR, links),
    languages.registerDocumentDropEditProvider(CONFIG_SELECTOR, new FileDrops(drafts), FileDrops.metadata),
  ];
}
