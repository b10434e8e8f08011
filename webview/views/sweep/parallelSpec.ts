/** Parallel coordinates (Inselberg 1985): one line a trial, from value to value, to the number that it ended with. */
import type { TopLevelSpec } from 'vega-lite';
import { metricOf } from '../../../src/core/sweep/statistics.js';
import { formatNumber } from '../../format.js';
import type { SweepTrial } from '../../protocol.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';
import { METRIC_LABELS, type MetricName, valueText } from './names.js';

const HEIGHT = 260;
/** Values of one axis that have room for their names. */
const MOST_LABELS = 12;

export interface Axis {
  readonly name: string;
  readonly label: string;
}

/**
 * @param axes the varied places, in their order; the metric is the last axis.
 * @param trials those that are done, and have the metric, are drawn.
 * @param picked index of the trial that stands out.
 */
export function parallelPlot(
  axes: readonly Axis[],
  trials: readonly SweepTrial[],
  metric: MetricName,
  picked: number | undefined,
): PlotSpec {
  // A trial that was stopped early has a number, but none to be held against the others.
  const measured = trials
    .filter(({ status }) => status === 'done')
    .flatMap((trial) => {
      const value = metricOf(trial.metrics, metric);
      return typeof value === 'number' && Number.isFinite(value) ? [{ trial, value }] : [];
    });
  const values = measured.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scales = axes.map((axis) => ({ ...axis, places: placesOf(trials.map(({ values }) => values[axis.name])) }));
  const last = METRIC_LABELS[metric];
  const heightOf = (value: number) => (high > low ? (value - low) / (high - low) : 0.5);
  const lines = measured.flatMap(({ trial, value }): Row[] => {
    const told = { trial: trial.index, metric: value, values: tooltipText(trial) };
    return [
      ...scales.map(({ name, label, places }) => ({
        ...told,
        axis: label,
        place: places.get(key(trial.values[name])) ?? null,
      })),
      { ...told, axis: last, place: heightOf(value) },
    ];
  });
  const labels = [
    ...scales.flatMap(({ label, places }) => labelsOf(label, places)),
    ...(high > low ? [low, (low + high) / 2, high] : values.slice(0, 1)).map((value) => ({
      axis: last,
      place: heightOf(value),
      text: formatNumber(value, 4),
    })),
  ];
  const names = [...axes.map(({ label }) => label), last];
  const x = {
    field: 'axis',
    type: 'nominal',
    title: null,
    scale: { domain: names, type: 'point', padding: 0.35 },
    axis: {
      orient: 'top',
      labelAngle: 0,
      domain: false,
      ticks: false,
      labelPadding: 10,
      labelLimit: 150,
      labelOverlap: false,
    },
  } as const;
  const y = {
    field: 'place',
    type: 'quantitative' as const,
    axis: null,
    scale: { domain: [0, 1], padding: 8, nice: false, zero: false },
  };
  const label = (look: object) => ({
    data: { name: 'labels' },
    mark: { type: 'text' as const, align: 'left' as const, dx: 6, aria: false, tooltip: null, ...look },
    encoding: { x, y, text: { field: 'text', type: 'nominal' as const } },
  });
  const standsOut = 'datum.trial === picked';
  const spec: TopLevelSpec = {
    ...frame(`Values of ${measured.length} trials and ${last}, by parallel coordinates`, HEIGHT),
    layer: [
      {
        data: { name: 'axes' },
        mark: { type: 'rule', style: 'quiet', opacity: 0.5, aria: false, tooltip: null },
        encoding: { x, y: { ...y, field: 'from' }, y2: { field: 'to' } },
      },
      {
        data: { name: 'lines' },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x,
          y,
          detail: { field: 'trial', type: 'nominal' },
          color: {
            field: 'metric',
            type: 'quantitative',
            title: last,
            scale: { range: 'gateLines', domain: high > low ? [low, high] : [low - 1, high + 1] } as object,
            legend: null,
          },
          opacity: { condition: { test: standsOut, value: 1 }, value: measured.length > 60 ? 0.4 : 0.75 },
          strokeWidth: { condition: { test: standsOut, value: 4 }, value: 1.75 },
        },
      },
      // Lines pass under the labels: a rim in the colour of the ground keeps them legible.
      label({ style: 'mark', strokeWidth: 5, strokeJoin: 'round' }),
      label({}),
    ],
  };
  return {
    spec,
    data: { axes: names.map((axis) => ({ axis, from: 0, to: 1 })), lines, labels },
    parameters: { picked: picked ?? -1 },
    height: HEIGHT,
    marks: measured.length + labels.length,
    tooltip: { values: 'Trial', metric: last },
    numbers: () => measured.map(({ trial, value }) => ({ ...flat(trial), [last]: value })),
  };
}

/** Numbers ascending, words as the sweep lists them; evenly spaced, since what is tried is mostly spaced by factors. */
export function placesOf(values: readonly unknown[]): Map<string, number> {
  const distinct = [...new Map(values.map((value) => [key(value), value])).values()];
  const numbers = distinct.every((value) => typeof value === 'number');
  const sorted = numbers ? (distinct as number[]).toSorted((a, b) => a - b) : distinct;
  return new Map(sorted.map((value, i) => [key(value), sorted.length > 1 ? i / (sorted.length - 1) : 0.5]));
}

function labelsOf(axis: string, places: ReadonlyMap<string, number>): Row[] {
  const every = Math.ceil(places.size / MOST_LABELS);
  return [...places]
    .filter((_, i) => i % every === 0)
    .map(([value, place]) => ({ axis, place, text: valueText(JSON.parse(value)) }));
}

function key(value: unknown): string {
  return JSON.stringify(value ?? null);
}

function tooltipText({ values }: SweepTrial): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${valueText(value)}`)
    .join(', ');
}

function flat({ values }: SweepTrial): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueText(value)]));
}
