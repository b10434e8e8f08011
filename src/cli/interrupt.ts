/** Ctrl+C: the first cancels, and a later one ends the program. */
import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';

/** Thrown where a command came to no result because it was cancelled. */
export class CancelledError extends Error {
  constructor(message = 'cancelled') {
    super(message);
  }
}

/** Milliseconds. What this program was started by, as npm, may hand on a signal that the terminal has given it already. */
const SAME = 1000;

/** Does something that can be cancelled by signals. */
export async function interruptible<T>(
  signals: readonly NodeJS.Signals[],
  work: (token: CancellationToken) => Promise<T>,
): Promise<T> {
  const source = new CancellationTokenSource();
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    first ??= performance.now();
    source.cancel();
    if (performance.now() - first < SAME) return;
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work(source.token);
  } finally {
    // After one the same may come once more, while the program ends.
    if (first === undefined) stop();
  }
}
