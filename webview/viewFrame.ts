/** A view in its tab: the view itself, or why it cannot be shown, and what of it is no number. */
import { h, setText } from './dom.js';
import type { Snapshot, View } from './protocol.js';
import type { Shown } from './views/shown.js';
import { trouble } from './views/trouble.js';
import type { PanelView } from './views/view.js';

export interface ViewFrame {
  readonly element: HTMLElement;
  show(shown: Shown): void;
}

/** Views that have something to show before there is an inspection. */
const EARLY: readonly View[] = ['data', 'overview', 'training', 'sweep'];

/** @param failed told of what a view throws; the view says it in its place, and the others go on. */
export function createViewFrame(id: View, view: PanelView, failed: (error: Error) => void): ViewFrame {
  const notice = h('p', { class: 'notice', role: 'status', hidden: true });
  const instead = h('p', { class: 'instead quiet', role: 'status', hidden: true });
  const element = h('div', { class: 'panel' }, notice, instead, view.element);
  let broken: string | undefined;
  const update = (shown: Shown) => {
    try {
      view.update(shown);
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== broken) failed(error as Error);
      return message;
    }
  };
  return {
    element,
    show(shown) {
      const { snapshot, inspection, selection, page } = shown;
      const told = inspection && id !== 'data' && trouble(inspection, selection, page.options.average);
      notice.hidden = !told;
      setText(notice, told || '');
      const early = !inspection && !EARLY.includes(id);
      broken = early ? undefined : update(shown);
      instead.hidden = !early && broken === undefined;
      view.element.hidden = !instead.hidden;
      setText(instead, early ? comes(snapshot) : broken === undefined ? '' : brokenText(broken));
    },
  };
}

/** When there will be something to see, and what to do for it. */
function comes({ status }: Pick<Snapshot, 'status'>): string {
  switch (status.kind) {
    case 'training':
      return 'Shown here as soon as the training has ended and the model has been inspected. Overview shows how it goes.';
    case 'inspecting':
      return 'Shown here in a moment: the model is being inspected.';
    case 'cancelled':
    case 'ready':
      return 'Shown here when the model has been inspected: press Inspect above.';
    default:
      return 'Shown here when the model has been trained and inspected.';
  }
}

function brokenText(message: string): string {
  return `This view could not be drawn: ${message} The other views are not affected. The output channel “LSTM Lens” has more.`;
}
