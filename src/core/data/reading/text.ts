/** The text of a file, a part at a time: UTF-8, or UTF-16 with its mark. */
import { fileFault } from '../../problems.js';
import { PART, type ReadingTurns, type Source } from './source.js';

export interface TextPart {
  readonly text: string;
  /** Of the file up to the part's end. */
  readonly bytes: number;
}

/**
 * @throws {BadInputError} with the line of a NUL byte, or of bytes that are no UTF-8.
 */
export async function* textParts(
  source: Source,
  turns: ReadingTurns,
  partBytes = PART,
): AsyncGenerator<TextPart, void, void> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for (let offset = 0; offset < source.size; offset += partBytes) {
    const bytes = await source.part(offset, partBytes);
    decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
    const last = offset + partBytes >= source.size;
    if (decoder.encoding === 'utf-8') await refuseNul(source, offset, bytes);
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: !last });
    } catch {
      throw await notText(source, offset, bytes, decoder.encoding);
    }
    turns.progress(Math.min(1, offset / source.size));
    await turns.pause();
    yield { text, bytes: Math.min(source.size, offset + partBytes) };
  }
}

/** By the mark at the beginning of a file. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

async function refuseNul(source: Source, offset: number, bytes: Uint8Array): Promise<void> {
  const at = bytes.indexOf(0);
  if (at < 0) return;
  const { line, column } = await placeOf(source, offset + at);
  const message = 'There is a NUL byte here: the file is no text, or UTF-16 without its mark; save it as UTF-8.';
  throw fileFault(source.path, message, line, column);
}

async function notText(source: Source, offset: number, bytes: Uint8Array, encoding: string) {
  const at = encoding === 'utf-8' ? firstInvalid(bytes) : 0;
  const { line } = await placeOf(source, offset + at);
  const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
  return fileFault(source.path, `There are bytes here that are no ${name} text; save the file as UTF-8.`, line);
}

/** Offset of a line that does not decode: the parts of a file begin anywhere, so the first line may only be cut. */
function firstInvalid(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let from = bytes.indexOf(10) + 1; from > 0; ) {
    const end = bytes.indexOf(10, from);
    if (end < 0) return from;
    try {
      decoder.decode(bytes.subarray(from, end));
    } catch {
      return from;
    }
    from = end + 1;
  }
  return 0;
}

/** Line and column, both from 1 and in bytes, of a byte. */
async function placeOf(source: Source, offset: number): Promise<{ line: number; column: number }> {
  let line = 1;
  let lineStart = 0;
  for (let from = 0; from < offset; from += PART) {
    const bytes = await source.part(from, Math.min(PART, offset - from));
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
      line += 1;
      lineStart = from + at + 1;
    }
  }
  return { line, column: offset - lineStart + 1 };
}
