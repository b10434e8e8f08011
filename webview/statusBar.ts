/** Shows the status above the views: a banner, and while it trains how far it is. */
import { partText } from '../src/core/analysis/parts.js';
import { button, ring } from './controls.js';
import { h, setText } from './dom.js';
import { formatCount, formatSeconds } from './format.js';
import type { Host } from './host.js';
import type { Snapshot, Status } from './protocol.js';
import { statusView } from './status.js';

export interface StatusBar {
  readonly element: HTMLElement;
  show(snapshot: Snapshot): void;
}

export function createStatusBar(host: Host): StatusBar {
  // Only the words are announced: the numbers of a training change too often.
  const title = h('strong', {});
  const text = h('p', {});
  const words = h('div', { role: 'status', class: 'words' }, title, text);
  const bar = h('progress', { 'aria-label': 'Training progress' });
  const numbers = h('p', { class: 'quiet numbers' });
  const progress = h('div', { class: 'progress', hidden: true }, bar, numbers);
  const actions = h('div', { class: 'actions' });
  const waiting = ring('Inspecting');
  const element = h('section', { class: 'status' }, waiting, h('div', { class: 'message' }, words, progress), actions);
  let offered = '';
  return {
    element,
    show(snapshot) {
      const view = statusView(snapshot);
      element.hidden = view === undefined;
      if (!view) return;
      element.dataset.kind = view.kind;
      waiting.hidden = view.kind !== 'inspecting';
      setText(title, view.title ?? '');
      setText(text, view.text ?? '');
      text.hidden = view.text === undefined;
      // A button must stay the same element while it is being pressed.
      const key = JSON.stringify(view.actions);
      if (key !== offered) {
        offered = key;
        actions.replaceChildren(
          ...view.actions.map(({ command, label }, index) =>
            button(label, index === 0 && command !== 'cancel' ? 'primary' : 'secondary', () =>
              host.post({ type: 'command', command }),
            ),
          ),
        );
      }
      const { status } = snapshot;
      progress.hidden = view.kind !== 'training' && !(status.kind === 'inspecting' && status.at);
      // The parts of an inspection take so different times that one bar for all would lie.
      bar.hidden = status.kind !== 'training';
      if (status.kind === 'training') showProgress(bar, numbers, status);
      if (status.kind === 'inspecting' && status.at) setText(numbers, partText(status.at));
    },
  };
}

function showProgress(
  bar: HTMLProgressElement,
  numbers: HTMLElement,
  { progress, waiting, reading }: Extract<Status, { kind: 'training' }>,
): void {
  if (reading !== undefined) {
    bar.max = 1;
    bar.value = reading;
    setText(numbers, `Reading the data: ${Math.round(100 * reading)} %`);
    return;
  }
  if (!progress) {
    bar.removeAttribute('value');
    setText(numbers, waiting ? 'Waiting for another training to end…' : 'Preparing the data…');
    return;
  }
  const { epoch, epochs, batch, batches, secondsLeft } = progress;
  bar.max = epochs;
  bar.value = Math.min(epochs, epoch - 1 + batch / batches);
  setText(
    numbers,
    `Epoch ${formatCount(epoch)} of ${formatCount(epochs)} · batch ${formatCount(batch)} of ${formatCount(batches)} · ` +
      `${formatSeconds(secondsLeft)} left`,
  );
}
