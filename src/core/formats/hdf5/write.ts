/** Writes HDF5 files by the HDF5 library, which is WebAssembly with a file system of its own, in memory. */
import type * as Library from 'h5wasm';

const FILE = '/model.h5';

export interface NamedArray {
  /** From the root on, for example `layers/dense/vars/0`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** An HDF5 file of arrays and of the groups on the way to them. */
export async function writeHdf5(arrays: readonly NamedArray[]): Promise<Uint8Array> {
  const { library, disk } = await openLibrary();
  // As h5py does: what every reader knows, ours too.
  const file = new library.File(FILE, 'w', { libver: ['earliest', 'latest'] });
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

type Disk = NonNullable<typeof Library.FS>;

/** The library is large: it is loaded when the first file is written. */
async function openLibrary(): Promise<{ library: typeof Library; disk: Disk }> {
  const library = await import('h5wasm');
  // What the module exports itself is not there yet when it is loaded.
  const module = (await library.ready) as unknown as { FS: Disk; activate_throwing_error_handler(): void };
  // Otherwise errors are printed and nothing else.
  module.activate_throwing_error_handler();
  return { library, disk: module.FS };
}
