/** The losses of all trials over the epochs, in one plot. */
import type { TopLevelSpec } from 'vega-lite';
import { metricOf } from '../../../src/core/sweep/statistics.js';
import type { SweepTrial } from '../../protocol.js';
import { isLogarithmic, lossAxes } from '../lossAxes.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';
import { METRIC_LABELS, type MetricName, valueText } from './names.js';

const HEIGHT = 220;
/** More lines than this are one colour of paint. */
export const MOST_CURVES = 200;

/** @param trials best first: where there are too many, the best are drawn. @param validated whose loss it is. */
export function curvesPlot(
  trials: readonly SweepTrial[],
  metric: MetricName,
  epochs: number,
  validated: boolean,
  picked: number | undefined,
): PlotSpec {
  const rows = trials.slice(0, MOST_CURVES).flatMap(({ index, values, metrics, curve }): Row[] => {
    const told = Object.entries(values)
      .map(([name, value]) => `${name} = ${valueText(value)}`)
      .join(', ');
    const value = metricOf(metrics, metric) ?? null;
    return curve.map(([epoch, loss]) => ({ trial: index, epoch, loss, metric: value, values: told }));
  });
  const losses = rows.map(({ loss }) => loss as number).filter((loss) => loss > 0);
  const log = isLogarithmic(losses);
  const drawn = log ? rows.filter(({ loss }) => (loss as number) > 0) : rows;
  const last = Math.max(epochs, 2);
  const name = validated ? 'validation loss' : 'loss';
  const standsOut = 'datum.trial === picked';
  const spec: TopLevelSpec = {
    ...frame(`${name} by epoch, one line a trial`, HEIGHT),
    data: { name: 'curves' },
    mark: { type: 'line', strokeWidth: 1.75 },
    encoding: {
      ...lossAxes(last, log, name),
      detail: { field: 'trial', type: 'nominal' },
      color: {
        field: 'metric',
        type: 'quantitative',
        title: METRIC_LABELS[metric],
        scale: { range: 'gateLines' } as object,
        legend: { orient: 'right', gradientLength: 120 },
      },
      opacity: { condition: { test: standsOut, value: 1 }, value: 0.7 },
      strokeWidth: { condition: { test: standsOut, value: 4 }, value: 1.5 },
    },
  };
  return {
    spec,
    data: { curves: drawn },
    parameters: { picked: picked ?? -1 },
    height: HEIGHT,
    marks: drawn.length,
    tooltip: { values: 'Trial', epoch: 'Epoch', loss: 'Loss', metric: METRIC_LABELS[metric] },
  };
}
