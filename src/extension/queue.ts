/** Work that waits for its turn, so that at most so many pieces of it go on at once. */
import type * as vscode from 'vscode';

interface Waiting {
  readonly begin: () => void;
}

export class Queue {
  private going = 0;
  private waiting: Waiting[] = [];

  /** @param limit how many may go on at once, asked each time there is a turn to give. */
  constructor(private readonly limit: () => number) {}

  /**
   * Does the work in its turn, first come, first served.
   * @param onWait called where it has to wait.
   * @param token ends the waiting.
   * @throws {Error} where it was cancelled before its turn; else as the work.
   */
  async run<T>(work: () => Promise<T>, onWait: () => void, token: vscode.CancellationToken): Promise<T> {
    if (this.going >= Math.max(1, this.limit())) {
      onWait();
      if (!(await this.turn(token))) throw new Error('Cancelled before its turn.');
    } else {
      this.going++;
    }
    try {
      return await work();
    } finally {
      this.going--;
      this.next();
    }
  }

  /** Whether it came before the cancellation; the place is taken then. */
  private turn(token: vscode.CancellationToken): Promise<boolean> {
    return new Promise((resolve) => {
      const place: Waiting = {
        begin: () => {
          cancelling.dispose();
          resolve(true);
        },
      };
      const cancelling = token.onCancellationRequested(() => {
        this.waiting = this.waiting.filter((other) => other !== place);
        cancelling.dispose();
        resolve(false);
      });
      this.waiting.push(place);
    });
  }

  private next(): void {
    while (this.going < Math.max(1, this.limit())) {
      const first = this.waiting.shift();
      if (!first) return;
      this.going++;
      first.begin();
    }
  }
}
