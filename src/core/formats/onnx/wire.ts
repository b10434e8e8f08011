/** Protocol buffers from untrusted bytes: pbf reads the values, this keeps it within the message. */
import { PbfReader } from 'pbf';
import { ModelFormatError } from '../formatError.js';

export type Field = (field: number, pbf: PbfReader) => void;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Messages within messages; ONNX's graphs of graphs are not read. */
const DEEPEST = 16;

/**
 * Reads one message after the other, each field by the given function; a field that it leaves alone is skipped.
 * @throws {ModelFormatError} naming the byte where the bytes end too early or mean nothing.
 */
export class WireReader {
  private readonly pbf: PbfReader;
  private depth = 0;

  constructor(bytes: Uint8Array) {
    this.pbf = new PbfReader(bytes);
  }

  /** The whole file. */
  read(field: Field): void {
    this.message(this.pbf.length, field);
  }

  /** The message that is the value of the field at hand. */
  nested(field: Field): void {
    if (this.depth >= DEEPEST) throw fault(this.pbf.pos, 'messages within messages, too deep');
    const length = this.pbf.readVarint();
    this.depth++;
    this.message(this.pbf.pos + length, field);
    this.depth--;
  }

  private message(end: number, field: Field): void {
    const { pbf } = this;
    while (pbf.pos < end) {
      const start = pbf.pos;
      try {
        const tag = pbf.nextField(end);
        if (tag === 0 && pbf.pos < end) throw fault(start, 'a field without a number');
        if (tag === 0) break;
        this.checkValue(start, end);
        field(tag, pbf);
      } catch (error) {
        if (error instanceof ModelFormatError) throw error;
        throw fault(start, `a value that cannot be read (${(error as Error).message})`);
      }
    }
    if (pbf.pos > end) throw fault(end, 'a field that goes on beyond the end of its message');
  }

  /** Whether the value of the field at hand ends within its message. */
  private checkValue(start: number, end: number): void {
    const { pbf } = this;
    const { pos, type } = pbf;
    let length = 0;
    if (type === BYTES) {
      length = pbf.readVarint();
      // A length of 64 bits comes as a number that is only nearly right; it is too large all the same.
      if (pbf.pos + length > end) {
        throw fault(start, `a field of ${length} bytes, where ${Math.max(0, end - pbf.pos)} are left`);
      }
      pbf.pos = pos;
      return;
    }
    if (type === VARINT) pbf.readVarint();
    else if (type === FIXED64) length = 8;
    else if (type === FIXED32) length = 4;
    else throw fault(start, `a field of wire type ${type}, which there is not`);
    if (pbf.pos + length > end) throw fault(start, 'a field that goes on beyond the end of its message');
    pbf.pos = pos;
  }
}

function fault(at: number, what: string): ModelFormatError {
  return new ModelFormatError(`It is damaged, or no ONNX file: at byte ${at} stands ${what}.`);
}
