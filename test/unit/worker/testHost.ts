/** Where a worker under test runs: with the embedded engine, and a clock that stands still. */
import type { Files } from '../../../src/core/files.js';
import type { WorkerHost } from '../../../src/worker/host.js';
import { wasmEngine } from '../engine/support.js';

/** @param change what a test has otherwise. */
export function testHost(files: Files, change: Partial<WorkerHost> = {}): WorkerHost {
  return {
    files,
    engine: wasmEngine,
    viewer: wasmEngine,
    yieldTurn: async () => {},
    seconds: () => 0,
    now: () => new Date(0),
    version: '0',
    writer: { process: 1 },
    isRunning: () => false,
    memory: 2048,
    ...change,
  };
}
