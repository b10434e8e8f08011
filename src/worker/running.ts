/** A worker that runs, wherever it does: in a thread, in a process, in a page. */
import type { MessageConnection } from 'vscode-jsonrpc';

/** As its client sees it. */
export interface RunningWorker {
  readonly connection: MessageConnection;
  /** Rejects with a `WorkerDiedError` when the worker has ended, however it did. */
  readonly died: Promise<never>;
  end(): Promise<void>;
}

/** The worker has ended by itself, with whatever it was doing. */
export class WorkerDiedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WorkerDiedError';
  }
}
