/** Chooses in the config what the influences are held against. */
import { chooser } from '../../controls.js';
import type { Shown } from '../shown.js';
import type { ViewContext } from '../view.js';
import { baselineChoices } from './baselineWords.js';

/** Hidden where the config cannot be changed: in a report, at a checkpoint, without trust. */
export function createBaseline({ host }: Pick<ViewContext, 'host'>) {
  let shown: Shown | undefined;
  const list = chooser('Baseline', (value) => {
    const samples = shown?.inspection?.samples ?? [];
    const inputs = (value === 'this' ? [samples[shown!.selection.sample]] : samples).map(({ input }) =>
      Float64Array.from(input),
    );
    if (value === 'mean' || value === 'zero') host?.post({ type: 'baseline', baseline: value });
    else if (value === 'this' || value === 'all') host?.post({ type: 'baseline', baseline: inputs });
  });
  return {
    element: list.element,
    show(next: Shown) {
      shown = next;
      const { inspection, snapshot, epoch } = next;
      if (!inspection) return;
      list.element.hidden = host === undefined || epoch !== undefined || !snapshot.trusted;
      list.show(baselineChoices(inspection), inspection.baselineName);
    },
  };
}
