/** Bytes of an HDF5 file, read at any place and never beyond the end. Integers are little-endian. */

import { MOST_EXPANSION } from '../../limits.js';
import { ModelFormatError } from '../formatError.js';

/** Stands where an address is not set. */
const UNDEFINED = 0xffff_ffff_ffff_ffffn;

/** A name goes no further. */
const LONGEST_NAME = 4096;

export class Bytes {
  private readonly view: DataView;
  /** Bytes that may still be looked at: a damaged file can lead to one place over and over. */
  private left: number;
  /** Added to all addresses of the file. */
  base = 0;

  /** @param what names the file in errors. */
  constructor(
    readonly all: Uint8Array,
    readonly what: string,
  ) {
    this.view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    this.left = all.length * MOST_EXPANSION;
  }

  /**
   * Tells of bytes that are looked at one after the other.
   * @throws {ModelFormatError} where they have been more than `MOST_EXPANSION` times those of the file.
   */
  spend(at: number, size: number): void {
    this.left -= size;
    if (this.left < 0) throw this.fault(at, `its parts lead to the same places more than ${MOST_EXPANSION} times`);
  }

  /** @throws {ModelFormatError} where fewer than `size` bytes are left at a place. */
  check(at: number, size: number): void {
    if (at >= 0 && size >= 0 && at + size <= this.all.length) return;
    throw new ModelFormatError(
      `${this.what} is damaged or cut off: it has ${this.all.length} bytes, but leads to byte ${at + size}.`,
    );
  }

  fault(at: number, message: string): ModelFormatError {
    return new ModelFormatError(`${this.what} is damaged at byte ${at}: ${message}.`);
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at, true);
  }

  /** Of 1, 2, 4 or 8 bytes. @throws {ModelFormatError} where it is beyond exact numbers. */
  uint(at: number, size: number): number {
    if (size === 1) return this.u8(at);
    if (size === 2) return this.u16(at);
    return size === 4 ? this.u32(at) : this.u64(at);
  }

  u64(at: number): number {
    this.check(at, 8);
    const value = this.view.getBigUint64(at, true);
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
    throw this.fault(at, `the number ${value} is too large`);
  }

  /** An address; undefined where it is not set. */
  address(at: number): number | undefined {
    this.check(at, 8);
    return this.view.getBigUint64(at, true) === UNDEFINED ? undefined : this.base + this.u64(at);
  }

  /** @throws {ModelFormatError} where another word than the one wanted stands there. */
  signature(at: number, word: string): void {
    this.check(at, word.length);
    if (this.text(at, word.length) !== word) throw this.fault(at, `"${word}" is missing`);
  }

  /** Up to the first zero. */
  text(at: number, size: number): string {
    this.check(at, size);
    this.spend(at, size);
    const part = this.all.subarray(at, at + size);
    const end = part.indexOf(0);
    return new TextDecoder().decode(end < 0 ? part : part.subarray(0, end));
  }

  /** A text that ends with a zero. */
  textUntilZero(at: number): string {
    this.check(at, 1);
    const rest = this.all.subarray(at, at + LONGEST_NAME);
    const end = rest.indexOf(0);
    return this.text(at, end < 0 ? rest.length : end);
  }

  /** @param size bytes of one number, 4 or 8. */
  floats(at: number, count: number, size: number): Float32Array {
    this.check(at, count * size);
    const { view } = this;
    return Float32Array.from({ length: count }, (_, i) =>
      size === 4 ? view.getFloat32(at + 4 * i, true) : view.getFloat64(at + 8 * i, true),
    );
  }
}
