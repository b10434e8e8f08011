import { h } from '../../dom.js';
import { lossesPlot } from '../lossesSpec.js';
import type { Section, SectionContext } from './section.js';

/** The losses of all runs over each other. */
export function createLosses({ plots }: SectionContext): Section {
  const plot = plots.create();
  const element = h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Loss', h('span', { class: 'quiet' }, 'full of the training part, dashed of the validation part')),
    plot.element,
  );
  return {
    element,
    update({ runs }) {
      element.hidden = runs.every(({ epochs }) => epochs.length === 0);
      if (!element.hidden) plot.show(lossesPlot(runs));
    },
  };
}
