/** Feeds a reader with files that are almost right, and holds it to what a reader of untrusted files promises. */
import fc from 'fast-check';
import type { Files } from '../../src/core/files.js';
import { allocatedBy } from './allocation.js';
import type { Content } from './mutations.js';
import { casesOf, type Reader } from './readers.js';

/** No case may take longer, seconds. */
const MOST_SECONDS = 1;
/** A reader may allocate so many times the size of its files, garbage included, and so many bytes besides. */
export const MOST_MULTIPLE = 100;
export const BESIDES = 64 * 2 ** 20;

export interface Report {
  readonly reader: string;
  readonly cases: number;
  /** Cases that were read in spite of their faults. */
  readonly read: number;
  readonly seconds: number;
  readonly slowestSeconds: number;
  /** The most that a case allocated, garbage included. */
  readonly mostBytes: number;
}

const FOLDER = '/work/.lstm-lens/runs/one';

/** The files of a case, of which none beside them can be read. */
function filesOf(content: Content): Files {
  const nameOf = (path: string) => {
    if (path.startsWith(`${FOLDER}/`) && !path.includes('/../')) return path.slice(FOLDER.length + 1);
    throw new Error(`It has looked at ${path}, which is not beside the file.`);
  };
  const find = (path: string) => {
    const found = Object.hasOwn(content, nameOf(path)) ? content[nameOf(path)] : undefined;
    if (found) return found;
    throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
  };
  const refuse = async () => {
    throw new Error('A reader has written.');
  };
  return {
    size: async (path) => (Object.hasOwn(content, nameOf(path)) ? content[nameOf(path)].length : undefined),
    read: async (path) => find(path),
    readPart: async (path, offset, length) => find(path).slice(offset, offset + length),
    async list(folder) {
      if (folder === FOLDER.slice(0, FOLDER.lastIndexOf('/'))) return [FOLDER.slice(FOLDER.lastIndexOf('/') + 1)];
      const below = folder === FOLDER ? '' : `${nameOf(folder)}/`;
      const names = Object.keys(content).filter((name) => name.startsWith(below));
      return [...new Set(names.map((name) => name.slice(below.length).split('/')[0]))];
    },
    ...{ write: refuse, append: refuse, makeFolder: refuse, clean: refuse },
  };
}

/** A case that breaks a promise. */
export class FuzzError extends Error {
  constructor(
    readonly content: Content,
    override readonly cause: Error,
    where: string,
  ) {
    super(`${cause.stack} (${where})`);
    this.name = 'FuzzError';
  }
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Number.prototype];
const membersOf = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length).join();

/**
 * @param began is called before each case, and tells of one that hangs.
 * @throws {FuzzError} at the first case that breaks a promise, made as small as possible.
 */
export async function fuzz(
  reader: Reader,
  { cases, seed }: { cases: number; seed: number },
  began: (content: Content) => void = () => {},
): Promise<Report> {
  const start = performance.now();
  const members = membersOf();
  const report = { reader: reader.name, cases, read: 0, slowestSeconds: 0, mostBytes: 0 };
  const attempt = async (content: Content): Promise<{ seconds: number; bytes: number }> => {
    const files = filesOf(content);
    const begin = performance.now();
    const bytes = await allocatedBy(async () => {
      try {
        await reader.read(files, FOLDER, Object.keys(content)[0]);
        report.read += 1;
      } catch (error) {
        if (reader.errors.some((kind) => error instanceof kind) && (error as Error).message !== '') return;
        throw error;
      }
    });
    return { seconds: (performance.now() - begin) / 1000, bytes };
  };
  const check = async (content: Content) => {
    began(content);
    let { seconds, bytes } = await attempt(content);
    // On a busy machine others may have had their turn; a reader that is slow is slow again.
    for (let again = 0; again < 2 && seconds > MOST_SECONDS; again++)
      seconds = Math.min(seconds, (await attempt(content)).seconds);
    const size = Object.values(content).reduce((sum, { length }) => sum + length, 0);
    report.slowestSeconds = Math.max(report.slowestSeconds, seconds);
    report.mostBytes = Math.max(report.mostBytes, bytes);
    if (seconds > MOST_SECONDS) throw new Error(`It took ${seconds.toFixed(2)} s.`);
    if (bytes > MOST_MULTIPLE * size + BESIDES + (reader.besides ?? 0))
      throw new Error(`It allocated ${bytes} bytes for ${size}.`);
    if (membersOf() !== members) throw new Error('It has changed a prototype.');
  };
  for (const content of reader.corpus) await check(content);
  if (2 * report.read < reader.corpus.length) throw new Error('Most of the real files are not read either.');
  let failed: { content: Content; error: Error } | undefined;
  const property = fc.asyncProperty(casesOf(reader), async (content) => {
    try {
      await check(content);
    } catch (error) {
      failed = { content, error: error as Error };
      throw error;
    }
  });
  const { counterexamplePath } = await fc.check(property, { seed, numRuns: cases });
  if (failed) throw new FuzzError(failed.content, failed.error, `seed ${seed}, path ${counterexamplePath}`);
  return { ...report, seconds: (performance.now() - start) / 1000 };
}
