/** Objects of an HDF5 file: headers made of messages (HDF5 File Format Specification 3.0, IV.A). */
import type { Bytes } from './bytes.js';

export const MESSAGE = {
  ...{ dataspace: 0x01, linkInfo: 0x02, datatype: 0x03, link: 0x06, layout: 0x08, filters: 0x0b },
  ...{ attribute: 0x0c, continuation: 0x10, symbolTable: 0x11, attributeInfo: 0x15 },
} as const;

export interface Message {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

/** A part of a header: from its first message to its end. */
interface Block {
  readonly at: number;
  readonly end: number;
}

/** All messages of the object whose header stands at a byte. @throws {ModelFormatError}. */
export function messagesAt(bytes: Bytes, header: number): Message[] {
  return bytes.u8(header) === 1 ? firstVersion(bytes, header) : secondVersion(bytes, header);
}

function firstVersion(bytes: Bytes, header: number): Message[] {
  const at = header + 16;
  const first = { at, end: at + bytes.u32(header + 8) };
  return collect(bytes, first, 8, 0, (block) => block);
}

function secondVersion(bytes: Bytes, header: number): Message[] {
  bytes.signature(header, 'OHDR');
  const flags = bytes.u8(header + 5);
  const at = header + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  const start = at + sizeBytes;
  const first = { at: start, end: start + bytes.uint(at, sizeBytes) };
  // A continuation has a word before its messages and a checksum behind them.
  return collect(bytes, first, flags & 4 ? 6 : 4, 4, ({ at, end }) => {
    bytes.signature(at, 'OCHK');
    return { at: at + 4, end: end - 4 };
  });
}

/**
 * @param head bytes before the content of a message.
 * @param least bytes that are no message at the end of a block.
 */
function collect(bytes: Bytes, first: Block, head: number, least: number, open: (block: Block) => Block): Message[] {
  const messages: Message[] = [];
  const blocks = [first];
  const seen = new Set<number>();
  for (let block = blocks.pop(); block; block = blocks.pop()) {
    bytes.check(block.at, block.end - block.at);
    if (seen.has(block.at)) throw bytes.fault(block.at, 'a header goes on where it has been');
    seen.add(block.at);
    for (let at = block.at; at + Math.max(head, least) <= block.end; ) {
      bytes.spend(at, head);
      const old = head === 8;
      const type = old ? bytes.u16(at) : bytes.u8(at);
      const size = bytes.u16(at + (old ? 2 : 1));
      const flags = bytes.u8(at + (old ? 4 : 3));
      const content = at + head;
      bytes.check(content, size);
      const needed = Object.values(MESSAGE).some((known) => known === type);
      if (flags & 2 && needed) throw bytes.fault(at, 'a message is shared with another object, which is not supported');
      if (type === MESSAGE.continuation) {
        const from = bytes.address(content);
        if (from !== undefined) blocks.push(open({ at: from, end: from + bytes.u64(content + 8) }));
      } else messages.push({ type, at: content, size });
      at = content + size;
    }
  }
  return messages;
}

/** Axes of an array; empty for a single value; undefined where there is none at all. */
export function shapeAt(bytes: Bytes, at: number): number[] | undefined {
  const version = bytes.u8(at);
  const rank = bytes.u8(at + 1);
  if (version !== 1 && version !== 2) throw bytes.fault(at, 'a shape of an unknown version');
  if (version === 2 && bytes.u8(at + 3) === 2) return undefined;
  const axes = at + (version === 1 ? 8 : 4);
  return Array.from({ length: rank }, (_, axis) => bytes.u64(axes + 8 * axis));
}

export interface Datatype {
  readonly kind: 'float' | 'text' | 'variableText' | 'other';
  /** Bytes of one value. */
  readonly size: number;
}

export function datatypeAt(bytes: Bytes, at: number): Datatype {
  const kind = bytes.u8(at) & 0x0f;
  const bits = bytes.u8(at + 1);
  const size = bytes.u32(at + 4);
  if (kind === 1 && (bits & 1) === 0 && (size === 4 || size === 8)) return { kind: 'float', size };
  if (kind === 3) return { kind: 'text', size };
  return { kind: kind === 9 && (bits & 0x0f) === 1 ? 'variableText' : 'other', size };
}
