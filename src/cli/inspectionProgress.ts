/** How far an inspection is, on stderr: one line on a terminal, a line for each part elsewhere. */

import type { CancellationToken } from 'vscode-jsonrpc';
import { INSPECTION_PARTS, type InspectionPart, type PartShare, partText } from '../core/analysis/parts.js';
import type { WorkerClient } from '../worker/client.js';
import type { InspectParams, InspectProgress, InspectResult } from '../worker/protocol.js';

/** Milliseconds after which it is told: most inspections have ended by then. */
const PATIENCE = 2000;

export class InspectionProgress {
  private at: PartShare | undefined;
  private timer: NodeJS.Timeout | undefined;
  private late = false;
  private told: InspectionPart | undefined;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(at: PartShare): void {
    this.at = at;
    this.timer ??= setTimeout(() => {
      this.late = true;
      this.tell();
    }, PATIENCE);
    if (this.late) this.tell();
  }

  /** Leaves nothing on a terminal. */
  end(): void {
    clearTimeout(this.timer);
    if (this.stream.isTTY && this.told) this.stream.write('\r\u001b[K');
  }

  private tell(): void {
    if (!this.at) return;
    const { part } = this.at;
    if (this.stream.isTTY) this.stream.write(`\rinspecting: ${partText(this.at)}\u001b[K`);
    else if (part !== this.told) this.stream.write(`inspecting: ${INSPECTION_PARTS[part]}\n`);
    this.told = part;
  }
}

/** Inspects, and tells how far that is. @throws as `WorkerClient.inspect`. */
export async function inspectFollowed(
  worker: WorkerClient,
  params: InspectParams,
  token: CancellationToken,
): Promise<InspectResult> {
  const shower = new InspectionProgress(process.stderr);
  const follow = (progress: InspectProgress) => progress.kind === 'part' && shower.show(progress);
  return worker.inspect(params, follow, token).finally(() => shower.end());
}
