/** Models of every kind of layer, in the sizes at which kernels go wrong, and inputs that fit them. */
import fc from 'fast-check';
import {
  ACTIVATIONS,
  type Activation,
  DENSE_ACTIVATIONS,
  type Layer,
  MERGE_MODES,
  type ModelSpec,
  type RecurrentLayer,
} from '../../../src/core/model/spec.js';
import type { Random } from '../../../src/core/random.js';
import { bidirectional, dense, gru, lstm, selfAttention, simpleRnn } from '../support/specs.js';
import { uniform } from './support.js';

/** Ids of the embeddings below. */
const IDS = 7;
/** Value of the steps that the masking layers below leave out. */
const MASK_VALUE = -1;

/** Smooth ones mostly: two rectified layers in a row hardly ever agree on a kink with anything. */
const activation = fc.constantFrom<Activation>('tanh', 'sigmoid', 'softsign', ...ACTIVATIONS.slice(0, 7));
const units = fc.constantFrom(1, 2, 3, 4, 5, 9);

const recurrent: fc.Arbitrary<RecurrentLayer> = fc
  .record({
    type: fc.constantFrom('lstm', 'gru', 'simpleRnn'),
    units,
    change: fc.record({ activation, useBias: fc.boolean() }),
    recurrentActivation: fc.constantFrom<Activation>('sigmoid', 'hardSigmoid', 'tanh'),
    resetAfter: fc.boolean(),
  })
  .map(({ type, units: count, change, recurrentActivation, resetAfter }) => {
    if (type === 'simpleRnn') return simpleRnn(type, count, change);
    const gated = { ...change, recurrentActivation };
    return type === 'lstm' ? lstm(type, count, gated) : gru(type, count, { ...gated, resetAfter });
  });

/** A recurrent layer, alone or in both directions. */
function wrapped(returnSequences: boolean): fc.Arbitrary<Layer> {
  const one = recurrent.map((layer) => ({ ...layer, returnSequences }));
  return fc.oneof(
    { arbitrary: one, weight: 2 },
    fc.tuple(one, fc.constantFrom(...MERGE_MODES)).map(([layer, mode]) => bidirectional('both', layer, mode)),
  );
}

/** Layers that take a sequence and give one. */
const onSteps: fc.Arbitrary<Layer> = fc.oneof(
  wrapped(true),
  fc
    .record({ heads: fc.constantFrom(1, 2, 3), keyDim: fc.constantFrom(1, 2, 4, 5), useBias: fc.boolean() })
    .map(({ heads, keyDim, useBias }) => selfAttention('attention', heads, keyDim, useBias)),
  anywhere(),
);

/** Layers that take anything. */
function anywhere(): fc.Arbitrary<Layer> {
  return fc.oneof(
    fc.record({ center: fc.boolean(), scale: fc.boolean() }).map((change): Layer => {
      return { type: 'layerNormalization', name: 'normalization', epsilon: 1e-3, ...change };
    }),
    fc.constant<Layer>({ type: 'dropout', name: 'dropout', rate: 0.4 }),
    fc
      .record({ units, activation: fc.constantFrom(...DENSE_ACTIVATIONS), useBias: fc.boolean() })
      .map(({ units: count, ...change }) => dense('dense', count, change)),
  );
}

const pooling: Layer = { type: 'globalAveragePooling1d', name: 'pooling' };

const first: fc.Arbitrary<{ features: number; layers: Layer[] }> = fc.oneof(
  fc.constantFrom(1, 2, 5).map((features) => ({ features, layers: [] })),
  fc.constantFrom(1, 3).map((features) => ({
    features,
    layers: [{ type: 'masking', name: 'masking', maskValue: MASK_VALUE } as const],
  })),
  fc.record({ outputDim: units, maskZero: fc.boolean() }).map((change) => ({
    features: 1,
    layers: [{ type: 'embedding', name: 'embedding', inputDim: IDS, ...change } as const],
  })),
);

/** Sequence to sequence, sequence to one, and from there to a sequence again. */
export const stacks: fc.Arbitrary<ModelSpec> = fc
  .record({
    length: fc.constantFrom(1, 2, 4),
    first,
    onSteps: fc.array(onSteps, { maxLength: 2 }),
    end: fc.oneof<fc.Arbitrary<Layer[]>[]>(
      fc.constant<Layer[]>([]),
      fc.tuple(wrapped(false)),
      fc
        .tuple(wrapped(false), fc.constantFrom(1, 3), wrapped(true))
        .map(([encoder, n, decoder]) => [encoder, { type: 'repeatVector', name: 'repeat', n } as Layer, decoder]),
      fc.tuple(wrapped(false), anywhere()),
      fc.constant<Layer[]>([pooling]),
      fc.tuple(wrapped(true), anywhere()).map(([layer, behind]) => [layer, pooling, behind]),
    ),
    head: fc.oneof(
      fc.constant([]),
      units.map((count): Layer[] => [{ type: 'timeDistributed', name: 'td', layer: dense('inner', count) }]),
    ),
  })
  .filter(({ onSteps: middle, end }) => middle.length + end.length > 0)
  .map(({ length, first: begin, onSteps: middle, end, head }) => {
    const gone = end.length > 0 && !end.some(({ type }) => type === 'repeatVector');
    const layers = [...begin.layers, ...middle, ...end, ...(gone ? [] : head)];
    return {
      length,
      features: begin.features,
      layers: layers.map((layer, index) => ({ ...layer, name: `${layer.name}_${index}` })),
    };
  });

/** Ids where the model embeds them, steps to leave out where it masks them. */
export function inputsFor({ length, features, layers }: ModelSpec, samples: number, random: Random): Float32Array {
  const inputs = uniform(samples * length * features, 1, random);
  if (layers[0].type === 'embedding') return inputs.map(() => Math.floor(random.uniform() * IDS));
  if (layers[0].type === 'masking') {
    for (let step = 0; step < samples * length; step++) {
      if (random.uniform() < 0.4) inputs.fill(MASK_VALUE, step * features, (step + 1) * features);
    }
  }
  return inputs;
}
