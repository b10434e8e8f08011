import { expect, test } from 'vitest';
import { LAYER_TYPES } from '../../../src/core/config/layerSchema.js';
import { layerViews } from '../../../src/extension/layerViews.js';

const views = (types: (string | undefined)[], before: Parameters<typeof layerViews>[1] = []) =>
  layerViews(types, before, LAYER_TYPES);

test('recurrent layers have their states, attention layers their attention, others nothing', () => {
  expect(views(['lstm', 'selfAttention', 'dropout', 'dense'])).toEqual(['states', 'attention', undefined, undefined]);
  expect(LAYER_TYPES).toContain('bidirectional');
});

test('a lens stays while its type is being typed over, and none comes before there is a type', () => {
  const typed = ['lstm', 'lst', 'l', '', undefined, 'g', 'gr', 'gru', 'd', 'dense', 'constructor'];
  let before: ReturnType<typeof views> = [];
  const seen = typed.map((type) => {
    before = views([type, 'dense'], before);
    return before[0];
  });
  const [kept, gone] = [Array(9).fill('states'), Array(2).fill(undefined)];
  expect(seen).toEqual([...kept, ...gone]);
  expect(views(['lst'])).toEqual([undefined]);
});
