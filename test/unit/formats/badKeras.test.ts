/** Keras's own files, damaged: each a clear error that names the part, never a crash and never a hang. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/core/formats/formatError.js';
import { type LoadedModel, wholeModel } from '../../../src/core/formats/loadedModel.js';
import { readModelFile } from '../../../src/core/formats/modelFile.js';
import { memoryFiles } from '../worker/memoryFiles.js';

const fixture = (name: string) => new Uint8Array(readFileSync(`test/parity/fixtures/${name}`));
const archive = unzipSync(fixture('keras3/ids.keras'));

function read(bytes: Uint8Array, ending: string): Promise<LoadedModel> {
  const files = memoryFiles();
  files.content.set(`model.${ending}`, bytes);
  return readModelFile(files, `model.${ending}`);
}

type Json = ReturnType<typeof JSON.parse>;

/** The archive with some of its entries changed; undefined takes one away. */
function repacked(change: Record<string, Uint8Array | undefined>): Uint8Array {
  const entries = Object.entries({ ...archive, ...change }).filter(([, bytes]) => bytes);
  return zipSync(Object.fromEntries(entries) as Zippable, { level: 0 });
}

const withConfig = (change: (config: Json) => void, from = '', to = '') => {
  const config = JSON.parse(strFromU8(archive['config.json']));
  change(config);
  const text = JSON.stringify(config).replaceAll(`"${from}"`, `"${to}"`);
  return repacked({ 'config.json': strToU8(text) });
};
const layer = (config: Json, name: string) => config.config.layers.find((one: Json) => one.config.name === name).config;

/** One entry of so many zeros that the archive is a thousandth of it. */
const bomb = () => zipSync({ 'config.json': new Uint8Array(20_000_000) }, { level: 9 });

/** The same with another number of entries in its last record. */
function claiming(entries: number): Uint8Array {
  const bytes = fixture('keras3/ids.keras').slice();
  new DataView(bytes.buffer).setUint16(bytes.length - 22 + 8, entries, true);
  new DataView(bytes.buffer).setUint16(bytes.length - 22 + 10, entries, true);
  return bytes;
}

/** An archive that names one of its entries once more under another's name. */
function twice(): Uint8Array {
  const bytes = zipSync({ 'config.json': strToU8('{}'), 'confih.json': strToU8('{}') });
  const text = Buffer.from(bytes).toString('latin1').replaceAll('confih', 'config');
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

describe('a damaged .keras file', () => {
  it.each<[string, () => Uint8Array, string | RegExp]>([
    ['is cut off', () => fixture('keras3/ids.keras').subarray(0, 20_000), 'The archive is damaged or cut off'],
    ['is empty', () => new Uint8Array(), 'The archive is damaged or cut off'],
    ['has an entry that leads out of it', () => repacked({ '../evil': strToU8('x') }), '"../evil" leads out of it'],
    ['has an absolute entry', () => repacked({ 'C:\\evil': strToU8('x') }), 'leads out of it'],
    ['is a bomb', bomb, /config.json claims 20000000 bytes, more than 100 times/],
    ['claims more entries than it has', () => claiming(0xffff), 'it claims more entries than it has room for'],
    ['has an entry twice', twice, 'The archive has two entries config.json.'],
    ['has no config', () => repacked({ 'config.json': undefined }), 'The archive has no config.json.'],
    ['has no weights', () => repacked({ 'model.weights.h5': undefined }), 'has no model.weights.h5.'],
    ['has a config that is no JSON', () => repacked({ 'config.json': strToU8('{') }), 'config.json is no JSON: '],
    ['has a config of another kind', () => repacked({ 'config.json': strToU8('[]') }), 'The model is not an object.'],
    ['has weights that are none', () => repacked({ 'model.weights.h5': strToU8('x') }), 'weights.h5 is no HDF5 file'],
    [
      'has weights that are cut off',
      () => repacked({ 'model.weights.h5': archive['model.weights.h5'].subarray(0, 5000) }),
      'model.weights.h5 is damaged or cut off: it has 5000 bytes',
    ],
    [
      'has other weights than its layers need',
      () => withConfig((config) => (layer(config, 'lstm').units = 4)),
      'Layer "lstm": layers/lstm/cell/vars/0 has the shape [3,12], but a LSTM needs [3,16].',
    ],
    [
      'has no weights for a layer',
      () => withConfig((config) => Object.assign(layer(config, 'gru'), { use_bias: true, units: 2 }), 'GRU', 'LSTM'),
      'Layer "gru" has no weight layers/lstm_1/cell/vars/0 in model.weights.h5.',
    ],
    [
      'has a layer that is too large',
      () => withConfig((config) => (layer(config, 'lstm').units = 1e12)),
      'no usable units',
    ],
    ['has two layers of one name', () => withConfig((config) => (layer(config, 'lstm').name = 'gru')), 'named "gru"'],
    [
      'is nested without end',
      () => {
        const text = strFromU8(archive['config.json']);
        const deep = `${'{"class_name":"Bidirectional","config":{"layer":'.repeat(50_000)}1${'}}'.repeat(50_000)}`;
        return repacked({
          'config.json': strToU8(
            text.replace(
              '{"module": "keras.layers", "class_name": "LSTM"',
              `${deep},{"module": "keras.layers", "class_name": "LSTM"`,
            ),
          ),
        });
      },
      /wraps a Bidirectional, which is not supported/,
    ],
  ])('that %s', async (_, make, message) => {
    const loaded = async () => wholeModel(await read(make(), 'keras'));
    await expect(loaded()).rejects.toThrow(message);
    await expect(loaded()).rejects.toBeInstanceOf(ModelFormatError);
  });

  it('gives the layers before one that is not supported', async () => {
    const bytes = withConfig((config) => (config.config.layers[3].class_name = 'Conv1D'));
    const model = await read(bytes, 'keras');
    expect(model.layers.map(({ name }) => name)).toEqual(['embedding', 'lstm']);
    expect(model.weights).toHaveLength(2);
    expect(model.unsupported).toEqual({ layer: 'gru', reason: 'Layer "gru" is a Conv1D, which is not supported.' });
  });

  it.each([
    ['Attention', 'attention', { use_scale: true }, 'Layer "attention" sets use_scale, which is not supported.'],
    ['Attention', 'attention', { score_mode: 'concat' }, 'Layer "attention" sets score_mode, which is not supported.'],
    ['a mean', 'global_average_pooling1d', { keepdims: true }, 'sets keepdims, which is not supported.'],
    ['a mean', 'global_average_pooling1d', { data_format: 'channels_first' }, 'averages features instead of steps'],
  ])('names what %s computes otherwise: %s with %o', async (_, name, change, reason) => {
    const entries = unzipSync(fixture('keras3/pooled.keras'));
    const config = JSON.parse(strFromU8(entries['config.json']));
    Object.assign(layer(config, name), change);
    const changed = zipSync({ ...entries, 'config.json': strToU8(JSON.stringify(config)) }, { level: 0 });
    expect((await read(changed, 'keras')).unsupported?.reason).toContain(reason);
  });

  it('with keys of every object’s own is read as it is, and changes no other object', async () => {
    const text = strFromU8(archive['config.json']);
    const poisoned = text.replaceAll(
      '"units":',
      '"__proto__": {"polluted": 1}, "constructor": {"prototype": 2}, "units":',
    );
    const model = await read(repacked({ 'config.json': strToU8(poisoned) }), 'keras');
    expect(model).toEqual(await read(fixture('keras3/ids.keras'), 'keras'));
    expect(({} as Json).polluted).toBeUndefined();
  });
});

describe('a damaged HDF5 file', () => {
  const renamed = (from: string, to: string) => {
    const bytes = fixture('keras2/ids.h5');
    const text = Buffer.from(bytes.buffer).toString('latin1');
    return new Uint8Array(Buffer.from(text.replaceAll(from, to), 'latin1'));
  };
  it.each<[string, () => Uint8Array, string | RegExp]>([
    [
      'is cut off',
      () => fixture('keras2/ids.h5').subarray(0, 9000),
      'The file is damaged or cut off: it has 9000 bytes',
    ],
    ['is none', () => strToU8('PK but no archive'), 'The file is no HDF5 file.'],
    [
      'has no group of weights',
      () => renamed('model_weights', 'nodel_weights'),
      'weight_names of model_weights/embedding',
    ],
    [
      'lacks a weight',
      () => renamed('\0embeddings:0', '\0embeddinks:0'),
      'Layer "embedding" has no weight model_weights/',
    ],
    ['holds weights only', () => renamed('model_config', 'model_konfig'), 'It has no attribute model_config'],
  ])('that %s', async (_, make, message) => {
    await expect(read(make(), 'h5')).rejects.toThrow(message);
    await expect(read(make(), 'h5')).rejects.toBeInstanceOf(ModelFormatError);
  });
});

describe('bytes changed at random', () => {
  it.each(['keras3/attention.keras', 'keras3/ids.h5', 'keras2/recurrent.h5'])(
    'in %s never do worse',
    async (name) => {
      const original = fixture(name);
      const ending = name.slice(name.lastIndexOf('.') + 1);
      const place = fc.nat({ max: original.length - 1 });
      const changes = fc.array(fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 8 })), {
        minLength: 1,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(changes, fc.option(place), async (edits, length) => {
          const bytes = original.slice(0, length ?? undefined);
          for (const [at, values] of edits)
            bytes.set(values.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
          const outcome = await read(bytes, ending).catch((error) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ModelFormatError);
        }),
        { numRuns: 400 },
      );
    },
    60_000,
  );
});
