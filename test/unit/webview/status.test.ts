import { describe, expect, it } from 'vitest';
import { statusView } from '../../../webview/status.js';
import { snapshot } from './fixtures.js';

const view = (change: Parameters<typeof snapshot>[0]) => statusView(snapshot(change));
const commands = (change: Parameters<typeof snapshot>[0]) => view(change)?.actions.map(({ command }) => command);

describe('the status', () => {
  it('is silent where everything is there', () => {
    expect(view({})).toBeUndefined();
  });

  it('says what to do where nothing is', () => {
    const empty = { status: { kind: 'empty' }, inspection: undefined } as const;
    expect(view(empty)?.text).toContain('the lens above the first line');
    expect(commands(empty)).toContain('train');
  });

  it('offers to stop what is under way', () => {
    expect(commands({ status: { kind: 'training' } })).toEqual(['cancel']);
    expect(commands({ status: { kind: 'inspecting' } })).toEqual(['cancel']);
  });

  it('says where it failed, and offers the way there', () => {
    const place = { file: 'a.lstm.json', line: 3, column: 5 };
    const failed = { status: { kind: 'failed', message: 'units must be at least 1', place } } as const;
    expect(view(failed)?.text).toBe('a.lstm.json:3:5: units must be at least 1');
    expect(commands(failed)).toEqual(['revealConfig', 'train']);
  });

  it('counts the epochs of a cancelled training', () => {
    expect(view({ status: { kind: 'cancelled', epochs: 1 } })?.title).toBe('Cancelled after 1 epoch');
  });

  it('offers to go on with what has begun', () => {
    expect(commands({ status: { kind: 'cancelled', epochs: 3 } })).toEqual(['continue', 'train']);
    expect(commands({ status: { kind: 'cancelled', epochs: 0 }, inspection: undefined })).toEqual(['train']);
  });

  it('explains Restricted Mode and offers nothing that it forbids', () => {
    expect(view({ trusted: false })?.kind).toBe('untrusted');
    expect(commands({ trusted: false })).toEqual([]);
  });

  it('says that a run is gone, and keeps what was read of it', () => {
    expect(view({ gone: true })?.text).toContain('was read before');
    expect(commands({ gone: true })).toEqual(['train']);
    // What is under way is more urgent.
    expect(view({ gone: true, status: { kind: 'training' } })?.kind).toBe('training');
  });
});
