/** Our reader of HDF5 against the HDF5 library itself, which writes the files. */
import * as library from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { Hdf5File } from '../../../src/core/formats/hdf5/read.js';
import { writeHdf5 } from '../../../src/core/formats/hdf5/write.js';

/** As h5py writes. */
const EARLIEST: library.FileOptions = { libver: ['earliest', 'latest'] };

/** What the library makes of a file. */
async function made(fill: (file: library.File) => void, options: library.FileOptions = EARLIEST): Promise<Uint8Array> {
  await library.ready;
  const file = new library.File('/made.h5', 'w', options);
  fill(file);
  file.close();
  const bytes = library.FS!.readFile('/made.h5').slice();
  library.FS!.unlink('/made.h5');
  return bytes;
}

describe('an HDF5 file', () => {
  it.each<library.FileOptions>([EARLIEST, { libver: 'v108' }, { libver: 'v110' }, { libver: 'latest' }])(
    'of %j is read',
    async (options) => {
      const bytes = await made((file) => {
        file.create_attribute('text', 'äöü and more');
        file.create_attribute('texts', ['one', '', 'three']);
        file.create_attribute('number', 3);
        const group = file.create_group('group');
        group.create_dataset({ name: 'single', data: new Float32Array([1.5, -2, 3, 4, 5, 6]), shape: [2, 3] });
        group.create_dataset({ name: 'double', data: new Float64Array([0.1, 1e30]) });
        group.create_dataset({ name: 'whole', data: new Int32Array([1, 2]) });
      }, options);
      const file = new Hdf5File(bytes, 'It');
      expect(file.texts('', 'text')).toEqual(['äöü and more']);
      expect(file.texts('', 'texts')).toEqual(['one', '', 'three']);
      expect(file.texts('', 'number')).toEqual([]);
      expect(file.texts('', 'none')).toBeUndefined();
      expect(file.array('group/single')?.shape).toEqual([2, 3]);
      expect(file.array('group/single')?.values()).toEqual(new Float32Array([1.5, -2, 3, 4, 5, 6]));
      expect(file.array('group/double')?.values()).toEqual(Float32Array.of(0.1, 1e30));
      expect(() => file.array('group/whole')?.values()).toThrow('It: group/whole holds no floating-point numbers.');
      expect(file.array('group/none')).toBeUndefined();
      expect(file.array('group')).toBeUndefined();
      expect([file.has('group'), file.has('none/deeper')]).toEqual([true, false]);
    },
  );

  it('of very many names is read', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `array ${i}`);
    const bytes = await made((file) => {
      for (const [i, name] of names.entries()) file.create_dataset({ name, data: Float32Array.of(i) });
    });
    const file = new Hdf5File(bytes, 'It');
    for (const [i, name] of names.entries()) expect(file.array(name)?.values()).toEqual(Float32Array.of(i));
  });

  it('that names what stands elsewhere, or in pieces, is not followed', async () => {
    const bytes = await made((file) => {
      file.create_external_link('/etc/passwd', '/x', 'outside');
      file.create_soft_link('/nowhere', 'soft');
      const data = new Float32Array(100);
      file.create_dataset({ name: 'packed', data, shape: [100], chunks: [10], compression: 'gzip' });
    });
    const file = new Hdf5File(bytes, 'It');
    expect([file.has('outside'), file.has('soft')]).toEqual([false, false]);
    expect(() => file.array('packed')?.values()).toThrow('It: packed is stored in pieces or packed');
  });

  it('that is cut off at any place says so, and says at which byte', async () => {
    const bytes = await writeHdf5([{ path: 'a/b', shape: [2], values: Float32Array.of(1, 2) }]);
    for (let length = 8; length < bytes.length; length += 7) {
      const read = () => new Hdf5File(bytes.subarray(0, length), 'It').array('a/b')?.values();
      expect(read, `${length} bytes`).toThrow(/^It is damaged or cut off: it has \d+ bytes, but leads to byte \d+/);
    }
  });

  it('written here is what the library reads', async () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    const bytes = await writeHdf5([
      { path: 'layers/a/vars/0', shape: [2, 3], values },
      { path: 'layers/a/vars/1', shape: [6], values },
    ]);
    library.FS!.writeFile('/back.h5', bytes);
    const file = new library.File('/back.h5', 'r');
    const array = file.get('layers/a/vars/0') as library.Dataset;
    expect([array.shape, array.value]).toEqual([[2, 3], values]);
    file.close();
    library.FS!.unlink('/back.h5');
  });
});
