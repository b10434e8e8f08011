/** JSON of a model file: untrusted, so nothing of it is believed before it is looked at. */
import { ModelFormatError } from './formatError.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** @param what names the text in the error. @throws {ModelFormatError}. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine quotes what stands there, whatever that is.
    const reason = (error as Error).message.replace(/[^ -~]+/g, '?');
    throw new ModelFormatError(`${what} is no JSON: ${reason}.`);
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {ModelFormatError} where it is no object. */
export function record(value: unknown, what: string): JsonRecord {
  if (isRecord(value)) return value;
  throw new ModelFormatError(`${what} is not an object.`);
}

/** A value of the file as an error message shows it. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
