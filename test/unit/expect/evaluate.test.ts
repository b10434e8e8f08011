import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, isWithin, type Measured } from '../../../src/core/expect/evaluate.js';

const scores = { withinSample: 0.9, spearman: Number.NaN, sign: Number.NaN, samples: 200 };
const measured: Measured = {
  inspection: {
    fit: {
      kind: 'numbers',
      part: 'validation',
      mse: 0.02,
      mae: 0.1,
      r2: 0.98,
      predicted: new Float64Array(),
      actual: new Float64Array(),
    },
    trust: [
      {
        method: 'integratedGradients',
        pearson: 0.97,
        ...scores,
        completenessError: { value: 1e-4, low: 0, high: 1e-3 },
      },
    ],
    trustNote: 'Measured on 200 sequences.',
    unfit: [{ id: 'lrp', reason: 'It knows no GRU.' }],
  },
  epochs: [
    { epoch: 1, loss: 0.5, validationLoss: 0.4 },
    { epoch: 2, loss: 0.1, validationLoss: 0.3 },
    { epoch: 3, loss: 0.05, validationLoss: 0.6 },
  ],
  bestEpoch: 2,
};
const one = (path: string, bound: string | number[], from = measured) => evaluate({ [path]: bound }, from)[0];

describe('expectations', () => {
  it('hold metrics, scores and losses of the kept epoch against their bounds', () => {
    expect(one('r2', '>= 0.98')).toEqual({ path: 'r2', expected: '>= 0.98', met: true, actual: 0.98 });
    expect(one('r2', '> 0.98').met).toBe(false);
    expect(one('mse', [0, 0.02])).toEqual({ path: 'mse', expected: '0 to 0.02', met: true, actual: 0.02 });
    expect(one('influence.integratedGradients.pearson', '>= 0.95')).toMatchObject({ met: true, actual: 0.97 });
    expect(one('influence.integratedGradients.completenessError', '< 1e-3')).toMatchObject({ met: true, actual: 1e-4 });
    expect(one('loss', '<= 0.1')).toMatchObject({ met: true, actual: 0.1 });
    expect(one('validationLoss', '< .3')).toMatchObject({ met: false, actual: 0.3 });
    expect(one('validationLoss', '> .5', { ...measured, bestEpoch: undefined }).met).toBe(true);
  });

  it('are not met by what was not measured, and say why', () => {
    expect(one('accuracy', '>= 0')).toEqual({
      path: 'accuracy',
      expected: '>= 0',
      met: false,
      reason: 'This model has no such number.',
    });
    expect(one('influence.integratedGradients.sign', '>= 0').reason).toMatch(/has no sign on this model/);
    expect(one('influence.lrp.pearson', '>= 0').reason).toBe('It knows no GRU.');
    expect(one('loss', '>= 0', { ...measured, epochs: [] }).reason).toMatch(/no losses/);
    const untrusted = { ...measured, inspection: { ...measured.inspection, trust: [] } };
    expect(one('influence.occlusion.sign', '>= 0', untrusted).reason).toBe('Measured on 200 sequences.');
  });

  it('mean by a comparison what the language means by it', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, (value, limit) => {
        expect(isWithin(`>= ${limit}`, value)).toBe(value >= limit);
        expect(isWithin(`  >${limit}  `, value)).toBe(value > limit);
        expect(isWithin(`<= ${limit}`, value)).toBe(value <= limit);
        expect(isWithin(`<${limit}`, value)).toBe(value < limit);
        expect(isWithin([limit, value], value)).toBe(limit <= value);
      }),
    );
    expect(() => isWithin('about 1', 1)).toThrow(RangeError);
  });
});
