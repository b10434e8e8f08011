/** The loss over the epochs, of the training part and of the validation part. */
import type { TopLevelSpec } from 'vega-lite';
import { isNumber } from '../../format.js';
import type { EpochPoint } from '../../protocol.js';
import { thinned } from '../../thin.js';
import { isLogarithmic, lossAxes } from '../lossAxes.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 220;
const PARTS = ['training', 'validation'];
/** More dots run into each other, and each is a mark of its own. */
const MOST_DOTS = 60;
/** A longer training is drawn by the points that can be told apart. */
const STRETCHES = 400;

/**
 * @param planned epochs that the axis has room for while the training goes on.
 * @param shown the epoch that the views show, where it is not the last.
 */
export function lossPlot(epochs: readonly EpochPoint[], planned: number, shown?: number): PlotSpec {
  const drawn = thinned(epochs, STRETCHES, ({ loss, validationLoss }) => [loss, validationLoss]);
  const rows = drawn.flatMap(lossRows);
  const losses = rows.map(({ loss }) => loss as number);
  const log = isLogarithmic(losses);
  const scheduled = drawn.some(({ learningRate }) => isNumber(learningRate));
  const last = Math.max(planned, drawn.at(-1)?.epoch ?? 0, 2);
  const spec: TopLevelSpec = {
    ...frame('Loss by epoch, of the training and the validation part', HEIGHT),
    layer: [
      {
        data: { name: 'loss' },
        mark: { type: 'line', point: last <= MOST_DOTS && { size: 36, filled: true }, strokeWidth: 2 },
        encoding: {
          ...lossAxes(last, log),
          color: {
            field: 'part',
            type: 'nominal',
            title: null,
            scale: { domain: PARTS },
            legend: { orient: 'top-right', symbolType: 'stroke', offset: 0 },
          },
        },
      },
      {
        data: { name: 'shown' },
        mark: { type: 'rule', style: 'guide', aria: false },
        encoding: { x: { field: 'epoch', type: 'quantitative' } },
      },
    ],
  };
  return {
    spec,
    data: { loss: rows, shown: shown === undefined ? [] : [{ epoch: shown }] },
    height: HEIGHT,
    marks: rows.length,
    tooltip: { epoch: 'Epoch', part: 'Part', loss: 'Loss', ...(scheduled && { rate: 'Learning rate' }) },
  };
}

function lossRows({ epoch, loss, validationLoss, learningRate }: EpochPoint): Row[] {
  const rate: Row = isNumber(learningRate) ? { rate: learningRate } : {};
  return [loss, validationLoss].flatMap((value, part) =>
    isNumber(value) ? [{ epoch, part: PARTS[part], loss: value, ...rate }] : [],
  );
}
