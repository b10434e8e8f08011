/**
 * HDF5 files as bytes. The HDF5 library is WebAssembly with a file system of its own, in memory: links to other files
 * lead nowhere, and filters other than its own are not there.
 */
import type * as Library from 'h5wasm';
import { ModelFormatError } from './formatError.js';
import { MOST_EXPANSION } from './limits.js';

export interface Hdf5Array {
  readonly shape: readonly number[];
  /** @throws {ModelFormatError} where the values are damaged, or no plain numbers. */
  values(): Float32Array;
}

/** An open file; paths are those of groups and arrays, '' the root. */
export interface Hdf5File {
  has(path: string): boolean;
  /** An attribute: a text, or several; undefined where there is none. */
  texts(path: string, name: string): string[] | undefined;
  /** Undefined where there is no such array. */
  array(path: string): Hdf5Array | undefined;
}

const FILE = '/model.h5';

/**
 * @param what names the file in errors.
 * @param read must not keep the file.
 * @throws {ModelFormatError} where it is no HDF5 file, is cut off or damaged.
 */
export async function readHdf5<T>(bytes: Uint8Array, what: string, read: (file: Hdf5File) => T): Promise<T> {
  if (!isHdf5(bytes)) throw new ModelFormatError(`${what} is no HDF5 file.`);
  const { library, disk } = await openLibrary();
  disk.writeFile(FILE, bytes);
  let file: Library.File | undefined;
  try {
    file = new library.File(FILE, 'r');
    return read(new OpenFile(file, library, bytes.length * MOST_EXPANSION));
  } catch (error) {
    if (error instanceof ModelFormatError) throw error;
    throw new ModelFormatError(`${what} is damaged: ${reasonOf(error)}.`);
  } finally {
    close(file);
    disk.unlink(FILE);
  }
}

export interface NamedArray {
  /** From the root on, for example `layers/dense/vars/0`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** An HDF5 file of arrays and of the groups on the way to them. */
export async function writeHdf5(arrays: readonly NamedArray[]): Promise<Uint8Array> {
  const { library, disk } = await openLibrary();
  const file = new library.File(FILE, 'w');
  try {
    for (const { path, shape, values } of arrays) {
      let group: Library.Group = file;
      const parts = path.split('/');
      for (const part of parts.slice(0, -1)) {
        group = (group.get(part) as Library.Group | null) ?? group.create_group(part);
      }
      group.create_dataset({ name: parts[parts.length - 1], data: values, shape: [...shape], dtype: '<f4' });
    }
    file.close();
    return disk.readFile(FILE).slice();
  } finally {
    disk.unlink(FILE);
  }
}

/** At the file's start, or behind a block of the user's own of 512, 1024, … bytes, which Keras does not write. */
export function isHdf5(bytes: Uint8Array): boolean {
  return [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, at) => bytes[at] === byte);
}

type Disk = NonNullable<typeof Library.FS>;

/** The library is large: it is loaded when the first file needs it. */
async function openLibrary(): Promise<{ library: typeof Library; disk: Disk }> {
  const library = await import('h5wasm');
  // What the module exports itself is not there yet when it is loaded.
  const module = (await library.ready) as unknown as { FS: Disk; activate_throwing_error_handler(): void };
  // Otherwise errors are printed, and what could not be read is zero.
  module.activate_throwing_error_handler();
  return { library, disk: module.FS };
}

class OpenFile implements Hdf5File {
  /** @param most bytes that one array or attribute may take. */
  constructor(
    private readonly file: Library.File,
    private readonly library: typeof Library,
    private readonly most: number,
  ) {}

  has(path: string): boolean {
    return this.find(path) !== null;
  }

  texts(path: string, name: string): string[] | undefined {
    const found = path === '' ? this.file : this.find(path);
    if (!(found instanceof this.library.Group) && !(found instanceof this.library.File)) return undefined;
    const attribute = found.attrs[name];
    if (!attribute) return undefined;
    this.checkSize(`The attribute ${name}`, attribute.shape ?? [], attribute.metadata.size);
    const { value } = attribute;
    const texts = Array.isArray(value) ? value : [value];
    // Keras gives a layer without weights an empty array of numbers.
    return texts.every((text) => typeof text === 'string') ? texts : [];
  }

  array(path: string): Hdf5Array | undefined {
    const found = this.find(path);
    if (!(found instanceof this.library.Dataset)) return undefined;
    const { shape, metadata } = found;
    if (!shape) return undefined;
    return { shape, values: () => this.valuesOf(found, path, shape, metadata) };
  }

  private valuesOf(
    dataset: Library.Dataset,
    path: string,
    shape: readonly number[],
    { type, size }: Library.Metadata,
  ): Float32Array {
    this.checkSize(path, shape, Math.max(4, size));
    if (type !== FLOAT || (size !== 4 && size !== 8))
      throw new ModelFormatError(`${path} has no floating-point numbers.`);
    const { value } = dataset;
    if (value instanceof Float32Array) return value;
    if (value instanceof Float64Array) return Float32Array.from(value);
    throw new ModelFormatError(`${path} has no floating-point numbers.`);
  }

  private checkSize(what: string, shape: readonly number[], size: number): void {
    const bytes = shape.reduce((product, axis) => product * axis, size);
    if (bytes <= this.most) return;
    throw new ModelFormatError(
      `${what} claims ${bytes} bytes [${shape}], more than ${MOST_EXPANSION} times the size of the file.`,
    );
  }

  private find(path: string): Library.Entity | null {
    return this.file.get(path);
  }
}

/** HDF5's class of floating-point numbers. */
const FLOAT = 1;

/** What is open below a file that could not be read is closed with it. */
function close(file: Library.File | undefined): void {
  try {
    file?.close();
  } catch {
    // The first error has said it.
  }
}

/** HDF5 gives its whole stack of calls: the innermost line says what was wrong. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = Array.from(text.matchAll(/ in \w+\(\): (.*)/g), ([, line]) => line);
  return (lines.at(-1) ?? text.split('\n')[0]).trim().replace(/\.$/, '');
}
