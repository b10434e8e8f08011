import { describe, expect, it } from 'vitest';
import { classesOf, explainedNetwork, explainedOutput, explainFault } from '../../../src/core/analysis/output.js';
import type { TargetKind } from '../../../src/core/data/dataset.js';
import type { DenseActivation, ModelSpec } from '../../../src/core/model/spec.js';
import { wasmEngine } from '../engine/support.js';
import { dense, lstm } from '../support/specs.js';
import { randomNetwork } from './support.js';

const engine = await wasmEngine();
const numbers = { target: { kind: 'numbers' } as TargetKind, targetNames: ['sum'] };
const classes = { target: { kind: 'classes', classes: ['a', 'b', ' '] } as TargetKind, targetNames: ['letter'] };

/** Answers at each of three steps. */
const everyStep = (activation: DenseActivation, units: number): ModelSpec => ({
  length: 3,
  features: 2,
  layers: [
    lstm('lstm', 4, { returnSequences: true }),
    { type: 'timeDistributed', name: 'answer', layer: dense('answer', units, { activation }) },
  ],
});
const atEnd = (activation: DenseActivation, units: number): ModelSpec => ({
  length: 3,
  features: 2,
  layers: [lstm('lstm', 4), dense('answer', units, { activation })],
});

describe('the explained network', () => {
  it.each([everyStep, atEnd])('gives the logits whose softmax the model gives', async (specOf) => {
    const { network, inputs } = await randomNetwork(specOf('softmax', 3), 5);
    const explained = await explainedNetwork(engine, network, classes, 8);
    const [probabilities, logits] = [network.predict(inputs), explained.predict(inputs)];
    for (let row = 0; row < logits.length; row += 3) {
      const total = [0, 1, 2].reduce((sum, c) => sum + Math.exp(logits[row + c]), 0);
      for (let c = 0; c < 3; c++) expect(probabilities[row + c]).toBeCloseTo(Math.exp(logits[row + c]) / total, 6);
    }
  });

  it('gives the logit whose sigmoid the model gives', async () => {
    const { network, inputs } = await randomNetwork(atEnd('sigmoid', 1), 6);
    const explained = await explainedNetwork(engine, network, classes, 8);
    const logits = explained.predict(inputs);
    for (const [n, p] of network.predict(inputs).entries()) expect(p).toBeCloseTo(1 / (1 + Math.exp(-logits[n])), 6);
  });

  it('is the model itself where its outputs are no probabilities of classes', async () => {
    const { network } = await randomNetwork(atEnd('linear', 3), 7);
    expect(await explainedNetwork(engine, network, classes, 8)).toBe(network);
    const squashed = await randomNetwork(atEnd('sigmoid', 1), 7);
    expect(await explainedNetwork(engine, squashed.network, numbers, 8)).toBe(squashed.network);
  });
});

describe('the explained output', () => {
  it('of numbers is that of the last step, or of the step that is asked for', async () => {
    const { network } = await randomNetwork(everyStep('linear', 1), 8);
    const steps = { ...numbers, targetSteps: 3 };
    expect(explainedOutput(network, steps, {}, [])).toEqual({ index: 2, name: 'sum at step 3' });
    expect(explainedOutput(network, steps, { step: 1 }, [])).toEqual({ index: 0, name: 'sum at step 1' });
    const one = await randomNetwork(atEnd('linear', 1), 8);
    expect(explainedOutput(one.network, numbers, {}, [])).toEqual({ index: 0, name: 'sum' });
    const two = await randomNetwork(everyStep('linear', 2), 8);
    const pair = { ...numbers, targetNames: ['low', 'high'], targetSteps: 3 };
    expect(explainedOutput(two.network, pair, { target: 'high', step: 2 }, [])).toEqual({
      index: 3,
      name: 'high at step 2',
    });
  });

  it('of classes is the one that comes most often, or the one that is asked for', async () => {
    const { network } = await randomNetwork(everyStep('softmax', 3), 9);
    const steps = { ...classes, targetSteps: 3 };
    // Three sequences of three steps: at the last the blank wins twice, at the first always a.
    const winners = [0, 0, 2, 0, 1, 1, 0, 1, 2];
    const outputs = winners.flatMap((winner) => [0, 1, 2].map((c) => (c === winner ? 0.8 : 0.1)));
    expect(explainedOutput(network, steps, {}, outputs)).toEqual({
      index: 8,
      name: 'the logit of the blank at step 3',
    });
    expect(explainedOutput(network, steps, { step: 1 }, outputs)).toEqual({
      index: 0,
      name: 'the logit of a at step 1',
    });
    const asked = explainedOutput(network, steps, { step: 2, class: 'b' }, outputs);
    expect(asked).toEqual({ index: 4, name: 'the logit of b at step 2' });
  });

  it('of yes and no is the logit of yes', async () => {
    const { network } = await randomNetwork(atEnd('sigmoid', 1), 10);
    const answer = { target: { kind: 'classes', classes: ['no', 'yes'] } as const, targetNames: ['answer'] };
    expect(explainedOutput(network, answer, {}, [0.2])).toEqual({ index: 0, name: 'the logit of yes' });
    const loss = { type: 'binaryCrossentropy', fromLogits: false } as const;
    expect([...classesOf([0.2, 0.7], answer.target, loss)]).toEqual([0, 1]);
    expect([...classesOf([0.2, -0.7], answer.target, { ...loss, fromLogits: true })]).toEqual([1, 0]);
  });

  it('that there is not is named', () => {
    expect(explainFault({}, classes)).toBeUndefined();
    expect(explainFault({ class: 'a', step: 1 }, classes)).toBeUndefined();
    expect(explainFault({ class: 'c' }, classes)?.message).toBe('There is no class "c". The classes: "a", "b", " ".');
    expect(explainFault({ class: 'a' }, numbers)?.key).toBe('class');
    expect(explainFault({ target: 'sum' }, numbers)).toBeUndefined();
    expect(explainFault({ target: 'other' }, numbers)?.key).toBe('target');
    expect(explainFault({ step: 2 }, numbers)).toEqual({
      key: 'step',
      message: 'The model gives one answer a sequence.',
    });
    expect(explainFault({ step: 4 }, { ...numbers, targetSteps: 3 })?.message).toBe(
      'The model gives answers at 3 steps.',
    );
  });
});
