/** Workers kept warm between requests, so that a second training or inspection starts at once. */
import type { WorkerClient } from '../worker/client.js';

/** Idle workers kept; one inspects while another trains. */
const IDLE = 2;

export class WorkerPool {
  private readonly idle: WorkerClient[] = [];
  private readonly busy = new Set<WorkerClient>();
  private disposed = false;

  /** @param script path of the bundled worker. */
  constructor(private readonly script: string) {}

  /** Lends a worker for one request. A worker that died is not lent again. */
  async use<T>(request: (worker: WorkerClient) => Promise<T>): Promise<T> {
    const worker = this.idle.pop() ?? (await this.start());
    this.busy.add(worker);
    try {
      return await request(worker);
    } finally {
      this.busy.delete(worker);
      if (worker.alive && !this.disposed && this.idle.length < IDLE) this.idle.push(worker);
      else await worker.dispose();
    }
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all([...this.idle, ...this.busy].map((worker) => worker.dispose()));
    this.idle.length = 0;
  }

  private async start(): Promise<WorkerClient> {
    // Loaded at the first use: activation does not wait for it.
    const { WorkerClient } = await import('../worker/client.js');
    return new WorkerClient(this.script);
  }
}
