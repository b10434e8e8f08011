import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { configForModel } from '../../../src/core/config/modelConfig.js';
import { readConfig } from '../../../src/core/config/read.js';
import { lookAtModel, lookAtWeight, type ModelLook } from '../../../src/core/formats/look/look.js';
import { writeModelFile } from '../../../src/core/formats/modelFile.js';
import { writeSafetensors } from '../../../src/core/formats/safetensors.js';
import { Random } from '../../../src/core/random.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { readModelMessage } from '../../../webview/model/messages.js';
import { formatBytes, inspectable, modelFacts, notices, outputWords } from '../../../webview/model/words.js';
import { seedSpec } from '../support/specs.js';
import { initialWeights } from '../support/weights.js';
import { memoryFiles } from '../worker/memoryFiles.js';

const pause = async () => {};
const fixture = (name: string) => lookAtModel(nodeFiles, path.join('test/parity/fixtures', name), pause);
const written = async (name: string, bytes: Uint8Array) => {
  const files = memoryFiles();
  await files.write(name, bytes);
  return lookAtModel(files, name, pause);
};
const shown = ({ layers }: ModelLook) => layers.map((looked) => `${looked.layer.type} ${outputWords(looked)}`);

describe('a look at a weight', () => {
  it('tells it in a few numbers', () => {
    const look = lookAtWeight('kernel', [2, 3], Float32Array.of(1, 2, 3, 4, Number.NaN, Number.POSITIVE_INFINITY));
    expect(look).toMatchObject({ min: 1, max: 4, mean: 2.5, deviation: Math.sqrt(1.25), values: 4, notFinite: 2 });
    expect(look.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect([look.counts[0], look.counts.at(-1)]).toEqual([1, 1]);
  });

  it('knows an array without a number', () => {
    expect(lookAtWeight('none', [0], new Float32Array())).toMatchObject({ values: 0, notFinite: 0, mean: Number.NaN });
  });
});

describe('a look at a model file', () => {
  it('has the layers of a LayersModel with their weights', async () => {
    const files = memoryFiles();
    const weights = initialWeights(seedSpec, Random.for(1, 'weights'));
    await writeModelFile(files, 'a/model.json', { name: 'seed', spec: seedSpec, weights });
    const look = await lookAtModel(files, 'a/model.json', pause);
    expect(shown(look)).toEqual(['lstm 5 × 64', 'lstm 32', 'dense 1']);
    expect(look.layers.map(({ parameters }) => parameters)).toEqual([16896, 12416, 33]);
    expect(look.layers[0].settings).toBe('tanh, gates sigmoid');
    const [kernel, , bias] = look.layers[0].weights;
    expect([kernel.name, kernel.shape]).toEqual(['kernel', [1, 256]]);
    // The forget gate's quarter of the bias begins at one.
    expect(bias).toMatchObject({ mean: 0.25, min: 0, max: 1 });
    expect(inspectable(look)).toBe(true);
  });

  it.each(['recurrent', 'bidirectional', 'attention', 'ids', 'activations'])(
    'has what Keras wrote: %s',
    async (name) => {
      const [archive, legacy] = [await fixture(`keras3/${name}.keras`), await fixture(`keras3/${name}.h5`)];
      expect([archive.format, legacy.format]).toEqual(['Keras', 'Keras HDF5']);
      expect(archive.layers.length).toBeGreaterThan(0);
      expect(legacy.layers).toEqual(archive.layers);
      expect(readModelMessage({ type: 'model', name, state: { kind: 'done', look: archive } })).toBeDefined();
    },
  );

  it('finds the layers that weights of PyTorch fit', async () => {
    const look = await fixture('exchange/lstm-of-two-layers-steps-first.safetensors');
    expect(look.inferred).toBeDefined();
    expect(look.layers.filter(({ layer }) => layer.type === 'lstm')).toHaveLength(2);
    expect(notices(look)[0].text).toContain('weights and no layers');
  });

  it('shows weights that fit no layers as they are, with the reason', async () => {
    const tensor = { name: 'odd', shape: [2, 2, 2], values: Float32Array.of(1, 1, 1, 1, 3, 3, 3, 3) };
    const look = await written('odd.safetensors', writeSafetensors([tensor], {}));
    expect(look.layers).toEqual([]);
    expect(look.others).toMatchObject([{ name: 'odd', shape: [2, 2, 2], mean: 2, deviation: 1 }]);
    expect(look.parameters).toBe(8);
    expect(inspectable(look)).toBe(false);
    expect(notices(look)[0].text).toContain('odd');
  });

  it('shows what stands before a layer that is not supported, and names it', async () => {
    const files = memoryFiles();
    const weights = initialWeights(seedSpec, Random.for(1, 'weights'));
    await writeModelFile(files, 'model.json', { name: 'seed', spec: seedSpec, weights });
    const json = new TextDecoder()
      .decode(await files.read('model.json'))
      .replace(/"class_name":\s*"Dense"/, '"class_name":"Conv1D"');
    await files.write('model.json', json);
    const look = await lookAtModel(files, 'model.json', pause);
    expect(shown(look)).toEqual(['lstm 5 × 64', 'lstm 32']);
    expect(look.unsupported?.reason).toContain('Conv1D');
    expect(inspectable(look)).toBe(false);
    expect(notices(look)[0].text).toMatch(/Conv1D.*The layers before it are shown below\./);
  });

  it('shows the names that travel with a model, as many as can be read', async () => {
    const scaling = { input: { mean: [0], deviation: [1] }, target: { mean: [0], deviation: [1] } };
    const known = Array.from({ length: 40 }, (_, n) => `n${n}`);
    const names = { inputs: [{ column: '__proto__', known, others: ['o'] }], classes: ['no', 'yes'] };
    const files = memoryFiles();
    const weights = initialWeights(seedSpec, Random.for(1, 'weights'));
    await writeModelFile(files, 'a.keras', { name: 'a', spec: seedSpec, weights, scaling: { ...scaling, names } });
    const look = await lookAtModel(files, 'a.keras', pause);
    expect(look.names).toEqual([
      { column: '__proto__', shown: known.slice(0, 12), count: 40 },
      { shown: ['no', 'yes'], count: 2 },
    ]);
    expect(readModelMessage({ type: 'model', name: 'a', state: { kind: 'done', look } })).toBeDefined();
  });

  it('names the place of what is damaged', async () => {
    await expect(written('a.safetensors', new Uint8Array(4))).rejects.toThrow('It ends at byte 4');
    await expect(written('a.keras', new Uint8Array(40))).rejects.toThrow();
    await expect(lookAtModel(memoryFiles(), 'gone.keras', pause)).rejects.toThrow(
      'There is no file gone.keras any more.',
    );
  });
});

describe('the config for a model file', () => {
  const problems = async (text: string) =>
    (await readConfig('a.lstm.json', text)).problems.map(({ message }) => message);
  const facts = { file: 'my "model".keras', layers: seedSpec.layers, length: 5, features: 1, outputUnits: 1 };

  it('has a task like the model where there is one', async () => {
    const sum = configForModel(facts);
    expect(sum.complete).toBe(true);
    expect(sum.text).toContain('"task": "sum"');
    expect(await problems(sum.text)).toEqual([]);
    const every = configForModel({ ...facts, outputSteps: 5 });
    expect(every.text).toContain('"task": "runningSum"');
    expect(await problems(every.text)).toEqual([]);
  });

  it('asks for the data where none can be made up', async () => {
    const softmax = { ...seedSpec.layers[2], units: 10, activation: 'softmax' } as (typeof seedSpec.layers)[number];
    const layers = [...seedSpec.layers.slice(0, 2), softmax];
    const { text, complete } = configForModel({ ...facts, layers, features: 3, outputUnits: 10 });
    expect(complete).toBe(false);
    expect(text).toContain('"inputs": ["x1", "x2", "x3"]');
    expect(text).toContain('"loss": "sparseCategoricalCrossentropy"');
    expect(await problems(text)).toEqual([]);
  });

  it('writes the layers that fit a file of weights', async () => {
    const inferred = [
      { type: 'lstm', units: 3, returnSequences: true },
      { type: 'bidirectional', layer: { type: 'lstm', units: 2 } },
    ];
    const { text } = configForModel({ ...facts, inferred });
    expect(text).toContain('{ "type": "bidirectional", "layer": { "type": "lstm", "units": 2 } }');
    expect((await problems(text)).filter((message) => !message.includes('the target is'))).toEqual([]);
  });
});

describe('the page of a model file', () => {
  it('tells sizes as people do', () => {
    expect([0, 999, 1000, 1_234_567, 5e9].map(formatBytes)).toEqual([
      '0 bytes',
      '999 bytes',
      '1 kB',
      '1.23 MB',
      '5 GB',
    ]);
    const look: ModelLook = {
      format: 'Keras',
      bytes: 1,
      features: 2,
      layers: [],
      parameters: 0,
      scaled: true,
      names: [
        { column: 'color', shown: ['blue', 'red'], count: 7 },
        { shown: ['no', 'yes'], count: 2 },
      ],
      others: [],
    };
    expect(modelFacts(look).map(([term, value]) => `${term}: ${value}`)).toEqual([
      'Format: Keras',
      'Size: 1 byte',
      'Reads: 2 numbers at each step',
      'Parameters: 0',
      'Scaling: in the file',
      'Names of color: blue, red and 5 more',
      'Classes: no, yes',
    ]);
  });

  it('refuses what is no message', () => {
    expect(() => readModelMessage(5)).toThrow('no object');
    expect(() => readModelMessage({ type: 'model', name: 'a', state: { kind: 'whole' } })).toThrow(
      'message.state.kind',
    );
  });
});
