/** A data file of any format becomes a config that passes every check and can be trained at once. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getNodeValue, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { columnsOf, draft } from '../../../src/worker/draft.js';
import { CancelledError } from '../../../src/worker/host.js';
import { train } from '../../../src/worker/train.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

const FIXTURES = 'test/unit/data/files';
const fixture = (name: string) => new Uint8Array(readFileSync(path.join(FIXTURES, name)));
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);
const round = (value: number) => Math.round(1000 * value) / 1000;
const table = (header: string, rows: readonly (readonly unknown[])[], mark = ',') =>
  `${[header.replaceAll(',', mark), ...rows.map((row) => row.join(mark))].join('\n')}\n`;

/** An array as NumPy writes it. */
function npy(type: 'f8' | 'i4', shape: readonly number[], value: (i: number) => number): Uint8Array {
  const count = shape.reduce((product, axis) => product * axis, 1);
  const header = `{'descr': '<${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(118);
  const numbers = Array.from({ length: count }, (_, i) => value(i));
  const values = type === 'f8' ? Float64Array.from(numbers) : Int32Array.from(numbers);
  const begin = Uint8Array.from([0x93, ...Array.from('NUMPY', (c) => c.charCodeAt(0)), 1, 0, header.length, 0]);
  return Uint8Array.from([...begin, ...new TextEncoder().encode(header), ...new Uint8Array(values.buffer)]);
}

async function drafted(name: string, contents: Record<string, string | Uint8Array>, text = '') {
  const files = memoryFiles();
  for (const [file, content] of Object.entries(contents)) await files.write(`/work/${file}`, content);
  const config = { path: '/work/a.lstm.json', text };
  const made = await draft({ config, file: `/work/${name}`, name, progress: '' }, files, NO_TURNS);
  if (made.kind !== 'data') throw new Error(made.kind);
  return { files, text: made.text, config: getNodeValue(parseTree(made.text)!) };
}

/** A run of some epochs: whatever `check` finds makes it fail. */
async function trained({ files, text }: Awaited<ReturnType<typeof drafted>>): Promise<void> {
  const host = testHost(files);
  const quick = text.replace('"epochs": 10', '"epochs": 2').replace('"units": 64', '"units": 4');
  const config = { path: '/work/a.lstm.json', text: quick };
  const params = { config, out: '/runs/a', dataSamples: 1, progress: '' };
  const { status, epochs, inspection } = await train(
    host,
    params,
    () => {},
    () => false,
  );
  expect(status).toBe('done');
  expect(epochs).toHaveLength(2);
  expect(Number.isFinite(epochs[1].loss)).toBe(true);
  expect(inspection?.samples).toHaveLength(1);
}

const CASES: readonly [
  what: string,
  file: string,
  content: string | Uint8Array,
  data: Record<string, unknown>,
  loss?: string,
][] = [
  [
    'a CSV of one series with dates',
    'prices.csv',
    table(
      'date,open,close',
      range(60).map((n) => [day(n), round(Math.sin(n)), round(Math.cos(n))]),
    ),
    { time: 'date', inputs: ['open', 'close'], target: 'close', window: 12, horizon: 1 },
  ],
  [
    'a TSV of sequences with an answer each, of unequal length',
    'machines.tsv',
    table(
      'machine,minute,heat,failure',
      range(30).flatMap((m) => range(4 + (m % 3)).map((t) => [`m${m}`, t, round(Math.sin(m + t)), m % 2])),
      '\t',
    ),
    { sequence: 'machine', time: 'minute', inputs: ['heat'], target: 'failure' },
    'binaryCrossentropy',
  ],
  [
    'a .tab file of several series under one clock',
    'tickers.tab',
    table(
      'date,town,close,volume',
      range(40).flatMap((n) => ['AA', 'BB'].map((ticker, i) => [day(n), ticker, round(Math.sin(n + i)), 7 * n + i])),
      '\t',
    ),
    { sequence: 'town', time: 'date', inputs: ['close', 'volume'], target: 'close', window: 8 },
  ],
  [
    'a CSV with a column a step and names as classes',
    'days.csv',
    table(
      'x1,x2,x3,x4,species',
      range(40).map((n) => [n % 7, n % 5, n % 3, round(Math.sin(n)), ['oak', 'elm', 'fir'][n % 3]]),
    ),
    { inputs: ['x{step}'], target: 'species' },
    'sparseCategoricalCrossentropy',
  ],
  [
    'a CSV without a header',
    'bare.csv',
    table(
      `0.5,1.5`,
      range(30).map((n) => [round(Math.sin(n)), n]),
    ),
    { header: false, inputs: ['1', '2'], target: '2', window: 6 },
  ],
  [
    'a CSV with gaps, names and a constant',
    'weather.csv',
    table(
      'date;wind;sky;station;rain',
      range(50).map((n) => [day(n), n % 9 === 4 ? '' : round(Math.sin(n)), ['sun', 'fog'][n % 2], 'north', n % 5]),
      ';',
    ).replaceAll('.', ','),
    { time: 'date', inputs: ['wind', 'sky', 'rain'], categories: ['sky'], target: 'rain', missing: 'forward' },
  ],
  [
    'a JSON list of rows',
    'rows.json',
    JSON.stringify(range(40).map((n) => ({ t: n, load: Math.sin(n), heat: Math.cos(n) }))),
    { time: 't', inputs: ['load', 'heat'], target: 'heat', window: 8 },
  ],
  [
    'a JSON list of sequences',
    'sequences.json',
    JSON.stringify(range(30).map((n) => range(4).map((t) => ({ x: Math.sin(n + t), y: n % 4 })))),
    { inputs: ['x'], target: 'y' },
  ],
  [
    'JSON Lines with a list for each value, of unequal length',
    'records.jsonl',
    range(30)
      .map((n) => JSON.stringify({ x: range(3 + (n % 4)).map((t) => Math.sin(n * t + 1)), label: n % 3 }))
      .join('\n'),
    { inputs: ['x'], target: 'label' },
    'sparseCategoricalCrossentropy',
  ],
  ['a Parquet file of rows', 'plain.parquet', fixture('plain.parquet'), {}],
  ['a Parquet file with lists', 'lists.parquet', fixture('lists.parquet'), { inputs: ['x'], target: 'y' }],
  [
    'a plain text',
    'tale.txt',
    'the cat sat on the mat and the dog sat on the log. '.repeat(2),
    {
      ...{ inputs: ['character'], categories: ['character'], target: 'character', window: 20 },
    },
    'sparseCategoricalCrossentropy',
  ],
  ['an .npz of inputs and targets', 'stored.npz', fixture('stored.npz'), {}],
  ['an .npy of one array of sequences', 'x.npy', fixture('x.npy'), { inputs: ['x'], target: 'x[2]', window: 1 }],
  [
    'JSON Lines of rows, each engine with a clock of its own',
    'engines.ndjson',
    range(6)
      .flatMap((unit) =>
        range(40 + unit).map((cycle) => JSON.stringify({ unit, cycle, heat: Math.sin(unit + cycle), rul: 50 - cycle })),
      )
      .join('\n'),
    {
      sequence: 'unit',
      time: 'cycle',
      inputs: ['heat', 'rul'],
      target: 'rul',
      split: { validation: 0.2, by: 'group' },
    },
  ],
  [
    'a CSV of sequences one after the other in time',
    'trips.csv',
    table(
      'trip_id,date,speed,y',
      range(30).flatMap((trip) => range(4).map((t) => [trip, day(4 * trip + t), round(Math.sin(trip * t)), trip % 5])),
    ),
    { sequence: 'trip_id', time: 'date', inputs: ['speed'], target: 'y', split: { validation: 0.2, by: 'time' } },
  ],
  [
    'a CSV of a day a row, with hours of two quantities and a gap',
    'hours.csv',
    table(
      'date,heat_0,heat_1,heat_2,load_0,load_1,load_2,failure',
      range(40).map((n) => [
        day(n),
        n % 7,
        n === 3 ? 'NA' : n % 5,
        n % 3,
        n % 11,
        n % 2,
        n % 4,
        (n * n) % 3 === 1 ? 'yes' : 'no',
      ]),
    ),
    {
      time: 'date',
      inputs: ['heat_{step}', 'load_{step}'],
      target: 'failure',
      missing: 'mean',
      split: { validation: 0.2, by: 'time' },
    },
    'binaryCrossentropy',
  ],
  [
    'a text of many characters',
    'signs.txt',
    range(500)
      .map((n) => String.fromCodePoint(0x4e00 + ((n * n) % 211)))
      .join(''),
    { categories: ['character'], window: 20 },
    'sparseCategoricalCrossentropy',
  ],
  [
    'an .npy of one series',
    'waves.npy',
    npy('f8', [60, 3], (i) => Math.sin(i)),
    { inputs: ['waves'], target: 'waves[3]', window: 12 },
  ],
  [
    'an .npy with gaps',
    'gaps.npy',
    npy('f8', [60], (i) => (i % 9 === 4 ? Number.NaN : Math.sin(i))),
    { inputs: ['gaps'], target: 'gaps', missing: 'drop' },
  ],
];

describe('a config drafted of', () => {
  it.each(CASES)('%s passes every check and trains', async (_, file, content, data, loss = 'meanSquaredError') => {
    const made = await drafted(file, { [file]: content });
    expect(made.config.data, made.text).toMatchObject({ file, ...data });
    expect(made.config.train.loss).toBe(loss);
    await trained(made);
  });

  it('an .npy of inputs takes the targets beside it', async () => {
    const made = await drafted('x.npy', { 'x.npy': fixture('x.npy'), 'y.npy': fixture('y.npy') });
    expect(made.config.data).toMatchObject({ inputs: ['x'], target: 'y.npy' });
    expect(made.config.data.window).toBeUndefined();
    await trained(made);
  });

  it('an .npy of inputs whose targets are labels', async () => {
    const contents = {
      'X_train.npy': npy('f8', [30, 5], (i) => Math.sin(i)),
      'y_train.npy': npy('i4', [30], (i) => i % 4),
      'y_test.npy': npy('i4', [30], () => 1),
      'labels_train.npy': npy('i4', [30], (i) => i % 4),
    };
    const made = await drafted('X_train.npy', contents);
    expect(made.config.data).toMatchObject({ inputs: ['X_train'], target: 'labels_train.npy' });
    expect(made.config.train.loss).toBe('sparseCategoricalCrossentropy');
    await trained(made);
  });

  it('a file of which nothing can be learned is refused with a reason', async () => {
    const refused = (name: string, content: string | Uint8Array) => drafted(name, { [name]: content });
    await expect(refused('empty.csv', '')).rejects.toThrow('The file is empty; a header line is needed.');
    await expect(
      refused(
        'names.csv',
        `a,b\n${range(9)
          .map((n) => `x${n},2020-01-0${n + 1}`)
          .join('\n')}`,
      ),
    ).rejects.toThrow('names.csv has no column of numbers, or of names, that could be learned.');
    await expect(refused('short.csv', 'x,y\n1,2\n3,4\n')).rejects.toThrow('short.csv has 2 rows');
    await expect(refused('same.txt', 'aaaaaaaa')).rejects.toThrow('1 of them different');
    await expect(refused('half.parquet', fixture('plain.parquet').slice(0, 900))).rejects.toThrow(
      /no Parquet, or damaged/,
    );
    await expect(refused('half.npy', fixture('x.npy').slice(0, 200))).rejects.toThrow(/header claims/);
    await expect(refused('settings.json', '{ "a": 1 }')).rejects.toThrow('neither a list of records nor');
    await expect(refused('bad.jsonl', '{"x":1}\n{"x":\n')).rejects.toThrow(/bad\.jsonl:2:.*This is no JSON/);
  });

  it('a TensorFlow.js model is a model, whatever it is called', async () => {
    const files = memoryFiles();
    await files.write(
      '/work/net.json',
      JSON.stringify({ format: 'layers-model', modelTopology: {}, weightsManifest: [] }),
    );
    const params = {
      config: { path: '/work/a.lstm.json', text: '' },
      file: '/work/net.json',
      name: 'net.json',
      progress: '',
    };
    expect(await draft(params, files, NO_TURNS)).toEqual({ kind: 'model' });
  });

  it('is given up where the reading is cancelled', async () => {
    const turns = {
      ...NO_TURNS,
      async pause() {
        throw new CancelledError();
      },
    };
    const files = memoryFiles();
    await files.write('/work/a.csv', 'x,y\n1,2\n');
    const params = {
      config: { path: '/work/a.lstm.json', text: '' },
      file: '/work/a.csv',
      name: 'a.csv',
      progress: '',
    };
    await expect(draft(params, files, turns)).rejects.toThrow(CancelledError);
  });
});

describe('a config that is there', () => {
  const OLD = `{
  // mine
  "seed": 3,
  "data": { "task": "sum", "length": 5 },
  "model": { "layers": [{ "type": "gru", "units": 6 }, { "type": "dense", "units": 1 }] },
  "train": { "epochs": 2, "loss": "huber" }, // and this
  "inspect": { "inputs": [[1, 2, 3, 4, 5]], "influence": ["occlusion"] }
}
`;
  const classes = table(
    'id,x,label',
    range(60).map((n) => [n >> 1, round(Math.sin(n)), ['a', 'b', 'c'][(n >> 1) % 3]]),
  );
  const numbers = table(
    'date,x',
    range(60).map((n) => [day(n), round(Math.sin(n))]),
  );

  it('keeps its model, training and comments where they fit', async () => {
    const made = await drafted('a.csv', { 'a.csv': numbers }, OLD);
    expect(made.config.data).toMatchObject({ file: 'a.csv', inputs: ['x'], target: 'x' });
    expect(made.text).toContain('// mine');
    expect(made.text).toContain(
      '"model": { "layers": [{ "type": "gru", "units": 6 }, { "type": "dense", "units": 1 }] }',
    );
    expect(made.text).toContain('"loss": "huber" }, // and this');
    // The samples were those of other data.
    expect(made.text).toContain('"inspect": { "influence": ["occlusion"] }');
    await trained(made);
  });

  it('gets the loss and the outputs that the new targets need', async () => {
    const made = await drafted('a.csv', { 'a.csv': classes }, OLD);
    expect(made.config.train).toEqual({ epochs: 2, loss: 'sparseCategoricalCrossentropy' });
    expect(made.config.model.layers).toEqual([
      { type: 'gru', units: 6 },
      { type: 'dense', units: 3, activation: 'softmax' },
    ]);
    await trained(made);
  });

  it('changes its file alone where that has all the columns that it names', async () => {
    const { text } = await drafted('a.csv', { 'a.csv': numbers });
    const again = await drafted('b.csv', { 'b.csv': numbers }, text);
    expect(again.text).toBe(text.replace('a.csv', 'b.csv'));
  });

  it('never has its loaded model changed', async () => {
    const from = '{ "model": { "from": "a.keras" } }';
    const made = await drafted('a.csv', { 'a.csv': classes }, from);
    expect(made.config).toMatchObject({ model: { from: 'a.keras' }, data: { file: 'a.csv', target: 'label' } });
    expect(made.config.train).toEqual({ loss: 'sparseCategoricalCrossentropy' });
  });
});

describe('the names of a data file', () => {
  it.each([
    ['plain.parquet', ['id', 'time', 'a', 'b', 'y']],
    ['lists.parquet', ['x', 'y']],
    ['packed.npz', ['x', 'y', 'series']],
  ])('%s', async (name, names) => {
    const files = memoryFiles();
    await files.write(`/work/${name}`, fixture(name));
    expect(await columnsOf({ file: `/work/${name}` }, files, NO_TURNS)).toEqual(names);
  });
});
