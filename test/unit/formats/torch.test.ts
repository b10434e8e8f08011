/** Modules of a PyTorch state dict become layers: which belongs to which, and what is said where none does. */
import { describe, expect, it } from 'vitest';
import { ModelMismatchError } from '../../../src/core/formats/formatError.js';
import { type FloatTensor, writeSafetensors } from '../../../src/core/formats/safetensors.js';
import { readTorch } from '../../../src/core/formats/torch/readTorch.js';
import { writeTorch } from '../../../src/core/formats/torch/writeTorch.js';
import { type Layer, type ModelSpec, valueCount } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { bidirectional, dense, gru, lstm, seedSpec, selfAttention, simpleRnn } from '../support/specs.js';
import { initialWeights } from '../support/weights.js';

/** Tensors of the given shapes whose numbers count on, so that all are different. */
function stateDict(shapes: Record<string, number[]>): Uint8Array {
  let next = 0;
  const tensors = Object.entries(shapes).map(([name, shape]): FloatTensor => {
    const values = Float32Array.from({ length: valueCount(shape) }, () => next++);
    return { name, shape, values };
  });
  return writeSafetensors(tensors, {});
}

const LSTM = (module: string, inputs: number, units: number, layer = 0) => ({
  [`${module}.weight_ih_l${layer}`]: [4 * units, inputs],
  [`${module}.weight_hh_l${layer}`]: [4 * units, units],
  [`${module}.bias_ih_l${layer}`]: [4 * units],
  [`${module}.bias_hh_l${layer}`]: [4 * units],
});
const LINEAR = (module: string, inputs: number, units: number) => ({
  [`${module}.weight`]: [units, inputs],
  [`${module}.bias`]: [units],
});

const sequence = { returnSequences: true };
const seed = { ...LSTM('rnn', 1, 4), ...LSTM('rnn', 4, 4, 1), ...LINEAR('fc', 4, 1) };
const seedLayers = [lstm('lstm_1', 4, sequence), lstm('lstm_2', 4), dense('dense_1', 1)];

function mismatch(read: () => unknown): ModelMismatchError {
  try {
    read();
  } catch (error) {
    if (error instanceof ModelMismatchError) return error;
    throw error;
  }
  throw new Error('It was read.');
}

describe('modules of a state dict', () => {
  it('are taken in the order of the layers, biases added', () => {
    const model = readTorch(stateDict(seed), { layers: seedLayers });
    expect(model.features).toBe(1);
    const [kernel, recurrent, bias] = model.weights[0].tensors;
    expect(kernel.shape).toEqual([1, 16]);
    expect([...kernel.values]).toEqual([...Array(16).keys()]);
    // Row 2 of [16,4], from 16 on, is column 2 of [4,16].
    expect(recurrent.values[2]).toBe(16 + 2 * 4);
    expect(bias.values[0]).toBe(80 + 96);
  });

  it('are told apart by their shapes where their names would mislead', () => {
    const names = { ...LSTM('b_first', 3, 4), ...LSTM('a_second', 4, 5), ...LINEAR('z', 5, 2), ...LINEAR('y', 2, 1) };
    const layers = [lstm('one', 4, sequence), lstm('two', 5), dense('three', 2), dense('four', 1)];
    const model = readTorch(stateDict(names), { layers });
    expect(model.features).toBe(3);
    expect(model.weights.map(({ tensors }) => tensors[0].shape)).toEqual([
      [3, 16],
      [4, 20],
      [5, 2],
      [2, 1],
    ]);
  });

  it('with numbers in their names are taken by their numbers', () => {
    const names = { ...LINEAR('body.10', 4, 4), ...LINEAR('body.2', 4, 4), ...LSTM('rnn', 2, 4) };
    const layers = [lstm('one', 4), dense('two', 4), dense('three', 4)];
    const model = readTorch(stateDict(names), { layers });
    // The bias of body.2 counts from 36, that of body.10 from 16.
    expect(model.weights.map(({ tensors }) => tensors.at(-1)!.values[0])).toEqual([expect.any(Number), 36, 16]);
  });

  it('that two layers could have alike are asked for, and each answer is a fix', () => {
    const names = { ...LINEAR('left', 4, 4), ...LINEAR('right', 4, 4), ...LSTM('rnn', 2, 4) };
    const layers = [lstm('one', 4), dense('two', 4), dense('three', 4)];
    const error = mismatch(() => readTorch(stateDict(names), { layers }));
    expect(error.message).toBe(
      'Layer "two" fits nn.Linear "left" as well as nn.Linear "right": say in "names" which it is.',
    );
    expect(error.path).toEqual(['model', 'layers', 1]);
    expect(error.fixes.map(({ value }) => value)).toEqual([
      { one: 'rnn', two: 'left', three: 'right' },
      { one: 'rnn', two: 'right', three: 'left' },
    ]);
    const read = readTorch(stateDict(names), { layers, names: { two: 'right' } });
    expect(read.weights.map(({ tensors }) => tensors.at(-1)!.values[0])).toEqual([expect.any(Number), 36, 16]);
  });

  it('of which some are in order and one might be anywhere are asked for', () => {
    const names = { ...LINEAR('a', 4, 4), ...LINEAR('b.1', 4, 4), ...LINEAR('b.2', 4, 4), ...LSTM('rnn', 2, 4) };
    const layers = [lstm('one', 4), dense('two', 4), dense('three', 4), dense('four', 4)];
    const error = mismatch(() => readTorch(stateDict(names), { layers }));
    expect(error.message).toMatch(/^Layer "two" fits nn.Linear "a" as well as nn.Linear "b.1"|^Layer "three" fits/);
  });

  it('that are named may be a part of the file; layers of one module follow each other', () => {
    const file = stateDict({
      ...LSTM('net.rnn', 1, 4),
      ...LSTM('net.rnn', 4, 4, 1),
      ...LINEAR('a', 4, 1),
      ...LINEAR('b', 4, 1),
    });
    const names = { lstm_1: 'net.rnn', dense_1: 'b' };
    expect(readTorch(file, { layers: seedLayers, names }).weights.length).toBe(3);
  });
});

describe('a state dict that does not fit', () => {
  const cases: [string, Layer[], string, (string | number)[], unknown[]][] = [
    [
      'units',
      [lstm('lstm_1', 4, sequence), lstm('lstm_2', 3), dense('dense_1', 1)],
      'Layer "lstm_2" does not fit nn.LSTM "rnn", layer 2: its rnn.weight_ih_l1 has the shape [16,4], but [12,4] is wanted.',
      ['model', 'layers', 1],
      [],
    ],
    [
      'kind',
      [gru('gru_1', 4, sequence), lstm('lstm_2', 4), dense('dense_1', 1)],
      'No nn.GRU is left for layer "gru_1": the file has nn.Linear "fc", nn.LSTM "rnn", nn.LSTM "rnn", layer 2.',
      ['model', 'layers', 0],
      [],
    ],
    [
      'bias',
      [lstm('lstm_1', 4, { ...sequence, useBias: false }), lstm('lstm_2', 4), dense('dense_1', 1)],
      'Layer "lstm_1" does not fit nn.LSTM "rnn": it has a bias, the layer has none ("useBias": false).',
      ['model', 'layers', 0],
      [[['model', 'layers', 0, 'useBias'], true]],
    ],
    [
      'activation',
      [lstm('lstm_1', 4, sequence), lstm('lstm_2', 4, { activation: 'relu' }), dense('dense_1', 1)],
      'Layer "lstm_2" does not fit nn.LSTM "rnn", layer 2: nn.LSTM has no activation "relu".',
      ['model', 'layers', 1],
      [[['model', 'layers', 1, 'activation'], undefined]],
    ],
    [
      'direction',
      [bidirectional('both', lstm('inner', 4, sequence)), lstm('lstm_2', 4), dense('dense_1', 1)],
      'Layer "both" does not fit nn.LSTM "rnn": the module reads in one direction, the layer does not.',
      ['model', 'layers', 0],
      [],
    ],
    [
      'number of layers',
      [lstm('lstm_1', 4, sequence), lstm('lstm_2', 4)],
      'No layer has the weights of nn.Linear "fc": add the layer, or say in "names" which modules are wanted.',
      ['model', 'layers'],
      [[['model', 'names'], { lstm_1: 'rnn', lstm_2: 'rnn' }]],
    ],
  ];

  it.each(cases)('in its %s', (_, layers, message, path, fixes) => {
    const error = mismatch(() => readTorch(stateDict(seed), { layers }));
    expect(error.message).toBe(message);
    expect(error.path).toEqual(path);
    expect(error.fixes.map((fix) => [fix.path, fix.value])).toEqual(fixes);
  });

  it('in the names of its modules', () => {
    const error = mismatch(() => readTorch(stateDict(seed), { layers: seedLayers, names: { lstm_1: 'rrn' } }));
    expect(error.message).toBe('The file has no module "rrn"; it has "fc", "rnn".');
    expect(error.fixes).toEqual([{ title: 'Change to "rnn"', path: ['model', 'names', 'lstm_1'], value: 'rnn' }]);
    const unknown = mismatch(() => readTorch(stateDict(seed), { layers: seedLayers, names: { lstm_9: 'rnn' } }));
    expect(unknown.message).toBe('There is no layer "lstm_9".');
  });

  it('because no layers are given says which would fit', () => {
    const error = mismatch(() => readTorch(stateDict(seed), {}));
    const layers = [
      { type: 'lstm', units: 4, returnSequences: true },
      { type: 'lstm', units: 4 },
      { type: 'dense', units: 1 },
    ];
    expect(error.message).toContain(JSON.stringify(layers));
    expect(error.path).toEqual(['model', 'from']);
    expect(error.fixes).toEqual([
      { title: 'Insert the layers that fit the file', path: ['model', 'layers'], value: layers },
    ]);
  });

  it('guesses embeddings, directions, normalization and attention', () => {
    const gates = (reverse: string) => ({
      [`rnn.weight_ih_l0${reverse}`]: [12, 5],
      [`rnn.weight_hh_l0${reverse}`]: [12, 4],
      [`rnn.bias_ih_l0${reverse}`]: [12],
      [`rnn.bias_hh_l0${reverse}`]: [12],
    });
    const file = {
      'ids.weight': [9, 5],
      ...gates(''),
      ...gates('_reverse'),
      'norm.weight': [8],
      'norm.bias': [8],
      ...LINEAR('fc', 8, 2),
    };
    const error = mismatch(() => readTorch(stateDict(file), {}));
    expect(error.fixes[0].value).toEqual([
      { type: 'embedding', inputDim: 9, outputDim: 5 },
      { type: 'bidirectional', layer: { type: 'gru', units: 4 } },
      { type: 'layerNormalization', epsilon: 1e-5 },
      { type: 'dense', units: 2 },
    ]);
  });

  it('of many modules is answered at once', () => {
    const begin = performance.now();
    const many = Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`m${i}.weight`, [1, 1]]));
    const error = mismatch(() => readTorch(stateDict(many), {}));
    expect(error.message).toMatch(/and 8988 more\): write "layers"/);
    expect(mismatch(() => readTorch(stateDict(many), { layers: seedLayers })).message).toMatch(/No nn.LSTM is left/);
    const more = Object.fromEntries(Array.from({ length: 11_000 }, (_, i) => [`m${i}.weight`, [1, 1]]));
    expect(() => readTorch(stateDict(more), {})).toThrow('It has 11000 modules; at most 10000 are looked through.');
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  it.each([
    ['a projection', { ...seed, 'rnn.weight_hr_l0': [2, 4] }, /module "rnn" \(weight_ih \[16,1\]\)/],
    ['a convolution', { 'conv.weight': [4, 3, 2] }, /module "conv" \(weight \[4,3,2\]\)/],
    ['no tensors', {}, /\(no tensors\)/],
  ])('with %s is described without a guess', (_, shapes, message) => {
    const error = mismatch(() => readTorch(stateDict(shapes as Record<string, number[]>), {}));
    expect(error.message).toMatch(message);
    expect(error.fixes).toEqual([]);
  });
});

const specs: ModelSpec[] = [
  seedSpec,
  {
    length: 6,
    features: 3,
    layers: [
      { type: 'masking', name: 'm', maskValue: -1 },
      bidirectional('both', gru('gru', 3, sequence), 'ave'),
      { type: 'layerNormalization', name: 'n', epsilon: 1e-3, center: true, scale: true },
      { type: 'dropout', name: 'drop', rate: 0.3 },
      lstm('ends', 3, { useBias: false }),
      { type: 'repeatVector', name: 'again', n: 4 },
      simpleRnn('decoder', 4, { ...sequence, activation: 'relu', recurrentDropout: 0.2 }),
      selfAttention('look', 2, 2),
      { type: 'timeDistributed', name: 'each', layer: dense('dense', 2, { activation: 'softmax' }) },
    ],
  },
  {
    length: 5,
    features: 1,
    layers: [
      { type: 'embedding', name: 'ids', inputDim: 9, outputDim: 4, maskZero: true },
      lstm('reader', 4, sequence),
      lstm('again', 4),
      dense('answer', 4, { useBias: false }),
      dense('last', 4, { useBias: false }),
    ],
  },
];

const model = (spec: ModelSpec) => ({ name: 'name', spec, weights: initialWeights(spec, Random.for(1, 'weights')) });

describe('a file written here', () => {
  it.each(specs)('is read back as it was, without a config', (spec) => {
    const scaling = { input: { mean: [0], deviation: [1] }, target: { mean: [2], deviation: [3] } };
    const weights = initialWeights(spec, Random.for(1, 'weights'));
    const { bytes } = writeTorch({ name: 'name', spec, weights, scaling: spec.features === 1 ? scaling : undefined });
    const back = readTorch(bytes, {});
    expect(back.layers).toEqual(spec.layers);
    expect([back.length, back.features]).toEqual([spec.length, spec.features]);
    expect(back.weights).toEqual(weights);
    expect(back.scaling).toEqual(spec.features === 1 ? scaling : undefined);
  });

  it('says what it does not hold', () => {
    const { notes } = writeTorch(model(specs[1]));
    expect(notes).toEqual([
      'Layer "m": a PyTorch state dict does not hold the mask.',
      'Layer "both": a PyTorch state dict does not hold the merge mode "ave".',
      'Layer "n": a PyTorch state dict does not hold the epsilon 0.001.',
      'Layer "drop": a PyTorch state dict does not hold dropout.',
      'Layer "again": a PyTorch state dict does not hold that the vector is repeated 4 times.',
      'Layer "decoder": a PyTorch state dict does not hold dropout within a recurrent layer, which nn.LSTM, nn.GRU and nn.RNN do not have.',
      'Layer "each": a PyTorch state dict does not hold the activation "softmax".',
    ]);
  });

  it.each([
    [gru('g', 3, { resetAfter: false }), 'Layer "g": nn.GRU always resets after the recurrent product'],
    [
      lstm('l', 3, { recurrentActivation: 'hardSigmoid' }),
      'Layer "l": nn.LSTM has no recurrentActivation "hardSigmoid"',
    ],
    [simpleRnn('s', 3, { activation: 'elu' }), 'Layer "s": nn.RNN has no activation "elu"'],
    [selfAttention('a', 2, 3), 'Layer "a": nn.MultiheadAttention divides its 2 inputs among the heads'],
  ])('is refused where PyTorch would compute something else', (layer, message) => {
    const spec = { length: 4, features: 2, layers: [layer] };
    expect(() => writeTorch(model(spec))).toThrow(message);
  });

  it('whose description is damaged is refused', () => {
    const file = (lstmLens: string) => writeSafetensors([], { lstmLens });
    expect(() => readTorch(file('{'), {})).toThrow(/is no JSON/);
    expect(() => readTorch(file('{"layers":[{"type":"conv"}],"length":1,"features":1}'), {})).toThrow(/is damaged/);
    expect(() => readTorch(file('{"layers":[{"type":"lstm","units":1e9}],"length":1,"features":1}'), {})).toThrow(
      /damaged/,
    );
  });
});
