/**
 * A way back through the training: shows every view the model as it was after an epoch whose weights were kept. Stands
 * above the tabs while a checkpoint is shown, and in the Training view always.
 */

import type { CheckpointParts } from '../src/core/analysis/checkpoint.js';
import { iconButton, slider } from './controls.js';
import { h, setText } from './dom.js';
import type { Host } from './host.js';
import type { Checkpoint, Selection, View } from './protocol.js';
import type { Action, State } from './store.js';
import type { Options } from './views/options.js';

/** A checkpoint is shown at least this long, milliseconds; longer with reduced motion, so that nothing flickers. */
const FRAME = 350;
const CALM_FRAME = 1200;

export function createTimeline(host: Host, dispatch: (action: Action) => void) {
  let epochs: readonly number[] = [];
  let epoch: number | undefined;
  let playing: number | undefined;
  /** What was asked for last and has not come yet. */
  let asked = '';
  let arrived = true;

  const go = (wanted: number | undefined) => dispatch({ type: 'epoch', epoch: wanted });
  const stop = () => {
    if (playing !== undefined) clearInterval(playing);
    playing = undefined;
    play.show('play', 'Play the training');
  };
  const advance = () => {
    // The next one waits for the last: a slow model plays slowly instead of in leaps.
    if (!arrived) return;
    const next = epochs.find((other) => other > (epoch ?? 0));
    if (next === undefined) stop();
    else go(next);
  };
  const play = iconButton('play', 'Play the training', () => {
    if (playing !== undefined) return stop();
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (epoch === undefined || epoch === epochs.at(-1)) go(epochs[0]);
    playing = window.setInterval(advance, calm ? CALM_FRAME : FRAME);
    play.show('pause', 'Pause');
  });
  const position = slider('Epoch', (index) => {
    stop();
    go(epochs[index]);
  });
  const text = h('span', { class: 'numbers epoch', role: 'status' });
  const back = h('button', { type: 'button', class: 'link' }, 'Back to the final model');
  back.addEventListener('click', () => {
    stop();
    go(undefined);
  });
  const element = h(
    'section',
    { class: 'timeline', 'aria-label': 'Training, epoch by epoch', hidden: true },
    play.element,
    position.element,
    text,
    back,
  );
  return {
    element,
    show({ snapshot, epoch: wanted, checkpoint, page }: State, { view, sample }: Selection) {
      epochs = snapshot?.checkpoints ?? [];
      epoch = wanted;
      const visible = epochs.length > 1 && snapshot?.inspection !== undefined;
      element.hidden = !visible || (view !== 'training' && epoch === undefined);
      if (!visible) {
        if (playing !== undefined) stop();
        return;
      }
      const last = epochs[epochs.length - 1];
      element.toggleAttribute('data-past', epoch !== undefined);
      const index = epoch === undefined ? epochs.length - 1 : epochs.indexOf(epoch);
      position.show(index, epochs.length, epoch === undefined ? 'final model' : `epoch ${epoch} of ${last}`);
      const parts = partsOf(view, page.options);
      arrived = epoch === undefined || (checkpoint !== undefined && answers(checkpoint, epoch, sample, parts));
      const coming = arrived ? '' : ', being computed…';
      setText(
        text,
        epoch === undefined
          ? `Final model, epoch ${snapshot?.bestEpoch ?? last}`
          : `Epoch ${epoch} of ${last}${coming}`,
      );
      back.hidden = epoch === undefined;
      const question = epoch === undefined ? '' : JSON.stringify([epoch, sample, parts]);
      if (question === asked) return;
      asked = question;
      if (epoch !== undefined && !arrived) host.post({ type: 'checkpoint', epoch, sample, parts });
    },
  };
}

/** What a view shows of a model besides one sample: only that is asked for. */
function partsOf(view: View, { average }: Options): CheckpointParts {
  return { fit: view === 'overview', many: ['gates', 'space', 'training'].includes(view) || average };
}

function answers(checkpoint: Checkpoint, epoch: number, sample: number, { fit, many }: CheckpointParts): boolean {
  const { parts } = checkpoint;
  return checkpoint.epoch === epoch && checkpoint.sample === sample && (parts.fit || !fit) && (parts.many || !many);
}
