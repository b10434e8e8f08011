import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the tests that stand beside the call, and taken away after them. */
export function temporaryFolder(name: string): string {
  // Named as the programs that work in it name it.
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `lstm-lens-${name}-`)));
  // A program that was killed in it may still be about to write.
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}
