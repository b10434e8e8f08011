/** How far the data are read: a bar, a way to stop it, and a way to begin again. */
import { button } from '../../controls.js';
import { h, setText } from '../../dom.js';
import type { ViewContext } from '../view.js';
import type { KnownPreview } from './known.js';
import { cancelledWords, readingWords } from './previewWords.js';

export function createReading({ host, dispatch }: ViewContext) {
  const progress = h('progress', { max: 1, 'aria-label': 'Reading the data' });
  const text = h('p', { class: 'quiet numbers' });
  const cancel = () => {
    host?.post({ type: 'stopPreview' });
    dispatch({ type: 'stopPreview' });
  };
  const stop = button('Cancel', 'secondary', cancel);
  stop.title = 'Stop reading (Escape)';
  const working = h('div', { class: 'working' }, text, progress, h('div', {}, stop));
  const words = h('p', { role: 'status' });
  const again = button('Read again', 'primary', () => host?.post({ type: 'preview', again: true }));
  const cancelled = h('div', { class: 'working' }, words, h('div', {}, again));
  // The focus is on nothing in particular while there is nothing else on the page, so the key is heard everywhere.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || !working.checkVisibility()) return;
    event.preventDefault();
    cancel();
  });
  return {
    element: h('div', {}, working, cancelled),
    show(preview: KnownPreview | undefined): void {
      const old = preview?.data !== undefined;
      // Small data are read before anything is told of them: what is shown does not jump for that.
      const reads = preview ? preview.reading !== undefined && !(old && preview.reading.share === undefined) : true;
      const focused = document.activeElement;
      working.hidden = !reads;
      cancelled.hidden = preview?.cancelled === undefined;
      if (focused === stop && working.hidden && !cancelled.hidden) again.focus();
      if (focused === again && cancelled.hidden && !working.hidden) stop.focus();
      const { share } = preview?.reading ?? {};
      if (share === undefined) progress.removeAttribute('value');
      else progress.value = share;
      setText(text, readingWords(preview?.reading));
      setText(words, cancelledWords(preview?.cancelled?.file, old));
    },
  };
}
