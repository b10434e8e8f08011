/** Workers kept warm between requests, so that a second training or inspection starts at once. */
import equal from 'fast-deep-equal';
import type * as vscode from 'vscode';
import { host } from '#host';
import { engineOf } from '../core/config/engineOf.js';
import type { WorkerClient } from '../worker/client.js';
import type { ConfigText } from '../worker/protocol.js';

/** Idle workers kept; one inspects while another trains. */
const IDLE = 2;

/** What a worker is started with. */
interface Terms {
  /** MiB that it may take. */
  readonly memory: number;
  /** Paths of folders and files that it may read for a config. */
  readonly reach: readonly string[];
  /** What its process may load; a thread has none. */
  readonly tensorFlow: string | undefined;
}

interface Pooled {
  readonly client: WorkerClient;
  readonly terms: Terms;
}

export class WorkerPool {
  private idle: Pooled[] = [];
  private readonly busy = new Set<Pooled>();
  private disposed = false;

  /**
   * @param extension folder of the extension.
   * @param bounds of a worker from now on.
   * @param findTensorFlow gives the folder of the package for a config that asks for it, or throws what to do.
   */
  constructor(
    private readonly extension: vscode.Uri,
    readonly bounds: () => Omit<Terms, 'tensorFlow'>,
    private readonly findTensorFlow: (config: ConfigText) => string,
  ) {}

  /**
   * Lends a worker for one request. A worker that died is not lent again.
   * @param config decides on the engine; undefined for what needs none.
   * @throws {Error} where there is no such engine.
   */
  async use<T>(config: ConfigText | undefined, request: (worker: WorkerClient) => Promise<T>): Promise<T> {
    const asked = config !== undefined && engineOf(config.text) === 'tensorflow';
    return this.lend(asked ? this.findTensorFlow(config) : undefined, request);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all([...this.idle, ...this.busy].map(({ client }) => client.dispose()));
    this.idle = [];
  }

  /** The one used last has the model open that the next question is most likely about. */
  private async lend<T>(tensorFlow: string | undefined, request: (worker: WorkerClient) => Promise<T>): Promise<T> {
    const terms = { ...this.bounds(), tensorFlow };
    const warm = this.idle.findLast((worker) => equal(worker.terms, terms));
    this.idle = this.idle.filter((worker) => worker !== warm);
    const worker = warm ?? { client: await this.start(terms), terms };
    this.busy.add(worker);
    try {
      return await request(worker.client);
    } finally {
      this.busy.delete(worker);
      // One that is gone ends by itself, which nobody waits for.
      if (!worker.client.alive) void worker.client.dispose();
      else if (this.disposed) await worker.client.dispose();
      else await this.keep(worker);
    }
  }

  /** The one that has waited longest makes room. */
  private async keep(worker: Pooled): Promise<void> {
    this.idle.push(worker);
    if (this.idle.length > IDLE) await this.idle.shift()?.client.dispose();
  }

  private async start({ memory, reach, tensorFlow }: Terms): Promise<WorkerClient> {
    // Loaded at the first use: activation does not wait for it.
    const { WorkerClient } = await import('../worker/client.js');
    return new WorkerClient(
      await host.startWorker(this.extension, memory, reach, tensorFlow),
      host.files,
      undefined,
      host.findPython,
    );
  }
}
