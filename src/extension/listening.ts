/** Hears what a page says, and nothing else. */
import type * as vscode from 'vscode';

/** @param read throws where a message is none of the page's protocol; it goes to the log then, and no further. */
export function listen<Message>(
  webview: vscode.Webview,
  read: (value: unknown) => Message,
  receive: (message: Message) => void,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return webview.onDidReceiveMessage((value: unknown) => {
    let message: Message;
    try {
      message = read(value);
    } catch (error) {
      log.warn(`A page said what is no message: ${(error as Error).message}`);
      return;
    }
    receive(message);
  });
}
