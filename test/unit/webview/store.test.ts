import { describe, expect, it, vi } from 'vitest';
import { createStore, INITIAL_PAGE, reduce, restorePage, type State, validSelection } from '../../../webview/store.js';
import { inspection, snapshot } from './fixtures.js';

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
