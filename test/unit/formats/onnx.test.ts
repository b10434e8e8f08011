/** ONNX files: what is written is read back, what is damaged or not supported is said with its place. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/core/formats/formatError.js';
import { type WrittenGraph, type WrittenNode, writeOnnxModel } from '../../../src/core/formats/onnx/messageWriter.js';
import { readOnnx } from '../../../src/core/formats/onnx/readOnnx.js';
import { writeOnnx } from '../../../src/core/formats/onnx/writeOnnx.js';
import type { Layer } from '../../../src/core/model/spec.js';
import { inputsFor } from '../engine/stacks.js';
import { largestError, makeCase, wasmEngine } from '../engine/support.js';
import { CHAINS } from '../parity/chains.js';
import { dense, gru, lstm } from '../support/specs.js';

const engine = await wasmEngine();
const sequence = { returnSequences: true };

describe('a written ONNX file', () => {
  it.each(CHAINS.map((chain) => [chain.name, chain] as const))('of %s is read back as it was', (_, chain) => {
    const { features, layers } = chain;
    const spec = { length: 5, features, layers };
    const { weights } = makeCase(spec, 3, 4);
    const scaling = {
      input: { mean: Array(features).fill(0), deviation: Array(features).fill(1) },
      target: { mean: [2], deviation: [3] },
    };
    const { bytes, notes } = writeOnnx({ name: 'a model/name', spec, weights, scaling });
    const back = readOnnx(bytes);
    expect(notes).toEqual([]);
    expect(back.unsupported).toBeUndefined();
    expect(back.layers).toEqual(layers);
    expect([back.features, back.length]).toEqual([features, undefined]);
    expect(back.scaling).toEqual(scaling);
    for (const [index, { layer, tensors }] of back.weights.entries()) {
      expect([layer, tensors.map(({ name }) => name)]).toEqual([
        weights[index].layer,
        weights[index].tensors.map(({ name }) => name),
      ]);
      for (const [at, { name, values }] of tensors.entries()) {
        // Attention's factor is taken out of the queries again.
        expect(largestError(values, weights[index].tensors[at].values), `${layer} ${name}`).toBeLessThan(1e-6);
      }
    }
  });

  it('of a layer written as Keras writes it predicts the same, though it is no longer called so', async () => {
    const layers: Layer[] = [
      { type: 'dropout', name: 'drop', rate: 0.3 },
      lstm('lstm', 4, { ...sequence, recurrentDropout: 0.1 }),
      { type: 'timeDistributed', name: 'each', layer: dense('dense', 2, { activation: 'tanh' }) },
      { type: 'layerNormalization', name: 'norm', epsilon: 1e-3, center: true, scale: false },
    ];
    const spec = { length: 4, features: 2, layers };
    const { weights, random } = makeCase(spec, 3, 4);
    const { bytes, notes } = writeOnnx({ name: 'name', spec, weights });
    expect(notes).toEqual([
      'Layer "drop": an ONNX model predicts only, and does not hold dropout.',
      'Layer "lstm": an ONNX model predicts only, and does not hold dropout.',
    ]);
    const back = readOnnx(bytes);
    expect(back.layers.map(({ type }) => type)).toEqual(['lstm', 'dense', 'layerNormalization']);
    const [ours, theirs] = await Promise.all([
      engine.createNetwork(spec, weights, 3),
      engine.createNetwork({ ...spec, layers: back.layers }, back.weights, 3),
    ]);
    const inputs = inputsFor(spec, 3, random);
    expect(largestError(theirs.predict(inputs), ours.predict(inputs))).toBeLessThan(1e-6);
  });

  it('says that masks are lost, and refuses activations that ONNX has not', () => {
    const write = (layers: Layer[], features = 2) => {
      const spec = { length: 4, features, layers };
      return writeOnnx({ name: 'name', spec, weights: makeCase(spec, 1, 1).weights });
    };
    expect(write([{ type: 'masking', name: 'm', maskValue: 0 }, gru('g', 2)]).notes).toEqual([
      'Layer "m": ONNX has no mask; the written model reads masked steps like any other, and predicts something else where there are some.',
    ]);
    expect(() => write([lstm('l', 2, { activation: 'selu' })])).toThrow(
      'Layer "l": ONNX\'s recurrent operators have no activation "selu".',
    );
  });
});

/** A file of one input [?, ?, 2], the given nodes, and weights of ones by their shapes. */
function file(
  nodes: Partial<WrittenNode>[],
  tensors: Record<string, number[]> = {},
  change: Partial<WrittenGraph> = {},
): Uint8Array {
  const ones = (dims: number[]) => new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(1);
  return writeOnnxModel({
    name: 'test',
    nodes: nodes.map((node, index) => ({
      type: 'Identity',
      name: `node ${index}`,
      inputs: [index === 0 ? 'x' : `v${index - 1}`],
      outputs: [`v${index}`],
      ...node,
    })),
    tensors: Object.entries(tensors).map(([name, dims]) => ({ name, dims, values: ones(dims) })),
    input: { name: 'x', ids: false, shape: ['n', 't', 2] },
    output: { name: `v${nodes.length - 1}`, shape: [] },
    metadata: {},
    ...change,
  });
}

const LSTM = { W: [1, 12, 2], R: [1, 12, 3] };
const turn = { type: 'Transpose', attributes: { perm: [1, 0, 2] } };
const cell = (change: Partial<WrittenNode> = {}) => ({
  type: 'LSTM',
  name: 'cell',
  inputs: ['v0', 'W', 'R'],
  ...change,
});
const settings = (attributes: WrittenNode['attributes']) => [turn, cell({ attributes })];

describe('an ONNX model of which a part is not supported', () => {
  it.each<[string, string, Partial<WrittenNode>[], Record<string, number[]>]>([
    ['another operator', 'Node "conv" (Conv) is not supported.', [{ type: 'Conv', name: 'conv' }], {}],
    [
      'a reversed layer',
      'reads its steps backwards only (direction "reverse")',
      settings({ direction: 'reverse' }),
      LSTM,
    ],
    ['clipping', 'Node "cell" (LSTM) clips its values (clip).', settings({ clip: { float: 3 } }), LSTM],
    ['coupled gates', 'couples its gates (input_forget)', settings({ input_forget: 1 }), LSTM],
    [
      'a foreign activation',
      'has the activation ScaledTanh',
      settings({ activations: ['Sigmoid', 'ScaledTanh', 'Tanh'] }),
      LSTM,
    ],
    [
      'two activations',
      'has the activation Tanh for its candidate and Relu for its output',
      settings({ activations: ['Sigmoid', 'Tanh', 'Relu'] }),
      LSTM,
    ],
    [
      'peepholes',
      'has peepholes (P)',
      [turn, cell({ inputs: ['v0', 'W', 'R', '', '', '', '', 'P'] })],
      { ...LSTM, P: [1, 9] },
    ],
    [
      'a first state',
      'begins with a hidden state that is not zero',
      [turn, cell({ inputs: ['v0', 'W', 'R', '', '', 'h'] })],
      { ...LSTM, h: [1, 3, 3] },
    ],
    [
      'weights of another size',
      'has weights that do not fit each other',
      [turn, cell()],
      { W: [1, 12, 2], R: [1, 8, 2] },
    ],
    ['weights for other inputs', 'has weights for other inputs', [turn, cell()], { W: [1, 12, 5], R: [1, 12, 3] }],
    [
      'steps in another order',
      'does not read the steps of a sequence in their order',
      [turn, { type: 'Slice', inputs: ['v0', 'start', 'end', 'axis', 'step'] }, cell({ inputs: ['v1', 'W', 'R'] })],
      LSTM,
    ],
    [
      'a product over all steps',
      'reads something else than all units of one layer',
      [{ type: 'Flatten' }, { type: 'MatMul', name: 'fc', inputs: ['v0', 'K'] }],
      { K: [34, 1] },
    ],
    [
      'a mean over units',
      'reduces something else than two directions',
      [{ type: 'ReduceMean', attributes: { axes: [2] } }],
      {},
    ],
    [
      'a mean over some of the steps',
      'reduces something else than two directions',
      [
        { type: 'Slice', inputs: ['x', 'end', 'start', 'one'] },
        { type: 'ReduceMean', attributes: { axes: [1] } },
      ],
      {},
    ],
    ['a second branch', 'joins two branches', [{}, { type: 'Add', inputs: ['v0', 'x'] }], {}],
    ['a second input', 'The model has a second input, "h0"', [{ type: 'Add', inputs: ['x', 'h0'] }], {}],
    ['the cell state', 'The cell state of "cell" is read', [turn, cell({ outputs: ['', '', 'v1'] })], LSTM],
  ])('names %s', (_, message, nodes, tensors) => {
    const backwards = { start: [-1], end: [-100], axis: [0], step: [-1], one: [1] };
    const bytes = file(nodes, tensors, {
      tensors: [
        ...Object.entries(tensors).map(([name, dims]) => ({
          name,
          dims,
          values: new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(1),
        })),
        ...Object.entries(backwards).map(([name, values]) => ({ name, dims: [1], values })),
      ],
    });
    expect(readOnnx(bytes).unsupported?.reason).toContain(message);
  });

  it('still has the layers before it', () => {
    const nodes = [turn, cell(), { type: 'Conv', name: 'conv' }, { type: 'Relu' }];
    const { layers, weights, unsupported } = readOnnx(file(nodes, LSTM));
    expect(layers.map(({ type }) => type)).toEqual(['lstm']);
    expect(weights[0].tensors.map(({ shape }) => shape)).toEqual([
      [2, 12],
      [3, 12],
    ]);
    expect(unsupported).toEqual({ layer: 'conv', reason: 'Node "conv" (Conv) is not supported.' });
  });
});

describe('a damaged ONNX file', () => {
  const good = file([turn, cell()], LSTM);

  it.each<[string, RegExp, Uint8Array]>([
    ['nothing', /holds no graph/, new Uint8Array()],
    ['half a file', /at byte \d+ stands a field of \d+ bytes, where \d+ are left/, good.slice(0, good.length / 2)],
    [
      'a length of 4 GB',
      /at byte 0 stands a field of 4294967295 bytes/,
      Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f),
    ],
    ['a number without an end', /at byte 0 stands/, Uint8Array.of(0x08, 0xff, 0xff)],
    ['a wire type that there is not', /at byte 0 stands a field of wire type 7/, Uint8Array.of(0x0f)],
    ['messages without end', /too deep|goes on beyond|of \d+ bytes/, new Uint8Array(4096).fill(0x3a)],
    [
      'no input',
      /has no input/,
      file([{ inputs: ['W'] }], LSTM, { input: { name: 'W', ids: false, shape: [1, 12, 2] } }),
    ],
    [
      'an input of one axis',
      /Its input "x" is \[\?\]/,
      file([{}], {}, { input: { name: 'x', ids: false, shape: ['n'] } }),
    ],
    [
      'open features',
      /number of features is open/,
      file([{}], {}, { input: { name: 'x', ids: false, shape: ['n', 't', 'f'] } }),
    ],
    [
      'an input of 10^18 numbers',
      /too large to be followed/,
      file([{}], {}, { input: { name: 'x', ids: false, shape: [1e6, 1e6, 1e6] } }),
    ],
    [
      'an array of 10^12 numbers',
      /too large to be followed/,
      file(
        [{}, { type: 'Expand', inputs: ['W', 'much'] }],
        {},
        {
          tensors: [
            { name: 'W', dims: [1], values: Float32Array.of(1) },
            { name: 'much', dims: [2], values: [1e6, 1e6] },
          ],
        },
      ),
    ],
    [
      'many nodes with a large array',
      /too large to be followed/,
      file(
        [{ type: 'Expand', inputs: ['W', 'much'] }, ...Array.from({ length: 100 }, () => ({ type: 'Neg' }))],
        {},
        {
          tensors: [
            { name: 'W', dims: [1], values: Float32Array.of(1) },
            { name: 'much', dims: [2], values: [3000, 3000] },
          ],
        },
      ),
    ],
    [
      'a slice of an array that has 10^15 rows of nothing',
      /too large to be followed/,
      file(
        [{ type: 'Slice', inputs: ['W', 'start', 'end'] }],
        {},
        {
          tensors: [
            { name: 'W', dims: [1e15, 0], values: new Float32Array() },
            { name: 'start', dims: [1], values: [0] },
            { name: 'end', dims: [1], values: [1e15] },
          ],
        },
      ),
    ],
    [
      'weights that are fewer than they should be',
      /Tensor "W" has 1 numbers, but FLOAT \[1,12,2\] is 24/,
      file(
        [turn, cell()],
        {},
        {
          tensors: [
            { name: 'W', dims: [1, 12, 2], values: Float32Array.of(1) },
            { name: 'R', dims: [1], values: Float32Array.of(1) },
          ],
        },
      ),
    ],
  ])('%s', (_, message, bytes) => {
    expect(() => readOnnx(bytes)).toThrow(message);
    expect(() => readOnnx(bytes)).toThrow(ModelFormatError);
  });

  it('made from a real one by changing bytes fails with a ModelFormatError, or is read', () => {
    const names = ['lstm.script', 'gru-of-two-layers-in-both-directions.dynamo', 'attention.dynamo'];
    const real = names.map((name) => new Uint8Array(readFileSync(`test/parity/fixtures/exchange/${name}.onnx`)));
    const change = fc.array(fc.tuple(fc.nat(1e6), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.nat(real.length - 1), change, fc.nat(1e6), (which, changes, end) => {
        const bytes = real[which].slice(0, end % 3 === 0 ? end % real[which].length : undefined);
        for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
        try {
          readOnnx(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFormatError);
        }
      }),
      { numRuns: 400 },
    );
  });
});
