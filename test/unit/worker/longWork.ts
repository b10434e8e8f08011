/** Everything that can take long in a worker, on inputs that make it take long: what a cancel has to end. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { CancellationToken } from 'vscode-jsonrpc';
import type { Question } from '../../../src/core/analysis/dynamics/question.js';
import { ATTENTIONS, INFLUENCE_METHODS } from '../../../src/core/config/measures.js';
import type { WorkerClient } from '../../../src/worker/client.js';
import type { ConfigText } from '../../../src/worker/protocol.js';

export interface LongWork {
  readonly name: string;
  /** Settles when it has ended, or was cancelled. */
  begin(worker: WorkerClient, token: CancellationToken): Promise<unknown>;
}

/** Rows of the data file, and units of the model whose weights are many. */
export interface Sizes {
  readonly rows: number;
  readonly units: number;
}

const nothing = () => {};

const layersOf = (units: readonly number[]) => [
  ...units.map((size, n) => ({ type: 'lstm', units: size, returnSequences: n < units.length - 1 })),
  { type: 'dense', units: 1 },
];

/** A task whose model is looked at by everything there is. */
const looked = (length: number, units: readonly number[], train: object) => ({
  data: { task: 'sum', samples: 600, length, features: 2, split: { validation: 0.3 } },
  model: { layers: layersOf(units) },
  train: { epochs: 3, batchSize: 32, ...train },
  inspect: { influence: [...INFLUENCE_METHODS], attention: Object.keys(ATTENTIONS) },
});

/** Writes what the work needs into the folder, and trains the models that are looked at. */
export async function longWork(folder: string, worker: WorkerClient, sizes: Sizes): Promise<LongWork[]> {
  await writeRows(path.join(folder, 'rows.csv'), sizes.rows);
  const config = (name: string, content: object): ConfigText => ({
    path: path.join(folder, `${name}.lstm.json`),
    text: JSON.stringify(content),
  });
  // A trial is not inspected.
  const trial = { mark: { id: '', trial: '', index: 0, values: {} } };
  const trained = async (name: string, content: object) => {
    const { run } = await worker.train(
      { config: config(name, content), dataSamples: 0, trial },
      nothing,
      CancellationToken.None,
    );
    return { run, config: config(name, content), dataSamples: 20 };
  };
  const short = await trained('short', looked(14, [64, 32], {}));
  const long = await trained('long', looked(150, [96], { epochs: 1 }));
  const wide = await trained('wide', looked(4, [sizes.units], { epochs: 1, batchSize: 512 }));

  const training = (name: string, content: object): LongWork => ({
    name: `train, ${name}`,
    begin: (client, token) =>
      client.train(
        { config: config('training', content), out: path.join(folder, randomUUID()), dataSamples: 20 },
        nothing,
        token,
      ),
  });
  const table = { file: 'rows.csv', sequence: 'id', inputs: ['a', 'b'], target: 'c' };
  const reading = { data: table, model: { layers: layersOf([4]) }, train: { epochs: 1 } };
  const read = config('reading', reading);
  const small = { task: 'sum', samples: 2000, length: 10 };
  const question = (about: string, asked: Question, model = short): LongWork => ({
    name: `ask for ${about}`,
    begin: (client, token) => client.answer({ ...model, question: asked }, nothing, token),
  });
  const layer = 'lstm_1';
  const input = new Float64Array(14 * 2).fill(0.5);

  return [
    training('small batches', { data: small, model: { layers: layersOf([16]) }, train: { epochs: 300 } }),
    training('large batches', {
      data: { task: 'sum', samples: 2000, length: 60 },
      model: { layers: layersOf([160]) },
      train: { epochs: 20, batchSize: 32 },
    }),
    training('much to validate', {
      data: { task: 'sum', samples: 60_000, length: 20, split: { validation: 0.9 } },
      model: { layers: layersOf([32]) },
      train: { epochs: 20, batchSize: 256 },
    }),
    training('large weights', {
      data: { task: 'sum', samples: 64, length: 3 },
      model: { layers: layersOf([sizes.units]) },
      train: { epochs: 40, batchSize: 16 },
    }),
    training('a large file', reading),
    training('then inspected', looked(14, [64, 32], { epochs: 1 })),
    { name: 'check a large file', begin: (client, token) => client.check(read, token) },
    { name: 'look for what is trained', begin: (client, token) => client.current(read, token) },
    { name: 'preview a large file', begin: (client, token) => client.preview({ config: read }, () => {}, token) },
    {
      name: 'preview a sequence',
      begin: (client, token) =>
        // Another text: what was read last is known.
        client.previewSequence(
          { config: config('reading', { ...reading, name: randomUUID() }), part: 'training', index: 0 },
          token,
        ),
    },
    { name: 'inspect, 14 steps', begin: (client, token) => client.inspect(short, nothing, token) },
    { name: 'inspect, 150 steps', begin: (client, token) => client.inspect(long, nothing, token) },
    { name: 'inspect, many units', begin: (client, token) => client.inspect(wide, nothing, token) },
    ...(['tsne', 'umap'] as const).map(
      (method): LongWork => ({
        name: `lay out by ${method}`,
        begin: (client, token) => client.embed({ ...short, layer, method, dimensions: 2 }, nothing, token),
      }),
    ),
    { name: 'dynamics', begin: (client, token) => client.dynamics(short, token) },
    question('rest', { about: 'rest', layer, input: { kind: 'config' } }),
    question('memory', { about: 'memory' }, long),
    question('ablations', { about: 'ablations' }, long),
    question('what is carried', { about: 'carried' }),
    question('units', { about: 'units', pattern: { layer, sample: 0, from: 2, to: 4, threshold: 0.2 } }, long),
    question('the training', { about: 'training' }),
    {
      name: 'another epoch',
      begin: (client, token) =>
        client.checkpoint({ ...short, epoch: 1, sample: 0, parts: { fit: true, many: true } }, token),
    },
    { name: 'another sequence', begin: (client, token) => client.sequence({ ...short, sequence: 40 }, token) },
    {
      name: 'another input',
      begin: (client, token) => client.whatIf({ ...short, label: 'x', input, attention: true }, token),
    },
    {
      name: 'compare two runs',
      begin: (client, token) => client.similarity({ runs: [wide.run, wide.run] }, token),
    },
    {
      name: 'look at a model file',
      begin: (client, token) => client.look({ file: path.join(wide.run, 'model.json') }, token),
    },
    ...['keras', 'safetensors', 'onnx'].map(
      (ending): LongWork => ({
        name: `write .${ending}`,
        begin: (client, token) =>
          client.exportModel({ run: wide.run, file: path.join(folder, `${randomUUID()}.${ending}`) }, token),
      }),
    ),
  ];
}

/** Ten rows a sequence. */
async function writeRows(file: string, rows: number): Promise<void> {
  const stream = createWriteStream(file);
  stream.write('id,a,b,c\n');
  for (let row = 0; row < rows; row++) {
    const line = `${Math.floor(row / 10)},${Math.sin(row)},${Math.cos(row)},${Math.sin(row / 7)}\n`;
    if (!stream.write(line)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}
