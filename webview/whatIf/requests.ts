/** Asks the host what the model makes of an edited input: one question at a time, and always the newest. */
import type { PanelMessage } from '../protocol.js';
import type { State } from '../store.js';
import { validEdit } from './edit.js';

/** @returns to be called with every state. */
export function createRequests(post: (message: PanelMessage) => void): (state: State) => void {
  let asked: { input: readonly number[]; attention: boolean } | undefined;
  let waiting = false;
  let answers: State['answers'];
  return ({ snapshot, page, answers: count }) => {
    const edit = validEdit(page.edit, snapshot?.inspection);
    if (count !== answers) waiting = false;
    answers = count;
    const busy = snapshot?.status.kind !== 'ready' && snapshot?.status.kind !== 'cancelled';
    if (!edit || busy) {
      asked = undefined;
      return;
    }
    // While one is being dragged there are more states than answers.
    if (waiting) return;
    const { input, sample } = edit;
    // Only one view shows the matrices, and they are most of the work.
    const attention = page.selection.view === 'attention';
    if (asked?.input === input && (asked.attention || !attention)) return;
    asked = { input, attention };
    waiting = true;
    post({ type: 'whatIf', sample, input: Float64Array.from(input), attention });
  };
}
