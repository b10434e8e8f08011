/** What a file that comes to a config takes out of it: samples and the like are about the data before. */
import { applyEdits, type Edit, parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { baseName } from '../../core/files.js';

/** Milliseconds in which VS Code does an edit that it was given. */
const SOON = 10_000;

/**
 * Tells what is taken out, with an undo, as soon as the edits are done; nothing where all stays.
 * @param edits of the text that the document has now.
 */
export function tellTakenOut(document: vscode.TextDocument, file: vscode.Uri, edits: readonly Edit[]): void {
  const before = document.getText();
  const after = plain(applyEdits(before, [...edits]));
  const lost = inspectKeys(before).filter((key) => !inspectKeys(after).includes(key));
  if (lost.length === 0) return;
  const done = () => {
    if (plain(document.getText()) !== after) return;
    stop();
    void tell(document, before, after, baseName(file.path), lost);
  };
  const changes = vscode.workspace.onDidChangeTextDocument((event) => event.document === document && done());
  const timer = setTimeout(() => changes.dispose(), SOON);
  const stop = () => {
    clearTimeout(timer);
    changes.dispose();
  };
}

async function tell(
  document: vscode.TextDocument,
  before: string,
  after: string,
  file: string,
  lost: readonly string[],
): Promise<void> {
  const message = vscode.l10n.t(
    'The config learns from {0} now. What it said of the data before was taken out: {1}.',
    file,
    lost.map((key) => `inspect.${key}`).join(', '),
  );
  const undo = vscode.l10n.t('Undo');
  if ((await vscode.window.showInformationMessage(message, undo)) !== undo) return;
  if (plain(document.getText()) !== after) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The config has changed since: undo it in its editor.'));
    return;
  }
  const back = new vscode.WorkspaceEdit();
  const all = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  back.replace(document.uri, all, before);
  await vscode.workspace.applyEdit(back);
}

function inspectKeys(text: string): string[] {
  const inspect: unknown = parse(text, [], { allowTrailingComma: true })?.inspect;
  return typeof inspect === 'object' && inspect !== null ? Object.keys(inspect) : [];
}

/** An edit gets the line ends of its document. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
