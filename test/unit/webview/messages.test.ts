import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageError, readMessage } from '../../../webview/messages.js';
import { inspection, population, snapshot } from './fixtures.js';

const withInspection = (change: Parameters<typeof inspection>[1]) => ({
  type: 'snapshot',
  snapshot: snapshot({ inspection: inspection(['x'], change) }),
});

describe('a message', () => {
  it('is read where it fits the protocol', () => {
    for (const message of [
      { type: 'snapshot', snapshot: snapshot() },
      {
        type: 'snapshot',
        snapshot: snapshot({ inspection: undefined, select: { sample: 1 }, status: { kind: 'empty' } }),
      },
      withInspection({ population: population() }),
      { type: 'sample', index: 0, sample: inspection().samples[0] },
      {
        type: 'embedding',
        embedding: { layer: 'first', method: 'umap', dimensions: 3, kind: 'working', share: 0.1 },
      },
      {
        type: 'checkpoint',
        checkpoint: { epoch: 1, sample: 0, parts: { fit: true, many: false }, inspection: inspection() },
      },
      { type: 'reading', share: 0.5 },
      { type: 'inspecting', at: { part: 'trust', share: 0.5 } },
      { type: 'snapshot', snapshot: snapshot({ status: { kind: 'inspecting', at: { part: 'samples', share: 0 } } }) },
      { type: 'snapshot', snapshot: snapshot({ status: { kind: 'training', reading: 0.5 } }) },
      { type: 'progress', progress: { epoch: 1, epochs: 2, batch: 3, batches: 4, secondsLeft: 5 } },
      { type: 'epochs', points: [{ epoch: 1, loss: null, metrics: { mse: 1, r2: null } }] },
    ]) {
      expect(readMessage(message)).toBe(message);
    }
  });

  it.each([
    [{ type: 'bogus' }, 'Unknown message "bogus".'],
    [{ type: 'inspecting', at: { part: 'lunch', share: 0 } }, 'at.part'],
    [
      withInspection({ population: { ...population(), running: new Float32Array(5) } }),
      'inspection.population.running should be 6 numbers and not 5.',
    ],
    [
      { type: 'embedding', embedding: { layer: 'a', method: 'tsne', dimensions: 4, kind: 'working', share: 0 } },
      'message.embedding.dimensions should be one of 2, 3.',
    ],
    [{ type: 'embedding', embedding: { kind: 'toString' } }, 'message.embedding.kind should be one of'],
    [{ type: 'toString' }, 'Unknown message "toString".'],
    [{ type: 'epochs', points: [{ epoch: '1', loss: 0 }] }, 'message.points[0].epoch should be a number.'],
    [
      { type: 'snapshot', snapshot: { ...snapshot(), status: { kind: 'done' } } },
      'message.snapshot.status.kind should be one of empty, training, inspecting, ready, cancelled, failed.',
    ],
    [
      withInspection({ baseline: [1, 2, 3] as unknown as Float64Array }),
      'message.snapshot.inspection.baseline should be',
    ],
    [withInspection({ baseline: new Float64Array(2) }), 'inspection.baseline should be 3 numbers and not 2.'],
    [withInspection({ length: 4 }), 'inspection.baseline should be 4 numbers and not 3.'],
  ])('that does not fit is an error with its place', (message, problem) => {
    expect(() => readMessage(message)).toThrow(problem);
    expect(() => readMessage(message)).toThrow(MessageError);
  });

  it('may be anything without another kind of error', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => readMessage(value)).toThrow(MessageError);
      }),
    );
  });
});
