/** One question with a list of answers. */
import * as vscode from 'vscode';

/** @returns the answer; the only one without asking; undefined where the user turned away. */
export async function pick<T extends vscode.QuickPickItem>(
  title: string,
  placeHolder: string,
  items: readonly T[],
): Promise<T | undefined> {
  if (items.length < 2) return items[0];
  return vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, matchOnDetail: true });
}
