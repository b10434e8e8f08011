/** How much memory a worker may take: what is known to need more is refused before anything is allocated. */

/** MiB, where nobody says otherwise. */
export const DEFAULT_MEMORY = 2048;
/** MiB; with less nothing can be trained. */
const LEAST_MEMORY = 64;
/** What raises the limit: in the editor, and in a terminal. */
export const MEMORY_SETTING = 'lstmLens.memoryLimit';
export const MEMORY_VARIABLE = 'LSTM_LENS_MEMORY_LIMIT';

export const MEBIBYTE = 2 ** 20;

/**
 * @param what in the plural, for example "The data's 10 numbers".
 * @param memory MiB that may be taken.
 * @returns a sentence for the user where so many bytes are more than that.
 */
export function beyondMemory(what: string, bytes: number, memory: number): string | undefined {
  if (bytes <= memory * MEBIBYTE) return undefined;
  return `${what} need ${Math.ceil(bytes / MEBIBYTE)} MiB; ${limitText(memory)}`;
}

export function limitText(memory: number): string {
  return `at most ${memory} MiB are allowed. The setting "${MEMORY_SETTING}" raises that, in a terminal the environment variable ${MEMORY_VARIABLE}.`;
}

/** @throws {Error} where the environment says what is no limit. */
export function memoryIn(environment: Readonly<Record<string, string | undefined>>): number {
  const text = environment[MEMORY_VARIABLE];
  if (text === undefined || text === '') return DEFAULT_MEMORY;
  const memory = Number(text);
  if (Number.isInteger(memory) && memory >= LEAST_MEMORY) return memory;
  throw new Error(`${MEMORY_VARIABLE} is ${JSON.stringify(text)}; write MiB, a whole number from ${LEAST_MEMORY} on.`);
}
