import { describe, expect, it, vi } from 'vitest';
import type { HostMessage } from '../../../webview/protocol.js';
import { createStore, INITIAL_PAGE, reduce, restorePage, type State, validSelection } from '../../../webview/store.js';
import { inspection, population as many, snapshot } from './fixtures.js';

const received = (state: State, message: Parameters<typeof reduce>[1] & { type: 'received' }) => reduce(state, message);
const shown = received(
  { page: INITIAL_PAGE },
  { type: 'received', message: { type: 'snapshot', snapshot: snapshot() } },
);

describe('the state', () => {
  it('takes a snapshot with the selection that the host wants, and forgets an earlier problem', () => {
    const message = { type: 'snapshot', snapshot: snapshot({ select: { view: 'states', sample: 3 } }) } as const;
    const state = received({ page: INITIAL_PAGE, problem: 'earlier' }, { type: 'received', message });
    expect(state.page.selection).toEqual({ view: 'states', sample: 3, layer: '', trace: 'hidden' });
    expect(state.problem).toBeUndefined();
  });

  it('follows a training epoch by epoch, and an epoch that comes again replaces the old ones', () => {
    const epoch = (state: State, epoch: number, loss: number) =>
      received(state, { type: 'received', message: { type: 'epochs', points: [{ epoch, loss }] } });
    const state = epoch(epoch(epoch(shown, 2, 0.4), 3, 0.3), 2, 0.2);
    expect(state.snapshot?.epochs).toEqual([
      { epoch: 1, loss: 0.5 },
      { epoch: 2, loss: 0.2 },
    ]);
  });

  it('ignores a training of which it knows nothing yet', () => {
    const message = { type: 'epochs', points: [{ epoch: 1, loss: 1 }] } as const;
    expect(received({ page: INITIAL_PAGE }, { type: 'received', message }).snapshot).toBeUndefined();
  });

  it('sorts by another column largest first, by the same one the other way, and by step from the first', () => {
    const once = reduce(shown, { type: 'sort', column: 'occlusion' });
    expect(once.page.sort).toEqual({ column: 'occlusion', descending: true });
    expect(reduce(once, { type: 'sort', column: 'occlusion' }).page.sort.descending).toBe(false);
    expect(reduce(once, { type: 'sort', column: 'step' }).page.sort).toEqual({ column: 'step', descending: false });
  });

  it('tells its listeners', () => {
    const store = createStore(INITIAL_PAGE);
    const listener = vi.fn();
    store.subscribe(listener);
    store.dispatch({ type: 'select', selection: { sample: 2 } });
    expect(listener).toHaveBeenCalledWith(store.state);
    expect(store.state.page.selection.sample).toBe(2);
  });
});

describe('a selection', () => {
  it('finds its layer among the samples where no sequence has a finite answer', () => {
    const population = { ...many(), sequences: 0, notFinite: 2, layers: [] };
    const { layer } = validSelection(INITIAL_PAGE.selection, inspection(['x'], { population }));
    expect(layer).toBe('first');
  });
});

describe('a sequence that is wanted', () => {
  const [given] = inspection().samples;
  const sampleOf = (sequence: number) => ({ ...given, label: `validation ${sequence + 1}`, sequence });
  const state = (): State => ({
    ...shown,
    snapshot: snapshot({ inspection: inspection(['x'], { samples: [given, sampleOf(0)] }) }),
  });
  const select = (from: State, selection: Partial<State['page']['selection']>) =>
    reduce(from, { type: 'select', selection });
  const seen = ({ page, snapshot: current }: State) => validSelection(page.selection, current!.inspection!);

  it('is the sample that it is, once it is there, and until then what was shown stays', () => {
    const wanted = select(state(), { sequence: 9 });
    expect(seen(wanted)).toMatchObject({ sample: 0, sequence: undefined });
    const sample = sampleOf(9);
    const come = received(wanted, { type: 'received', message: { type: 'sequence', index: 2, sample } });
    expect(seen(come)).toMatchObject({ sample: 2, sequence: 9 });
    const other = received(come, { type: 'received', message: { type: 'sequence', index: 2, sample: sampleOf(11) } });
    expect(other.snapshot?.inspection?.samples.map(({ label }) => label)).toEqual([
      given.label,
      'validation 1',
      'validation 12',
    ]);
  });

  it('is another way to choose a sample', () => {
    expect(seen(select(state(), { sequence: 0 }))).toMatchObject({ sample: 1, sequence: 0 });
    expect(seen(select(select(state(), { sequence: 0 }), { sample: 0 }))).toMatchObject({
      sample: 0,
      sequence: undefined,
    });
    expect(seen(select(state(), { sample: 1 })).sequence).toBe(0);
  });

  it('is given up where it cannot be had', () => {
    const message = { type: 'sequenceFailed', message: 'There is no such place.' } as const;
    const failed = received(select(state(), { sequence: 9 }), { type: 'received', message });
    expect([failed.problem, failed.page.selection.sequence]).toEqual([message.message, undefined]);
  });
});

describe('what comes when it is asked for', () => {
  const message = (state: State, value: HostMessage) => received(state, { type: 'received', message: value });
  const key = { layer: 'first', method: 'tsne', dimensions: 2 } as const;

  it('is a layout: how far it is, then its points, one of each kind', () => {
    const other = { ...key, dimensions: 3, kind: 'failed', message: 'no' } as const;
    const begun = message(message(shown, { type: 'embedding', embedding: other }), {
      type: 'embedding',
      embedding: { ...key, kind: 'working', share: 0.5 },
    });
    const done = { ...key, kind: 'done', sequences: [0], points: new Float32Array(2) } as const;
    expect(message(begun, { type: 'embedding', embedding: done }).snapshot?.embeddings).toEqual([other, done]);
  });

  it('is a sample, in the place of what was withheld, unless it is of another model', () => {
    const whole = inspection().samples[0];
    const withheld = inspection(['x'], { samples: [{ ...whole, layers: [], withheld: true }] });
    const state = { ...shown, snapshot: snapshot({ inspection: withheld }) };
    const filled = message(state, { type: 'sample', index: 0, sample: whole });
    expect(filled.snapshot?.inspection?.samples).toEqual([whole]);
    const foreign = message(state, { type: 'sample', index: 0, sample: { ...whole, label: 'validation 3' } });
    expect(foreign.snapshot?.inspection).toBe(withheld);
  });

  it('is a checkpoint, shown as long as an epoch is looked at', () => {
    const checkpoint = { epoch: 2, sample: 0, parts: { fit: true, many: true }, inspection: inspection() };
    const come = (state: State) => message(state, { type: 'checkpoint', checkpoint });
    expect(come(shown).checkpoint).toBeUndefined();
    const past = come(reduce(shown, { type: 'epoch', epoch: 2 }));
    expect(past.checkpoint).toBe(checkpoint);
    expect(reduce(past, { type: 'epoch', epoch: undefined }).checkpoint).toBeUndefined();
    const training = snapshot({ status: { kind: 'training' } });
    expect(message(past, { type: 'snapshot', snapshot: training })).toMatchObject({ epoch: undefined });
    const failed = message(past, { type: 'checkpointFailed', epoch: 2, message: 'The weights are gone.' });
    expect(failed).toMatchObject({ epoch: undefined, checkpoint: undefined, problem: 'The weights are gone.' });
  });
});

describe('the selection', () => {
  it('stays within what another run has', () => {
    const selection = { view: 'states', sample: 7, layer: 'gone', trace: 'cell' } as const;
    expect(validSelection(selection, inspection())).toEqual({ ...selection, sample: 0, layer: 'first' });
  });

  it('is restored as far as it is understood', () => {
    const page = { selection: { view: 'states', sample: -1, layer: 'first', trace: 'unknown' }, sort: 7 };
    expect(restorePage({ uri: 'file:///x', page })).toEqual({
      ...INITIAL_PAGE,
      selection: { view: 'states', sample: 0, layer: 'first', trace: 'hidden' },
    });
    for (const nonsense of [undefined, null, 3, 'text', [], { page: null }]) {
      expect(restorePage(nonsense)).toEqual(INITIAL_PAGE);
    }
  });
});
