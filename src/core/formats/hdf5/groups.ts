/** Names in a group and where their objects stand (HDF5 File Format Specification 3.0, III.A to III.D and IV.A.2.g). */
import type { Bytes } from './bytes.js';
import { MESSAGE, type Message } from './objects.js';

/**
 * Links to other places, of this file or another, are left out.
 * @returns headers of the group's objects by their names; undefined where the object is no group.
 */
export function membersOf(bytes: Bytes, messages: readonly Message[]): Map<string, number> | undefined {
  const table = messages.find(({ type }) => type === MESSAGE.symbolTable);
  const links = messages.filter(({ type }) => type === MESSAGE.link);
  const info = messages.find(({ type }) => type === MESSAGE.linkInfo);
  if (!table && !info && links.length === 0) return undefined;
  const members = new Map<string, number>();
  if (table) readTable(bytes, table.at, members);
  if (info && heapOf(bytes, info.at) !== undefined) {
    throw bytes.fault(info.at, 'a group keeps its names in a heap, which is not supported');
  }
  for (const { at } of links) readLink(bytes, at, members);
  return members;
}

function heapOf(bytes: Bytes, at: number): number | undefined {
  return bytes.address(at + 2 + (bytes.u8(at + 1) & 1 ? 8 : 0));
}

function readTable(bytes: Bytes, at: number, members: Map<string, number>): void {
  const [tree, heap] = [bytes.address(at), bytes.address(at + 8)];
  if (tree === undefined || heap === undefined) throw bytes.fault(at, 'a group has no table');
  bytes.signature(heap, 'HEAP');
  const names = bytes.address(heap + 24);
  if (names === undefined) throw bytes.fault(heap, 'a group has no names');
  const seen = new Set<number>();
  const nodes = [tree];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (seen.has(node)) throw bytes.fault(node, 'a table leads back to where it has been');
    seen.add(node);
    if (bytes.text(node, 4) === 'SNOD') {
      readEntries(bytes, node, names, members);
      continue;
    }
    bytes.signature(node, 'TREE');
    const count = bytes.u16(node + 6);
    bytes.check(node, 24 + 16 * count);
    // Behind each key stands the address of what comes before the next.
    for (let child = 0; child < count; child++) {
      const address = bytes.address(node + 32 + 16 * child);
      if (address !== undefined) nodes.push(address);
    }
  }
}

function readEntries(bytes: Bytes, node: number, names: number, members: Map<string, number>): void {
  const count = bytes.u16(node + 6);
  for (let entry = 0; entry < count; entry++) {
    const at = node + 8 + 40 * entry;
    bytes.spend(at, 40);
    const name = bytes.textUntilZero(names + bytes.u64(at));
    const header = bytes.address(at + 8);
    if (header !== undefined && bytes.u32(at + 16) !== SYMBOLIC_LINK) members.set(name, header);
  }
}

const SYMBOLIC_LINK = 2;

function readLink(bytes: Bytes, at: number, members: Map<string, number>): void {
  const flags = bytes.u8(at + 1);
  let next = at + 2;
  const type = flags & 8 ? bytes.u8(next++) : 0;
  if (flags & 4) next += 8;
  if (flags & 0x10) next++;
  const sizeBytes = 1 << (flags & 3);
  const size = bytes.uint(next, sizeBytes);
  const name = bytes.text(next + sizeBytes, size);
  const header = type === 0 ? bytes.address(next + sizeBytes + size) : undefined;
  if (header !== undefined) members.set(name, header);
}
