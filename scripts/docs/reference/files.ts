/** The pages that are made of the code itself. */
import { commandLineReference } from './commandLine.js';
import { configReference } from './config.js';
import { editorReference } from './editor.js';

/** @returns the contents of each page, by its path from the root. */
export function referenceFiles(): Map<string, string> {
  return new Map([
    ['docs/reference/config.md', configReference()],
    ['docs/reference/command-line.md', commandLineReference()],
    ['docs/reference/editor.md', editorReference()],
  ]);
}
