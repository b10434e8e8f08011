/** The losses of several runs over their epochs: a colour a run, full lines for training, dashed ones for validation. */
import type { TopLevelSpec } from 'vega-lite';
import { isNumber } from '../format.js';
import { thinned } from '../thin.js';
import { isLogarithmic, lossAxes } from '../views/lossAxes.js';
import { frame, type PlotSpec, type Row } from '../views/plotSpec.js';
import type { ComparedRun } from './protocol.js';

const HEIGHT = 240;
const PARTS = ['training', 'validation'];
/** Stretches of a line that can be told apart. */
const STRETCHES = 250;

export function lossesPlot(runs: readonly ComparedRun[]): PlotSpec {
  const rows = runs.flatMap(lossRows);
  const log = isLogarithmic(rows.map(({ loss }) => loss as number));
  const last = Math.max(...rows.map(({ epoch }) => epoch as number), 2);
  const spec: TopLevelSpec = {
    ...frame('Loss by epoch, of each run', HEIGHT),
    data: { name: 'losses' },
    mark: { type: 'line', strokeWidth: 2, aria: false },
    encoding: {
      ...lossAxes(last, log),
      color: runColor(runs),
      strokeDash: {
        field: 'part',
        type: 'nominal',
        title: null,
        scale: {
          domain: PARTS,
          range: [
            [1, 0],
            [5, 4],
          ],
        },
        // Said beside the heading: a narrow plot has no room for it.
        legend: null,
      },
    },
  };
  return {
    spec,
    data: { losses: rows },
    height: HEIGHT + 40,
    marks: rows.length,
    tooltip: { run: 'Run', epoch: 'Epoch', part: 'Part', loss: 'Loss' },
  };
}

/** The colour of a run is the same in every plot. */
export function runColor(runs: readonly ComparedRun[], symbolType: 'stroke' | 'square' = 'stroke') {
  return {
    field: 'run',
    type: 'nominal',
    title: null,
    scale: { domain: runs.map(({ letter }) => letter), range: 'category' },
    legend: { orient: 'top', direction: 'horizontal', symbolType, symbolStrokeWidth: symbolType === 'square' ? 0 : 2 },
  } as const;
}

function lossRows({ letter, epochs }: ComparedRun): Row[] {
  const drawn = thinned(epochs, STRETCHES, ({ loss, validationLoss }) => [loss, validationLoss]);
  return drawn.flatMap(({ epoch, loss, validationLoss }) =>
    [loss, validationLoss].flatMap((value, part) =>
      isNumber(value) ? [{ run: letter, epoch, part: PARTS[part], loss: value }] : [],
    ),
  );
}
