/** One score of every method in several models. Pure. */
import type { TrustScores } from '../../src/core/analysis/inspection.js';
import { METHOD_IDS, METHODS } from '../explain.js';
import type { Table } from '../export/table.js';
import { isNumber } from '../format.js';
import { SCORES, type ScoreColumn } from '../views/trust/scores.js';
import { type TrustCell, trustCell } from '../views/trust/trustRows.js';
import type { ComparedRun } from './protocol.js';

export interface TrustLine {
  readonly name: string;
  /** One a run; undefined where its model has no such score. */
  readonly cells: readonly (TrustCell | undefined)[];
}

/** Scores that any of the models has. */
export function scoresOf(runs: readonly ComparedRun[]): ScoreColumn[] {
  return SCORES.filter(({ key }) => runs.some((run) => rowsOf(run).some((row) => isNumber(trustCell(row, key).value))));
}

export function trustLines(runs: readonly ComparedRun[], score: ScoreColumn['key']): TrustLine[] {
  const methods = METHOD_IDS.filter((method) => runs.some((run) => rowsOf(run).some((row) => row.method === method)));
  return methods.map((method) => ({
    name: METHODS[method].name,
    cells: runs.map((run) => {
      const row = rowsOf(run).find((other) => other.method === method);
      return row && trustCell(row as TrustScores, score);
    }),
  }));
}

export function trustAsTable(runs: readonly ComparedRun[], lines: readonly TrustLine[]): Table {
  return {
    columns: ['method', ...runs.flatMap(({ letter }) => [letter, `${letter} low`, `${letter} high`])],
    rows: lines.map(({ name, cells }) => [name, ...cells.flatMap((cell) => [cell?.value, cell?.low, cell?.high])]),
  };
}

function rowsOf({ model }: ComparedRun) {
  return model.kind === 'done' ? model.inspection.trust : [];
}
