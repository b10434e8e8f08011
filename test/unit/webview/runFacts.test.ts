import { describe, expect, it } from 'vitest';
import { runFacts } from '../../../webview/views/overview/runFacts.js';
import { inspection } from './fixtures.js';

const names = (...args: Parameters<typeof runFacts>) => runFacts(...args).map(([name]) => name);

describe('the facts of a run', () => {
  const epochs = [
    { epoch: 1, loss: 0.5, validationLoss: 0.25, metrics: { accuracy: 0.75, loss: 0.25 }, learningRate: 0.1 },
    { epoch: 2, loss: 0.4, validationLoss: 0.375, metrics: { accuracy: 0.5, loss: 0.375 }, learningRate: 0.05 },
  ];

  it('of numbers are those of the fit', () => {
    const plain = epochs.map(({ epoch, loss }) => ({ epoch, loss }));
    expect(names({ epochs: plain, seconds: 1 }, inspection())).toEqual([
      'R²',
      'MSE',
      'Loss',
      'Epochs',
      'Training time',
    ]);
    expect(names({ epochs: [] }, undefined)).toEqual([]);
  });

  it('of classes are the accuracy, and all are those of the epoch that was kept', () => {
    const fit = {
      kind: 'classes',
      part: 'validation',
      accuracy: 0.75,
      confusion: Float64Array.of(3, 1, 0, 0),
    } as const;
    const facts = runFacts({ epochs, bestEpoch: 1 }, { fit });
    expect(facts.map(([name, value]) => [name, value])).toEqual([
      ['Accuracy', '0.75'],
      ['Loss', '0.4'],
      ['Validation loss', '0.375'],
      ['Learning rate', '0.05'],
      ['Epochs', '2'],
      ['Kept', 'epoch 1'],
    ]);
    expect(runFacts({ epochs }, undefined)[0].slice(0, 2)).toEqual(['Accuracy', '0.5']);
  });
});
