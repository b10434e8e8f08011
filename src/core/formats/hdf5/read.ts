/**
 * HDF5 files as h5py writes them for Keras: groups, arrays in one piece, attributes of text. A reader of our own since a
 * file is untrusted: of files in which single bytes are damaged, the HDF5 library does not come back from every 400th.
 * Here every structure is looked at once, and nothing is read or allocated beyond what the file has.
 */
import { ModelFormatError } from '../formatError.js';
import { Bytes } from './bytes.js';
import { membersOf } from './groups.js';
import { datatypeAt, MESSAGE, type Message, messagesAt, shapeAt } from './objects.js';

export interface Hdf5Array {
  readonly shape: readonly number[];
  /** @throws {ModelFormatError} where the values are damaged, or no plain numbers in one piece. */
  values(): Float32Array;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export function isHdf5(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => bytes[at] === byte);
}

interface Opened {
  readonly messages: readonly Message[];
  readonly members: ReadonlyMap<string, number> | undefined;
}

/** An open file; paths lead from group to group, '' is the root. Its methods throw {ModelFormatError} at what is damaged. */
export class Hdf5File {
  private readonly bytes: Bytes;
  private readonly root: number;
  private readonly opened = new Map<number, Opened>();

  /**
   * @param what names the file in errors.
   * @throws {ModelFormatError} where it is no HDF5 file, or one that is cut off.
   */
  constructor(content: Uint8Array, what: string) {
    if (!isHdf5(content)) throw new ModelFormatError(`${what} is no HDF5 file.`);
    this.bytes = new Bytes(content, what);
    this.root = this.readSuperblock();
  }

  has(path: string): boolean {
    return this.find(path) !== undefined;
  }

  /** An attribute: a text, or several; empty where it is none of text, undefined where there is none. */
  texts(path: string, name: string): string[] | undefined {
    const { bytes } = this;
    const object = this.find(path);
    if (object?.messages.some(({ type, at }) => type === MESSAGE.attributeInfo && isDense(bytes, at))) {
      throw new ModelFormatError(`${bytes.what}: the attributes of /${path} are in a heap, which is not supported.`);
    }
    for (const { type, at } of object?.messages ?? []) {
      if (type !== MESSAGE.attribute) continue;
      const attribute = attributeAt(bytes, at);
      if (attribute.name === name) return this.textsOf(attribute);
    }
    return undefined;
  }

  /** Undefined where there is no such array. */
  array(path: string): Hdf5Array | undefined {
    const { bytes } = this;
    const messages = this.find(path)?.messages;
    const find = (type: number) => messages?.find((message) => message.type === type);
    const [space, type, layout] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout].map(find);
    if (!space || !type || !layout) return undefined;
    const shape = shapeAt(bytes, space.at);
    return shape && { shape, values: () => valuesOf(bytes, path, shape, type, layout) };
  }

  private find(path: string): Opened | undefined {
    let at: number | undefined = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      at = this.open(at).members?.get(name);
      if (at === undefined) return undefined;
    }
    return this.open(at);
  }

  private open(header: number): Opened {
    let found = this.opened.get(header);
    if (!found) {
      const messages = messagesAt(this.bytes, header);
      found = { messages, members: membersOf(this.bytes, messages) };
      this.opened.set(header, found);
    }
    return found;
  }

  /** @returns where the root's header stands. */
  private readSuperblock(): number {
    const { bytes } = this;
    const version = bytes.u8(8);
    if (version > 3) throw bytes.fault(8, `the version ${version} of the format is not supported`);
    const old = version < 2;
    const [sizes, base] = old ? [13, version === 0 ? 24 : 28] : [9, 12];
    if (bytes.u8(sizes) !== 8 || bytes.u8(sizes + 1) !== 8) throw bytes.fault(sizes, 'addresses are not of 8 bytes');
    bytes.base = bytes.u64(base);
    // The end of the file, as it was written.
    const end = bytes.address(base + 16);
    if (end !== undefined) bytes.check(end, 0);
    const root = bytes.address(base + (old ? 40 : 24));
    if (root === undefined) throw bytes.fault(base, 'it has no root');
    return root;
  }

  private textsOf({ type, shape, at }: Attribute): string[] {
    const { bytes } = this;
    const { kind, size } = datatypeAt(bytes, type);
    if (kind === 'other' || kind === 'float') return [];
    const count = shape.reduce((product, axis) => product * axis, 1);
    bytes.check(at, count * size);
    return Array.from({ length: count }, (_, i) => {
      const place = at + i * size;
      const [from, length] = kind === 'text' ? [place, size] : heapText(bytes, place);
      return bytes.text(from, length);
    });
  }
}

interface Attribute {
  readonly name: string;
  /** Where its datatype stands. */
  readonly type: number;
  readonly shape: readonly number[];
  /** Where its values stand. */
  readonly at: number;
}

function attributeAt(bytes: Bytes, at: number): Attribute {
  const version = bytes.u8(at);
  if (version < 1 || version > 3) throw bytes.fault(at, 'an attribute of an unknown version');
  // The first version fills every part up to a multiple of eight bytes.
  const padded = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [nameSize, typeSize, spaceSize] = [2, 4, 6].map((part) => bytes.u16(at + part));
  const name = at + (version === 3 ? 9 : 8);
  const type = name + padded(nameSize);
  const space = type + padded(typeSize);
  const shape = shapeAt(bytes, space) ?? [0];
  return { name: bytes.text(name, nameSize), type, shape, at: space + padded(spaceSize) };
}

function isDense(bytes: Bytes, at: number): boolean {
  return bytes.address(at + 2 + (bytes.u8(at + 1) & 1 ? 2 : 0)) !== undefined;
}

/** A text of any length stands in a heap of the whole file. @returns its first byte and its size. */
function heapText(bytes: Bytes, at: number): [from: number, size: number] {
  const size = bytes.u32(at);
  const heap = bytes.address(at + 4);
  const index = bytes.u32(at + 12);
  if (size === 0 || heap === undefined) return [at, 0];
  bytes.signature(heap, 'GCOL');
  const end = heap + bytes.u64(heap + 8);
  bytes.check(heap, end - heap);
  for (let entry = heap + 16; entry + 16 <= end; ) {
    bytes.spend(entry, 16);
    const own = bytes.u16(entry);
    const length = bytes.u64(entry + 8);
    if (own === index && size <= length) return [entry + 16, size];
    // What is left of the heap has the number zero.
    if (own === 0) break;
    entry += 16 + Math.ceil(length / 8) * 8;
  }
  throw bytes.fault(at, `its text ${index} is not in the heap at byte ${heap}`);
}

const COMPACT = 0;
const CONTIGUOUS = 1;

function valuesOf(bytes: Bytes, path: string, shape: readonly number[], type: Message, layout: Message): Float32Array {
  const { kind, size } = datatypeAt(bytes, type.at);
  if (kind !== 'float') throw new ModelFormatError(`${bytes.what}: ${path} holds no floating-point numbers.`);
  const version = bytes.u8(layout.at);
  const storage = bytes.u8(layout.at + 1);
  if (version < 3 || version > 4 || (storage !== COMPACT && storage !== CONTIGUOUS)) {
    throw new ModelFormatError(`${bytes.what}: ${path} is stored in pieces or packed, which is not supported.`);
  }
  const count = shape.reduce((product, axis) => product * axis, 1);
  const at = storage === COMPACT ? layout.at + 4 : bytes.address(layout.at + 2);
  if (count === 0) return new Float32Array(0);
  if (at === undefined) throw new ModelFormatError(`${bytes.what}: ${path} has no values.`);
  return bytes.floats(at, count, size);
}
