import { describe, expect, it, vi } from 'vitest';
import { INITIAL_PAGE, reduce, restorePage, type State } from '../../../webview/store.js';
import { inputDomain, rounded, validEdit, withEdited } from '../../../webview/whatIf/edit.js';
import { createRequests } from '../../../webview/whatIf/requests.js';
import { inspection, snapshot } from './fixtures.js';

const shown = reduce(
  { page: INITIAL_PAGE },
  { type: 'received', message: { type: 'snapshot', snapshot: snapshot({ run: 'one' }) } },
);
const edit = (...input: number[]) => ({ sample: 0, label: 'inspect.inputs[0]', input });
const edited = (state: State, ...input: number[]) => reduce(state, { type: 'edit', edit: edit(...input) });
const result = { ...inspection().samples[0], prediction: Float64Array.of(7) };
const answered = (state: State) => reduce(state, { type: 'received', message: { type: 'whatIf', sample: 0, result } });

function requests() {
  const post = vi.fn();
  return { post, ask: createRequests(post) };
}

describe('a changed input', () => {
  it('is asked about once, and the newest again when the answer has come', () => {
    const { post, ask } = requests();
    const first = edited(shown, 1, 2, 3);
    ask(first);
    ask(first);
    const second = edited(first, 1, 2, 4);
    ask(edited(first, 1, 2, 3.5));
    ask(second);
    expect(post).toHaveBeenCalledTimes(1);
    ask(answered(second));
    expect(post.mock.calls.map(([{ input }]) => input[2])).toEqual([3, 4]);
  });

  it('has its matrices found only where they are shown, and keeps the sample’s until then', () => {
    const { post, ask } = requests();
    const elsewhere = edited(shown, 1, 2, 3);
    ask(elsewhere);
    const answer = { ...result, attention: {} };
    const without = reduce(elsewhere, {
      type: 'received',
      message: { type: 'whatIf', sample: 0, result: answer },
    });
    expect(without.edited?.samples[0].attention).toEqual(inspection().samples[0].attention);
    ask(without);
    expect(post.mock.calls.map(([{ attention }]) => attention)).toEqual([false]);
    ask(reduce(without, { type: 'select', selection: { view: 'attention' } }));
    expect(post.mock.calls.map(([{ attention }]) => attention)).toEqual([false, true]);
  });

  it('is asked about again when the model is another one, and not while there is none', () => {
    const { post, ask } = requests();
    const state = edited(shown, 1, 2, 3);
    ask(state);
    const training = reduce(state, {
      type: 'received',
      message: { type: 'snapshot', snapshot: snapshot({ status: { kind: 'training' } }) },
    });
    ask(training);
    expect(post).toHaveBeenCalledTimes(1);
    ask(reduce(training, { type: 'received', message: { type: 'snapshot', snapshot: snapshot() } }));
    expect(post).toHaveBeenCalledTimes(2);
  });

  it('stands in place of the sample in every view, until it is reset', () => {
    const state = answered(edited(shown, 1, 2, 3));
    expect(state.edited?.samples[0].prediction[0]).toBe(7);
    expect(state.edited?.samples[0].label).toBe('inspect.inputs[0], edited');
    expect(state.snapshot?.inspection?.samples[0].prediction[0]).toBe(1.4);
    const reset = reduce(state, { type: 'edit', edit: undefined });
    expect([reset.edited, reset.page.edit]).toEqual([undefined, undefined]);
    expect(answered(reset).edited).toBeUndefined(); // an answer that comes late
  });

  it('is given up where the model cannot answer', () => {
    const message = { type: 'whatIfFailed', message: 'no' } as const;
    const state = reduce(edited(shown, 1, 2, 3), { type: 'received', message });
    expect([state.page.edit, state.problem]).toEqual([undefined, 'no']);
  });

  it('is of no other sample, and of no other shape', () => {
    expect(validEdit(edit(1, 2, 3), inspection())).toEqual(edit(1, 2, 3));
    expect(validEdit(edit(1, 2), inspection())).toBeUndefined();
    expect(validEdit({ ...edit(1, 2, 3), label: 'other' }, inspection())).toBeUndefined();
    expect(validEdit({ ...edit(1, 2, 3), sample: 9 }, inspection())).toBeUndefined();
    const other = inspection();
    expect(withEdited(other, 0, { ...result, label: 'other' })).toBe(other);
    expect(withEdited(other, 0, { ...result, input: Float64Array.of(1) })).toBe(other);
  });

  it('survives a reload, as far as it is one', () => {
    const kept = JSON.parse(JSON.stringify(edited(shown, 1, 2, 3)));
    expect(restorePage(kept).edit).toEqual(edit(1, 2, 3));
    for (const broken of [{}, { ...edit(1), input: ['a'] }, { ...edit(1), sample: '0' }, null]) {
      expect(restorePage({ page: { edit: broken } }).edit).toBeUndefined();
    }
  });
});

describe('the place in which an input is moved', () => {
  it('has room for all samples and for the changed one', () => {
    const [low, high] = inputDomain(inspection(), [5]);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(5);
    expect(inputDomain({ ...inspection(), samples: [] }, [])).toEqual([0, 1]);
    expect(inputDomain({ ...inspection(), samples: [] }, [2, Number.NaN])).toEqual([1.5, 2.5]);
  });

  it('tells values as exactly as they can be dragged', () => {
    expect(rounded(0.123456, [0, 1])).toBe(0.123);
    expect(rounded(1234.56, [0, 5000])).toBe(1235);
    expect(rounded(0.000123456, [0, 0.001])).toBe(0.000123);
  });
});
