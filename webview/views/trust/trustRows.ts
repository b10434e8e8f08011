/** The trust table as data. Pure. */
import type { Inspection, TrustScores } from '../../../src/core/analysis/inspection.js';
import { METHODS } from '../../explain.js';
import type { Table } from '../../export/table.js';
import { formatNumber, isNumber } from '../../format.js';
import { SCORES, type ScoreColumn } from './scores.js';

export interface TrustCell {
  readonly value: number | undefined;
  /** 95 %, where it is known. */
  readonly low?: number;
  readonly high?: number;
}

export interface TrustLine {
  readonly name: string;
  /** Knows nothing of the model: what a method has to beat. */
  readonly uninformed: boolean;
  /** One a column of `trustColumns`. */
  readonly cells: readonly TrustCell[];
}

const UNINFORMED = { random: 'Random share', uniform: 'Even share' } as const;

/** Scores that anything has; without a known rule those that need one are left out. */
export function trustColumns({ trust, trustBaselines }: Inspection): ScoreColumn[] {
  const all = [...trust, ...trustBaselines];
  return SCORES.filter(({ key }) => all.some((row) => isNumber(trustCell(row, key).value)));
}

/** Methods, best first, then what knows nothing. */
export function trustLines(inspection: Inspection): TrustLine[] {
  const columns = trustColumns(inspection);
  const cells = (row: TrustScores) => columns.map(({ key }) => trustCell(row, key));
  return [
    ...inspection.trust.map((row) => ({ name: METHODS[row.method].name, uninformed: false, cells: cells(row) })),
    ...inspection.trustBaselines.map((row) => ({ name: UNINFORMED[row.method], uninformed: true, cells: cells(row) })),
  ];
}

export function trustCell(row: TrustScores, key: ScoreColumn['key']): TrustCell {
  const score = row[key];
  if (typeof score === 'object' && score !== null) return score;
  const [low, high] = (key in (row.intervals ?? {}) && row.intervals?.[key as 'pearson']) || [];
  return { value: isNumber(score) ? score : undefined, low, high };
}

/** For example "0.931 to 0.974"; nothing where it is not known. */
export function intervalText({ low, high }: TrustCell): string | undefined {
  return isNumber(low) && isNumber(high) ? `${formatNumber(low, 3)} to ${formatNumber(high, 3)}` : undefined;
}

export function trustAsTable(inspection: Inspection): Table {
  const columns = trustColumns(inspection);
  return {
    columns: ['method', ...columns.flatMap(({ key }) => [key, `${key} low`, `${key} high`])],
    rows: trustLines(inspection).map(({ name, cells }) => [
      name,
      ...cells.flatMap(({ value, low, high }) => [value, low, high]),
    ]),
  };
}
