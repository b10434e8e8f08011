/** Questions of which only the latest counts. */
import * as vscode from 'vscode';

/** One question for each key at a time; the next one ends it. */
export class Latest implements vscode.Disposable {
  private readonly asked = new Map<string, vscode.CancellationTokenSource>();

  /**
   * Ends what was asked under the key before.
   * @param failed is told what the work threw. @param work gets a token that is cancelled when it no longer counts.
   */
  async ask(
    key: string,
    work: (token: vscode.CancellationToken) => Promise<void>,
    failed: (error: Error, token: vscode.CancellationToken) => void,
  ): Promise<void> {
    this.cancel(key);
    const source = new vscode.CancellationTokenSource();
    this.asked.set(key, source);
    try {
      await work(source.token);
    } catch (error) {
      failed(error as Error, source.token);
    } finally {
      if (this.asked.get(key) === source) this.asked.delete(key);
      source.dispose();
    }
  }

  cancel(key: string): void {
    this.asked.get(key)?.cancel();
  }

  dispose(): void {
    for (const source of this.asked.values()) source.cancel();
  }
}
