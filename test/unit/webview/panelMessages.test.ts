import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageError } from '../../../webview/checks.js';
import { readComparisonPanelMessage, readModelPageMessage, readPanelMessage } from '../../../webview/panelMessages.js';
import type { PanelMessage } from '../../../webview/protocol.js';

const selection = { view: 'states', sample: 0, layer: 'lstm_1', trace: 'hidden', step: 2 } as const;
/** One of each kind; the type says when one is missing. */
const MESSAGES: { [Type in PanelMessage['type']]: Extract<PanelMessage, { type: Type }> } = {
  ready: { type: 'ready' },
  problem: { type: 'problem', message: 'x' },
  painted: { type: 'painted', milliseconds: 12.5 },
  save: { type: 'save', file: { name: 'a', format: 'png', content: new Uint8Array(2) } },
  copy: { type: 'copy', text: 'x' },
  whatIf: { type: 'whatIf', sample: 0, input: new Float64Array(3), attention: true },
  keepInput: { type: 'keepInput', input: new Float64Array(3) },
  keepIntervention: { type: 'keepIntervention', intervention: { layer: 'lstm_1', units: [0], value: 0 } as never },
  baseline: { type: 'baseline', baseline: [new Float64Array(3)] },
  copyLink: { type: 'copyLink', selection },
  dropped: { type: 'dropped', files: 'file:///a.csv' },
  reveal: { type: 'reveal', layer: 'lstm_1', open: false },
  revealPath: { type: 'revealPath', path: ['model', 'layers', 0] },
  sample: { type: 'sample', index: 1 },
  sequence: { type: 'sequence', sequence: 7 },
  preview: { type: 'preview' },
  stopPreview: { type: 'stopPreview' },
  previewSequence: { type: 'previewSequence', part: 'training', index: 0 },
  embed: { type: 'embed', embedding: { layer: 'lstm_1', method: 'umap', dimensions: 2 } },
  stopEmbedding: { type: 'stopEmbedding' },
  ask: { type: 'ask', question: { about: 'rest', layer: 'lstm_1', input: { kind: 'step', sample: 0, step: 1 } } },
  stopAsking: { type: 'stopAsking', about: 'memory' },
  checkpoint: { type: 'checkpoint', epoch: 3, sample: 0, parts: { fit: true, many: false } },
  trial: { type: 'trial', trial: 'abc' },
  command: { type: 'command', command: 'train' },
};

describe('what the panel says', () => {
  it.each(Object.entries(MESSAGES))('%s is heard', (_, message) => {
    expect(readPanelMessage(message)).toBe(message);
  });

  it.each<[unknown, RegExp]>([
    [undefined, /Unknown message undefined/],
    [{ type: 'toString' }, /Unknown message toString/],
    [{ type: '__proto__' }, /Unknown message/],
    [{ type: 'sample', index: '__proto__' }, /message\.index should be a whole number/],
    [{ type: 'sample', index: -1 }, /message\.index/],
    [{ type: 'copy', text: { toString: 1 } }, /message\.text should be text/],
    [{ type: 'save', file: { name: 'a', format: 'exe', content: '' } }, /message\.file\.format should be one of/],
    [{ type: 'save', file: { name: 'a', format: 'png', content: [1] } }, /message\.file\.content/],
    [{ type: 'whatIf', sample: 0, input: [1, 2], attention: true }, /message\.input/],
    [{ type: 'baseline', baseline: 'median' }, /message\.baseline should be a list/],
    [{ type: 'revealPath', path: [{}] }, /message\.path\[0\]/],
    [{ type: 'ask', question: { about: 'constructor' } }, /message\.question\.about should be one of/],
    [{ type: 'checkpoint', epoch: 1.5, sample: 0, parts: { fit: true, many: true } }, /message\.epoch/],
  ])('%j is not', (message, fault) => {
    expect(() => readPanelMessage(message)).toThrow(fault);
  });

  it('is a message or a MessageError, whatever it is', () => {
    const type = fc.constantFrom(...Object.keys(MESSAGES), 'other');
    const message = fc
      .tuple(type, fc.dictionary(fc.string(), fc.anything()))
      .map(([kind, rest]) => ({ ...rest, type: kind }));
    fc.assert(
      fc.property(fc.oneof(message, fc.anything()), (value) => {
        for (const read of [readPanelMessage, readComparisonPanelMessage, readModelPageMessage]) {
          try {
            read(value);
          } catch (error) {
            expect(error).toBeInstanceOf(MessageError);
          }
        }
      }),
    );
  });
});
