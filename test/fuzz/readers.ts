/** Every reader of untrusted files, with real files that it reads, and what may go wrong in it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import type { FileData } from '../../src/core/config/experiment.js';
import { readConfig } from '../../src/core/config/read.js';
import { readFileData } from '../../src/core/data/fileData.js';
import { NO_TURNS, openSource } from '../../src/core/data/reading/source.js';
import type { LossSpec } from '../../src/core/engine/trainingSpec.js';
import type { Files } from '../../src/core/files.js';
import { ModelFormatError } from '../../src/core/formats/formatError.js';
import { writeLayersModel } from '../../src/core/formats/layersModel.js';
import { lookAtModel } from '../../src/core/formats/look/look.js';
import { unzip } from '../../src/core/formats/zip.js';
import { BadInputError } from '../../src/core/problems.js';
import { Random } from '../../src/core/random.js';
import { readResumePoint, resumeBytes } from '../../src/core/runs/resumePoint.js';
import {
  listCheckpoints,
  listRunsIn,
  RunError,
  readCheckpoint,
  readEpochs,
  readManifest,
  readRunConfig,
} from '../../src/core/runs/runFolder.js';
import { readRunModel } from '../../src/core/runs/runModel.js';
import { identityScaler } from '../../src/core/scaler.js';
import { seedSpec } from '../unit/support/specs.js';
import { initialWeights } from '../unit/support/weights.js';
import { type Content, mutated, repacked } from './mutations.js';

export interface Reader {
  readonly name: string;
  /** Files to begin with, which are read without a complaint. */
  readonly corpus: readonly Content[];
  /** Files that are wrong in form, not in bytes. */
  readonly structures: readonly fc.Arbitrary<Content>[];
  /** Reads what stands in the folder. @param first name of the file that is meant. */
  read(files: Files, folder: string, first: string): Promise<unknown>;
  /** What it may throw: errors whose message is made for the user. */
  readonly errors: readonly (new (
    ...args: never[]
  ) => Error)[];
  /** Bytes that it may allocate besides what others may. */
  readonly besides?: number;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const file = (name: string) => new Uint8Array(readFileSync(name));
/** Files below a folder, each by itself, under a name with the same ending. */
const filesIn = (folder: string, pattern: RegExp): Content[] =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => ({ [`a.${/\.(\w+)$/.exec(name)?.[1]}`]: file(path.join(folder, name)) }));
const text = (name: string, arbitrary: fc.Arbitrary<string>) => arbitrary.map((content) => ({ [name]: utf8(content) }));

const KERAS = ['keras2', 'keras3'].map((name) => `test/parity/fixtures/${name}`);
const EXCHANGE = 'test/parity/fixtures/exchange';
const DATA = 'test/unit/data/files';

function examples(pattern: RegExp): string[] {
  return readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && !name.includes('.lstm-lens'))
    .map((name) => path.join('examples', name));
}

const configs = examples(/\.lstm\.json$/).map((name) => ({ 'a.lstm.json': file(name) }));
const jsonWith = (...names: string[]) =>
  fc
    .tuple(...names.map(() => fc.option(fc.json(), { freq: 3 })))
    .map(
      (values) =>
        `{${names.flatMap((name, i) => (values[i] ? [`${JSON.stringify(name)}:${values[i]}`] : [])).join(',')}}`,
    );

const config: Reader = {
  name: 'config',
  corpus: configs,
  structures: [text('a.lstm.json', jsonWith('data', 'model', 'train', 'inspect', 'expect', 'sweep', '__proto__'))],
  async read(files, folder, first) {
    const bytes = await files.read(`${folder}/${first}`);
    const { experiment, problems } = await readConfig(first, new TextDecoder().decode(bytes));
    if (!experiment) throw new BadInputError(problems);
  },
  errors: [BadInputError],
};

/** @param settings one of which each case takes by its size, so that a case is always read alike. */
function data(
  name: string,
  corpus: readonly Content[],
  structures: Reader['structures'],
  settings: readonly Partial<FileData>[],
  loss: LossSpec = { type: 'meanSquaredError' },
  further: Partial<Reader> = {},
): Reader {
  const problemAt = (at: (string | number)[], message: string) => ({
    ...{
      file: 'a.lstm.json',
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
      severity: 'error' as const,
      source: 'meaning' as const,
    },
    message: `${at.join('.')}: ${message}`,
  });
  return {
    name,
    corpus,
    structures,
    async read(files, folder, first) {
      const open = async (other: string) => {
        const source = await openSource(files, `${folder}/${other}`);
        if (!source) throw new BadInputError([problemAt(['data', 'file'], `There is no file ${other}.`)]);
        return source;
      };
      const source = await open(first);
      for (const setting of settings) {
        const whole = { inputs: ['x'], target: 'y', transform: 'none', missing: 'mean', scaling: 'standardize' };
        const settled = { split: { validation: 0.2 }, ...whole, ...setting, file: first } as FileData;
        const reading = {
          seed: 1,
          loss,
          everyStep: false,
          random: Random.for(1, 'split'),
        };
        await readFileData(settled, source, { ...reading, problemAt, turns: NO_TURNS, open } as Parameters<
          typeof readFileData
        >[2]);
      }
    },
    errors: [BadInputError],
    ...further,
  };
}

const cell = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.string(),
  fc.constantFrom('"', '""', '', 'NA', '1e999', '2020-01-01'),
);
const rows = fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 20 });
const table = fc
  .tuple(rows, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, delimiter, newline]) => [['x', 'y'], ...lines].map((line) => line.join(delimiter)).join(newline));
const table60 = `x,y\n${Array.from({ length: 60 }, (_, i) => `${i / 2},${i % 7}`).join('\n')}\n`;
const csv = data(
  'CSV',
  [
    { 'a.csv': utf8(table60) },
    { 'a.tsv': utf8('x\ty\n"1,5"\t2\n"3\n4"\t5\n6\t7\n') },
    { 'a.csv': utf8('\uFEFFid;x;y\na;1,5;2\na;2,5;3\nb;;4\nb;1;"5"\n') },
    { 'a.csv': Uint8Array.from([0xff, 0xfe, ...Buffer.from('x,y\n1,2\n3,4\n', 'utf16le')]) },
  ],
  [text('a.csv', table)],
  [{ window: 2 }],
);

const record = fc.dictionary(fc.constantFrom('x', 'y', 'id', '__proto__', 'constructor'), fc.jsonValue());
const json = data(
  'JSON',
  [
    { 'a.json': utf8('[{"x":[1,2,3],"y":1},{"x":[4,5,6],"y":2},{"x":[7,8,9],"y":3}]') },
    { 'a.json': utf8('[[{"x":1,"y":2},{"x":2,"y":3}],[{"x":1,"y":2},{"x":2,"y":3}]]') },
  ],
  [
    text(
      'a.json',
      fc.array(fc.oneof(record, fc.jsonValue())).map((list) => JSON.stringify(list)),
    ),
    text('a.json', fc.json()),
  ],
  [{}],
);
const jsonLines = data(
  'JSON Lines',
  [
    { 'a.jsonl': utf8(Array.from({ length: 20 }, (_, i) => `{"x":[${i},2],"y":${i % 3}}`).join('\n')) },
    { 'a.ndjson': utf8('{"x":[1,2],"y":"a"}\n\n{"x":[3,4],"y":"b"}\n{"x":[5,6],"y":null}\n') },
  ],
  [
    text(
      'a.jsonl',
      fc.array(fc.oneof(record, fc.jsonValue())).map((list) => list.map((one) => JSON.stringify(one)).join('\n')),
    ),
  ],
  [{}],
);
const characters = data(
  'text',
  [{ 'a.txt': utf8('It was the best of times, it was the worst of times.\r\n\té ⏎ 😀') }],
  [text('a.txt', fc.string({ unit: 'binary' }))],
  [{ inputs: ['character'], target: 'character', window: 3, categories: ['character'], missing: 'error' }],
  { type: 'sparseCategoricalCrossentropy', fromLogits: false },
);
const long = { inputs: ['a', 'b'], sequence: 'id', time: 'time', missing: 'forward' } satisfies Partial<FileData>;
// Brotli has a window of 16 MiB, which the library makes anew for each page.
const windows = { besides: 2 ** 28 };
const parquet = [
  data(
    'Parquet',
    filesIn(DATA, /(brotli|gzip|lz4|none|snappy|zstd|plain|delta)\.parquet$/),
    [],
    [long],
    undefined,
    windows,
  ),
  data('Parquet lists', filesIn(DATA, /lists\.parquet$/), [], [{}]),
];

const arrays = filesIn(DATA, /^(x|y|fortran|big|half|ints)\.npy$/).map((content) => ({
  ...content,
  'y.npy': file(`${DATA}/y.npy`),
}));
const npyHeader = fc
  .record({
    descr: fc.constantFrom(
      "'<f8'",
      "'<f4'",
      "'>f8'",
      "'<f2'",
      "'|u1'",
      "'<i8'",
      "'|b1'",
      "'O'",
      "'<U9'",
      '[]',
      "'<f999'",
    ),
    fortran: fc.constantFrom('True', 'False', '0', "'yes'"),
    shape: fc.array(fc.oneof(fc.nat(8), fc.nat(), fc.constantFrom(-1, 2 ** 40, 1e300)), { maxLength: 5 }),
    numbers: fc.uint8Array({ maxLength: 600 }),
  })
  .map(({ descr, fortran, shape, numbers }) => {
    const header = utf8(`{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': (${shape.join(', ')},), }\n`);
    const length = Uint8Array.of(header.length & 0xff, header.length >> 8);
    return Uint8Array.from([0x93, ...utf8('NUMPY'), 1, 0, ...length, ...header, ...numbers]);
  });
const npy = data(
  'npy',
  arrays,
  [fc.tuple(npyHeader, npyHeader).map(([a, y]) => ({ 'a.npy': a, 'y.npy': y }))],
  [
    { inputs: ['a'], target: 'y.npy' },
    { inputs: ['a'], target: 'a', window: 2 },
  ],
);

const unpackAs = (name: string) => (content: Content) => unzipSync(content[name]);
const packAs = (name: string) => (entries: Content) => ({ [name]: zipSync(entries, { level: 1 }) });
const npzs = filesIn(DATA, /\.npz$/);
const npz = data('npz', npzs, [repacked(npzs, unpackAs('a.npz'), packAs('a.npz'))], [{ inputs: ['x'], target: 'y' }]);

function model(name: string, corpus: readonly Content[], structures: Reader['structures']): Reader {
  return {
    name,
    corpus,
    structures,
    async read(files, folder, first) {
      await lookAtModel(files, `${folder}/${first}`, async () => {});
    },
    errors: [ModelFormatError],
  };
}

const kerasFiles = KERAS.flatMap((folder) => filesIn(folder, /(ids|attention|pooled|activations)\.keras$/));
const keras = model('.keras', kerasFiles, [repacked(kerasFiles, unpackAs('a.keras'), packAs('a.keras'))]);
const hdf5 = model(
  'HDF5',
  KERAS.flatMap((folder) => filesIn(folder, /\.h5$/)),
  [],
);
const onnx = model('ONNX', filesIn(EXCHANGE, /\.onnx$/), []);

/** A header of JSON behind its length, then the numbers, as safetensors has it. */
function headed(header: string, numbers: Uint8Array): Uint8Array {
  const bytes = utf8(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length), true);
  return Uint8Array.from([...length, ...bytes, ...numbers]);
}
const tensor = fc.record({
  dtype: fc.constantFrom('F32', 'F16', 'BF16', 'F64', 'I64', 'X9'),
  shape: fc.array(fc.oneof(fc.nat(4), fc.constantFrom(2 ** 31, 2 ** 53, -1)), { maxLength: 4 }),
  data_offsets: fc.array(fc.oneof(fc.nat(64), fc.constantFrom(2 ** 40, -1)), { maxLength: 3 }),
});
const moduleName = fc.constantFrom(
  'lstm.weight_ih_l0',
  'lstm.weight_hh_l0',
  'lstm.bias_ih_l0',
  'fc.weight',
  'fc.bias',
  '__proto__',
  'x',
);
const tensors = fc.array(fc.tuple(moduleName, fc.oneof(tensor, fc.jsonValue())), { maxLength: 6 });
const safetensors = model('safetensors', filesIn(EXCHANGE, /\.safetensors$/), [
  fc.tuple(tensors, fc.uint8Array({ maxLength: 64 })).map(([entries, numbers]) => ({
    'a.safetensors': headed(
      `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
      numbers,
    ),
  })),
  // Its numbers stay where they are when its header is changed.
  repacked(
    filesIn(EXCHANGE, /\.safetensors$/),
    (content) => {
      const bytes = content['a.safetensors'];
      const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
      return { header: bytes.slice(8, 8 + length), numbers: bytes.slice(8 + length) };
    },
    ({ header, numbers }) => ({ 'a.safetensors': headed(Buffer.from(header).toString('utf8'), numbers) }),
  ),
]);

const seedWeights = initialWeights(seedSpec, Random.for(1, 'weights'));
const written = writeLayersModel(
  {
    name: 'seed',
    spec: seedSpec,
    weights: seedWeights,
    scaling: { input: identityScaler(1), target: identityScaler(1) },
  },
  'weights.bin',
);
const layersModel = model(
  'model.json',
  [{ 'model.json': utf8(written.json), 'weights.bin': written.weights }],
  [text('model.json', jsonWith('format', 'modelTopology', 'weightsManifest', 'userDefinedMetadata'))],
);

const archives = [
  ...npzs.map((content) => ({ 'a.zip': content['a.npz'] })),
  ...kerasFiles.map((content) => ({ 'a.zip': content['a.keras'] })),
];
/** What unpacks to much, under a name that leads elsewhere; the packer knows only names that do not. */
const bombs = ['config.json', '../up.json', '/root.json', '__proto__'].map((name) => {
  const plain = 'x'.repeat(name.length);
  const packed = zipSync({ [plain]: new Uint8Array(4 * 2 ** 20) }, { level: 9 });
  const renamed = Buffer.from(packed).toString('latin1').replaceAll(plain, name);
  return { 'a.zip': Uint8Array.from(Buffer.from(renamed, 'latin1')) };
});
const zip: Reader = {
  name: 'zip',
  corpus: archives,
  structures: [fc.constantFrom(...bombs), mutated(bombs)],
  async read(files, folder, first) {
    unzip(await files.read(`${folder}/${first}`), [
      'config.json',
      'metadata.json',
      'model.weights.h5',
      'x.npy',
      '__proto__',
    ]);
  },
  errors: [ModelFormatError],
};

const manifest = {
  ...{
    layout: 1,
    version: '0.1.0',
    name: 'a',
    config: 'a.lstm.json',
    configFolder: '/work',
    started: '2026-01-01T00:00:00.000Z',
  },
  ...{ status: 'done', engine: 'wasm', seed: 1, epochs: 2, dataHash: 'x', process: 1 },
};
const run: Content = {
  'manifest.json': utf8(JSON.stringify(manifest)),
  'metrics.jsonl': utf8('{"epoch":1,"loss":1}\n{"epoch":2,"loss":0.5}\n'),
  'config.lstm.json': configs[0]['a.lstm.json'],
  'model.json': utf8(written.json),
  'weights.bin': written.weights,
  'checkpoints/epoch-0001.bin': written.weights,
  'checkpoints/resume.bin': resumeBytes({
    ...{ epoch: 2, seconds: 1, weights: seedWeights, memory: new Uint8Array(16) },
    kept: { epoch: 1, weights: seedWeights },
  }),
};
const runs: Reader = {
  name: 'run folders',
  corpus: [run],
  structures: [
    text('manifest.json', jsonWith('layout', 'config', 'started', 'status', 'epochs', 'sweep')).map((one) => ({
      ...run,
      ...one,
    })),
  ],
  async read(files, folder) {
    // Each part may be damaged by itself: all are looked at.
    const faults: unknown[] = [];
    const look = <T>(work: Promise<T>) => work.catch((error) => void faults.push(error));
    await listRunsIn(files, folder.slice(0, folder.lastIndexOf('/')));
    await look(readManifest(files, folder));
    await look(readEpochs(files, folder));
    await look(readRunConfig(files, folder));
    await look(readRunModel(files, folder));
    for (const epoch of await listCheckpoints(files, folder))
      await look(readCheckpoint(files, folder, epoch, seedWeights));
    await look(readResumePoint(files, folder, seedWeights));
    const wrong = faults.find((error) => !(error instanceof RunError || error instanceof ModelFormatError));
    if (wrong ?? faults[0]) throw wrong ?? faults[0];
  },
  errors: [RunError, ModelFormatError],
};

export const READERS: readonly Reader[] = [
  ...[config, csv, json, jsonLines, characters, ...parquet, npy, npz],
  ...[safetensors, zip, keras, hdf5, onnx, layersModel, runs],
];

/** Cases of a reader: bytes changed in real files, and files made up in its form. */
export function casesOf({ corpus, structures }: Reader): fc.Arbitrary<Content> {
  return fc.oneof(
    { weight: 3, arbitrary: mutated(corpus) },
    ...structures.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}
