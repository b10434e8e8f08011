/** Restricted Mode: what reads or writes files of the folder waits for trust. */
import * as vscode from 'vscode';

/** @returns whether the workspace is trusted; where it is not, the user is told and shown the way. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('Nothing is trained, loaded or written in Restricted Mode.');
  if ((await vscode.window.showWarningMessage(message, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}
