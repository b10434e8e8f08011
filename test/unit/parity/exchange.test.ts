/** Model files that PyTorch and its exporters wrote: read here, they give its outputs and hidden states. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../../src/core/formats/loadedModel.js';
import { readOnnx } from '../../../src/core/formats/onnx/readOnnx.js';
import { readTorch } from '../../../src/core/formats/torch/readTorch.js';
import { wasmEngine } from '../engine/support.js';
import { decoded, difference, fixtureFolder, resolved } from './fixtures.js';
import { spread } from './numbers.js';

interface Model {
  readonly name: string;
  readonly file: string;
  readonly samples: number;
  readonly length: number;
  readonly features: number;
  readonly fixedLength: boolean;
  readonly fixedInScript: boolean;
  readonly ids: number | null;
  readonly layers: object[];
  readonly names: Record<string, string> | null;
  readonly outputs: string;
  /** [N,T,H] of every recurrent layer and direction. */
  readonly hidden: string[];
}

const folder = path.join(fixtureFolder, 'exchange');
const models: Model[] = JSON.parse(readFileSync(path.join(folder, 'models.json'), 'utf8'));
const engine = await wasmEngine();
const read = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));

/** Largest difference of outputs and hidden states. */
async function apart(model: Model, loaded: LoadedModel): Promise<number> {
  const { samples, length, features, ids } = model;
  const spec = { length, features, layers: loaded.layers };
  const network = await engine.createNetwork(spec, loaded.weights, samples);
  const numbers = spread(samples * length * features, 1);
  const inputs = ids === null ? numbers : numbers.map((x) => Math.floor(((x + 1) / 2) * ids));
  const { outputs, layers } = network.trace(inputs);
  network.dispose();
  expect(layers.length).toBe(model.hidden.length);
  const pairs = [
    [outputs, model.outputs] as const,
    ...layers.map(({ hidden }, i) => [hidden, model.hidden[i]] as const),
  ];
  return Math.max(...pairs.map(([ours, theirs]) => difference(ours, decoded(theirs))));
}

const wanted = ({ layers, length, features, names }: Model) => {
  const { spec } = resolved(layers, { loss: 'meanSquaredError', optimizer: 'sgd' }, { length, features });
  return { layers: spec.layers, names: names ?? undefined };
};

describe('safetensors of PyTorch', () => {
  it.each(models.map((model) => [model.name, model] as const))('%s', async (_, model) => {
    const loaded = readTorch(read(`${model.file}.safetensors`), wanted(model));
    expect(loaded.features).toBe(model.features);
    expect(await apart(model, loaded)).toBeLessThan(1e-5);
  });

  it.each([
    ['f64', 1e-5],
    ['f16', 1e-3],
    ['bf16', 1e-2],
  ])('%s', async (type, tolerance) => {
    const [model] = models;
    const loaded = readTorch(read(`${model.file}.${type}.safetensors`), wanted(model));
    expect(await apart(model, loaded)).toBeLessThan(tolerance);
  });
});

describe("ONNX of PyTorch's exporters", () => {
  const files = readdirSync(folder).filter((name) => /\.(script|dynamo)\.onnx$/.test(name));
  const written = models.flatMap((model) =>
    files.filter((name) => name.startsWith(`${model.file}.`)).map((name) => [name, model] as const),
  );

  it('is of every model', () => {
    for (const { file } of models) expect(files).toContain(`${file}.script.onnx`);
    expect(written.length).toBe(files.length);
  });

  it.each(written)('%s', async (name, model) => {
    const loaded = readOnnx(read(name));
    expect(loaded.unsupported).toBeUndefined();
    const fixed = model.fixedLength || (model.fixedInScript && name.includes('.script.'));
    expect([loaded.features, loaded.length]).toEqual([model.features, fixed ? model.length : undefined]);
    expect(await apart(model, loaded)).toBeLessThan(1e-5);
  });
});

describe('ONNX graphs', () => {
  const graphs: { name: string; file: string; outputs: string }[] = JSON.parse(
    readFileSync(path.join(folder, 'graphs.json'), 'utf8'),
  );
  const LAYERS: Record<string, string> = {
    'like tf2onnx': 'lstm, gru, dense tanh',
    'old opset': 'gru, simpleRnn, dense softmax',
    'both directions': 'bidirectional sum, bidirectional concat, bidirectional ave, dense linear',
    scaled: 'dense linear, dense linear, lstm, dense linear, dense elu, dense linear',
    repeated: 'lstm, repeatVector, lstm',
  };

  it.each(graphs.map((graph) => [graph.name, graph] as const))(
    '%s: as ONNX Runtime',
    async (name, { file, outputs }) => {
      const { layers, weights, features, unsupported } = readOnnx(read(file));
      expect(unsupported).toBeUndefined();
      const described = layers.map((layer) => {
        const more = layer.type === 'dense' ? layer.activation : layer.type === 'bidirectional' ? layer.mergeMode : '';
        return `${layer.type} ${more}`.trim();
      });
      expect(described.join(', ')).toBe(LAYERS[name]);
      const network = await engine.createNetwork({ length: 5, features, layers }, weights, 4);
      expect(difference(network.predict(spread(4 * 5 * features, 1)), decoded(outputs))).toBeLessThan(1e-5);
      network.dispose();
    },
  );

  it('whose weights stand in another file are refused', () => {
    expect(() => readOnnx(read('external.onnx'))).toThrow(/Tensor "w\d+" stands in another file \(external data\)/);
  });
});
