/** One influence of one input in several models. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import type { InfluenceMethod } from '../../src/core/config/schema.js';
import { METHOD_IDS, METHODS } from '../explain.js';
import type { Table } from '../export/table.js';
import { alignedAxis, frame, LOW_TO_HIGH, namedSteps, type PlotSpec, type Row, stepAxis } from '../views/plotSpec.js';
import { runColor } from './lossesSpec.js';
import type { ComparedRun } from './protocol.js';

const HEIGHT = 200;

/** Runs whose models were shown the same inputs, and why the others were not. */
export function sharing(runs: readonly ComparedRun[]): { shown: ComparedRun[]; others: string[] } {
  const shown = runs.filter(({ model }) => model.kind === 'done' && model.shared);
  const others = runs.flatMap(({ letter, model }) => {
    if (model.kind === 'failed') return [`${letter} could not be inspected: ${model.message}`];
    return model.kind === 'done' && !model.shared ? [`${letter} reads inputs of another shape.`] : [];
  });
  return { shown, others };
}

export function samplesOf(run: ComparedRun | undefined) {
  return run?.model.kind === 'done' ? run.model.inspection.samples : [];
}

/** Methods that are known of any of the runs, in their usual order. */
export function methodsOf(runs: readonly ComparedRun[], sample: number): InfluenceMethod[] {
  return METHOD_IDS.filter((method) => runs.some((run) => samplesOf(run)[sample]?.influence[method]));
}

export interface InfluenceLines {
  /** [T], where the rule is known. */
  readonly truth?: ArrayLike<number>;
  readonly lines: readonly { readonly run: ComparedRun; readonly perStep: ArrayLike<number> | undefined }[];
  readonly steps: number;
  /** [T] the name that each step reads, where the input is one column of them. */
  readonly read?: readonly string[];
}

export function influenceLines(runs: readonly ComparedRun[], sample: number, method: InfluenceMethod): InfluenceLines {
  const lines = runs.map((run) => ({ run, perStep: samplesOf(run)[sample]?.influence[method]?.perStep }));
  const [first] = runs;
  const comparable = METHODS[method].unit === 'target';
  return {
    lines,
    steps: Math.max(0, ...lines.map(({ perStep }) => perStep?.length ?? 0)),
    truth: comparable ? samplesOf(first)[sample]?.contribution : undefined,
    read: samplesOf(first)[sample]?.read,
  };
}

export function influencePlot(method: InfluenceMethod, { lines, truth, steps, read }: InfluenceLines): PlotSpec {
  const rows = lines.flatMap(({ run: { letter }, perStep }) =>
    Array.from(
      perStep ?? [],
      (value, t): Row => ({ run: letter, step: t + 1, value: Number.isFinite(value) ? value : null }),
    ),
  );
  const values = [...lines.flatMap(({ perStep }) => Array.from(perStep ?? [])), ...Array.from(truth ?? [])].filter(
    Number.isFinite,
  );
  const letters = lines.map(({ run: { letter } }) => letter);
  const x = stepAxis(steps, { named: read !== undefined });
  const names = namedSteps(read, x);
  const spec: TopLevelSpec = {
    ...frame(`${METHODS[method].name} by step, of each run`, HEIGHT),
    layer: [
      ...names.layers,
      {
        data: { name: 'influence' },
        mark: { type: 'bar', strokeWidth: 0, aria: false },
        encoding: {
          x,
          xOffset: { field: 'run', type: 'nominal', sort: letters },
          y: {
            field: 'value',
            type: 'quantitative',
            title: null,
            scale: { domain: LOW_TO_HIGH, nice: true },
            axis: { ...alignedAxis, tickCount: 5, format: '~g' },
          },
          color: runColor(
            lines.map(({ run }) => run),
            'square',
          ),
        },
      },
      {
        data: { name: 'truth' },
        mark: { type: 'tick', style: 'standout', thickness: 2, bandSize: 18, aria: false },
        encoding: {
          x,
          y: { field: 'value', type: 'quantitative' },
        },
      },
      {
        mark: { type: 'rule', strokeWidth: 1, opacity: 0.5, aria: false },
        encoding: { y: { datum: 0, type: 'quantitative' } },
      },
    ],
  };
  return {
    spec,
    data: {
      influence: rows,
      truth: Array.from(truth ?? [], (value, t): Row => ({ run: 'truth', step: t + 1, value })),
      ...names.data,
    },
    parameters: { low: Math.min(0, ...values), high: Math.max(0, ...values) || 1 },
    height: HEIGHT + 60,
    marks: rows.length,
    tooltip: { run: 'Run', step: 'Step', value: 'Value' },
  };
}

export function influenceAsTable({ lines, truth, steps, read }: InfluenceLines): Table {
  return {
    columns: ['step', ...(read ? ['reads'] : []), ...(truth ? ['true'] : []), ...lines.map(({ run }) => run.letter)],
    rows: Array.from({ length: steps }, (_, t) => [
      t + 1,
      ...(read ? [read[t]] : []),
      ...(truth ? [truth[t]] : []),
      ...lines.map(({ perStep }) => perStep?.[t]),
    ]),
  };
}
