/** Paths as a person at a terminal gives and reads them. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileFault, formatProblem, type Problem } from '../core/problems.js';
import type { ConfigText } from '../worker/protocol.js';

/** A file that the build puts beside the bundled command line. */
export function builtFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** @throws {BadInputError} where the file cannot be read. */
export async function readConfigFile(file: string): Promise<ConfigText> {
  try {
    return { path: path.resolve(file), text: await readFile(file, 'utf8') };
  } catch (error) {
    throw fileFault(
      file,
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'There is no such file.' : (error as Error).message,
    );
  }
}

/** A folder is a run, a file a config. */
export async function readSource(source: string): Promise<{ run: string } | { config: ConfigText }> {
  const found = await stat(source).catch(() => undefined);
  if (!found) throw fileFault(source, 'There is no such run or config.');
  return found.isDirectory() ? { run: path.resolve(source) } : { config: await readConfigFile(source) };
}

/** `file:line:column: message`, the file as seen from the current folder. */
export function describeProblem(problem: Problem): string {
  return formatProblem({ ...problem, file: fromHere(problem.file) });
}

export function fromHere(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? file : relative || '.';
}
