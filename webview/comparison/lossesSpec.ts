/** The losses of several runs over their epochs: a colour a run, full lines for training, dashed ones for validation. */
import type { TopLevelSpec } from 'vega-lite';
import { isNumber } from '../format.js';
import { LOG_RATIO } from '../views/overview/lossSpec.js';
import { frame, type PlotSpec, type Row } from '../views/plotSpec.js';
import type { ComparedRun } from './protocol.js';

const HEIGHT = 240;
const PARTS = ['training', 'validation'];
/** Points of one line: more than a line has pixels tell nothing more. */
const MOST_POINTS = 500;

export function lossesPlot(runs: readonly ComparedRun[]): PlotSpec {
  const rows = runs.flatMap(lossRows);
  const losses = rows.map(({ loss }) => loss as number).filter((loss) => loss > 0);
  const log = losses.length === rows.length && Math.max(...losses) / Math.min(...losses) >= LOG_RATIO;
  const last = Math.max(...rows.map(({ epoch }) => epoch as number), 2);
  const spec: TopLevelSpec = {
    ...frame('Loss by epoch, of each run', HEIGHT),
    data: { name: 'losses' },
    mark: { type: 'line', strokeWidth: 2, aria: false },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        scale: { domain: [1, last], nice: false },
        axis: { tickMinStep: 1, format: 'd', grid: false, tickCount: Math.min(last, 10) },
      },
      y: {
        field: 'loss',
        type: 'quantitative',
        title: log ? 'loss (log scale)' : 'loss',
        scale: log ? { type: 'log', nice: true } : { zero: true },
        axis: { format: '~g', tickCount: 5, labelOverlap: true },
      },
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
  const every = Math.ceil(epochs.length / MOST_POINTS);
  const shown = epochs.filter((_, index) => index % every === 0 || index === epochs.length - 1);
  return shown.flatMap(({ epoch, loss, validationLoss }) =>
    [loss, validationLoss].flatMap((value, part) =>
      isNumber(value) ? [{ run: letter, epoch, part: PARTS[part], loss: value }] : [],
    ),
  );
}
