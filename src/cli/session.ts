/** One worker for one command; Ctrl+C cancels what it does. */
import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import { WorkerClient } from '../worker/client.js';
import { builtFile } from './paths.js';

export async function withWorker<T>(work: (worker: WorkerClient, token: CancellationToken) => Promise<T>): Promise<T> {
  const worker = new WorkerClient(builtFile('worker.cjs'));
  const cancel = new CancellationTokenSource();
  const onInterrupt = () => cancel.cancel();
  process.once('SIGINT', onInterrupt);
  try {
    return await work(worker, cancel.token);
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    await worker.dispose();
  }
}
