/** What there is to say of each run in a word or a number, a line a fact and a column a run. Pure. */
import type { Cell, Table } from '../export/table.js';
import { formatCount, formatNumber, formatSeconds, isNumber } from '../format.js';
import type { ComparedRun, Comparison } from './protocol.js';

export interface FactLine {
  readonly name: string;
  readonly cells: readonly string[];
  /** As they are taken elsewhere. */
  readonly values: readonly Cell[];
  /** Runs than which no other is better, where that means something. */
  readonly best: readonly boolean[];
}

export function factLines(runs: readonly ComparedRun[]): FactLine[] {
  const kept = runs.map(({ epochs, bestEpoch }) =>
    bestEpoch === undefined ? epochs.at(-1) : epochs.find(({ epoch }) => epoch === bestEpoch),
  );
  const fitOf = (key: string) =>
    runs.map(({ model }) =>
      model.kind === 'done' ? (model.inspection.fit as unknown as Record<string, number | undefined>)[key] : undefined,
    );
  const parameters = runs.map(({ model }) =>
    model.kind === 'done' ? model.inspection.layers.reduce((sum, layer) => sum + layer.parameters, 0) : undefined,
  );
  return [
    textLine(
      'Name',
      runs.map(({ name }) => name),
    ),
    textLine(
      'Config',
      runs.map(({ config }) => config),
    ),
    textLine(
      'Status',
      runs.map(({ status }) => status),
    ),
    textLine(
      'Engine',
      runs.map(({ engine }) => engine),
    ),
    numberLine(
      'Seed',
      runs.map(({ seed }) => seed),
      String,
    ),
    numberLine(
      'Epochs',
      runs.map(({ epochs }) => epochs.length),
      formatCount,
    ),
    numberLine(
      'Training time',
      runs.map(({ seconds }) => seconds),
      formatSeconds,
    ),
    numberLine('Parameters', parameters, formatCount),
    numberLine('R²', fitOf('r2'), formatNumber, 'high'),
    numberLine('Mean squared error', fitOf('mse'), formatNumber, 'low'),
    numberLine('Mean absolute error', fitOf('mae'), formatNumber, 'low'),
    numberLine('Accuracy', fitOf('accuracy'), formatNumber, 'high'),
    numberLine('Whole sequences', fitOf('wholeSequences'), formatNumber, 'high'),
    numberLine(
      'Loss',
      kept.map((epoch) => epoch?.loss),
      formatNumber,
    ),
    numberLine(
      'Validation loss',
      kept.map((epoch) => epoch?.validationLoss),
      formatNumber,
      'low',
    ),
  ].filter(
    ({ name, values }) => values.some((value) => value !== undefined) && (!SAID.includes(name) || differ(values)),
  );
}

/** Said above the table where it is the same for all. */
const SAID: readonly string[] = ['Name', 'Config'];

function differ(values: readonly unknown[]): boolean {
  return values.some((value) => value !== values[0]);
}

/** The keys of the configs that are not the same. */
export function differenceLines({ differences }: Comparison): FactLine[] {
  return differences.map(({ path, values }) => textLine(path, values));
}

export function linesAsTable(runs: readonly ComparedRun[], lines: readonly FactLine[]): Table {
  return {
    columns: ['', ...runs.map(({ letter, started }) => `${letter} ${started}`)],
    rows: lines.map(({ name, values }) => [name, ...values]),
  };
}

function textLine(name: string, values: readonly (string | undefined)[]): FactLine {
  return { name, values, cells: values.map((value) => value ?? '–'), best: values.map(() => false) };
}

function numberLine(
  name: string,
  values: readonly (number | null | undefined)[],
  format: (value: number) => string,
  good?: 'high' | 'low',
): FactLine {
  const known = values.filter(isNumber);
  const wanted = good === 'high' ? Math.max(...known) : Math.min(...known);
  return {
    name,
    values: values.map((value) => value ?? undefined),
    cells: values.map((value) => (isNumber(value) ? format(value) : '–')),
    // Where all are the same none is better.
    best: values.map((value) => good !== undefined && value === wanted && known.some((other) => other !== wanted)),
  };
}
