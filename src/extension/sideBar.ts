/** The views' second home, in the side bar: compact, and always of the config that is being edited. */
import * as vscode from 'vscode';
import { findConfigs, isConfig } from './configs.js';
import { Page, type PageServices } from './page.js';

export class SideBar implements vscode.WebviewViewProvider, vscode.Disposable {
  private page: Page | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly services: PageServices) {
    this.subscriptions = [
      vscode.window.registerWebviewViewProvider('lstmLens.view', this),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        const uri = editor?.document.uri;
        if (this.page && uri && isConfig(uri)) void this.follow(this.page, uri);
      }),
    ];
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const page = new Page(view.webview, this.services, undefined, undefined, { compact: true });
    this.page = page;
    view.onDidDispose(() => {
      page.dispose();
      if (this.page === page) this.page = undefined;
    });
    const active = vscode.window.activeTextEditor?.document.uri;
    const uri = active && isConfig(active) ? active : (await findConfigs())[0];
    if (uri && !page.uri) await this.follow(page, uri);
  }

  dispose(): void {
    this.page?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async follow(page: Page, uri: vscode.Uri): Promise<void> {
    page.show(uri);
    if (vscode.workspace.isTrusted) await this.services.experiments.restore(uri);
  }
}
