/** What takes a while: asks for it once it is to be shown, and says how far it is, or why it is not there. */
import type { Answers, Question } from '../../../src/core/analysis/dynamics/question.js';
import { h, setText } from '../../dom.js';
import { findingOf, sameQuestion } from '../../findings.js';
import type { Host } from '../../host.js';
import type { Shown } from '../shown.js';

/**
 * @param what is being found, in words, as the end of a sentence.
 * @param ask where it is asked for by a button only: its label.
 */
export function createAnswered(host: Host | undefined, what: string, ask?: string) {
  const text = h('p', { class: 'quiet', role: 'status' });
  const progress = h('progress', { max: 1, 'aria-label': `Looking for ${what}` });
  const stop = h('button', { type: 'button', class: 'link' }, 'Stop');
  const again = h('button', { type: 'button', class: 'link' }, 'Try again');
  const start = h('button', { type: 'button', class: 'link' }, ask ?? '');
  const element = h('div', { class: 'working' }, text, progress, stop, again, start);
  let wanted: Question | undefined;
  /** What was asked for last, and about which inspection: another one knows nothing of it. */
  let asked: readonly [unknown, Question] | undefined;
  stop.addEventListener('click', () => wanted && host?.post({ type: 'stopAsking', about: wanted.about }));
  start.addEventListener('click', () => wanted && host?.post({ type: 'ask', question: wanted }));
  again.addEventListener('click', () => wanted && host?.post({ type: 'ask', question: wanted }));
  const state = {
    element,
    /** The question that was shown last could not be answered. */
    failed: false,
    /** The answer, once it is there. */
    show<Q extends Question>({ snapshot }: Shown, question: Q): Answers[Q['about']] | undefined {
      wanted = question;
      const finding = findingOf(snapshot.findings, question);
      state.failed = finding?.kind === 'failed';
      const idle = ask !== undefined && finding === undefined && host !== undefined;
      if (
        !finding &&
        host &&
        !idle &&
        !(asked && asked[0] === snapshot.inspection && sameQuestion(asked[1], question))
      ) {
        asked = [snapshot.inspection, question];
        host.post({ type: 'ask', question });
      }
      element.hidden = finding?.kind === 'done';
      if (finding?.kind === 'done') return finding.answer as Answers[Q['about']];
      const { failed } = state;
      start.hidden = !idle;
      text.hidden = idle;
      progress.hidden = stop.hidden = failed || idle || !host;
      again.hidden = !failed || !host;
      progress.value = finding?.kind === 'working' ? finding.share : 0;
      setText(text, host ? (finding?.kind === 'failed' ? finding.message : `Looking for ${what}…`) : NOT_TAKEN);
      return undefined;
    },
  };
  return state;
}

const NOT_TAKEN =
  'Not in this report: it holds what the panel had looked at when it was written. Open this part in the panel, then ' +
  'write the report again.';
