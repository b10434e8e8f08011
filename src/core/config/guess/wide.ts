/** Columns that are the steps of one quantity: x1, x2, x3 and so on. */
import { STEP } from '../fileDataFacts.js';
import { type ColumnFacts, canBeNamed } from './facts.js';

/** Fewer columns with numbers are rather different quantities. */
const FEWEST_STEPS = 3;

export interface StepFamilies {
  /** Names with {step}, all with the same number of steps. */
  readonly names: readonly string[];
  readonly steps: number;
  readonly columns: readonly ColumnFacts[];
}

/** Those with the most steps; undefined where there are none. */
export function stepFamilies(numbers: readonly ColumnFacts[]): StepFamilies | undefined {
  const families = new Map<string, ColumnFacts[]>();
  for (const column of numbers) {
    const match = /^(.*?)(\d+)(\D*)$/.exec(column.name);
    if (!match || !canBeNamed(column.name)) continue;
    const name = `${match[1]}${STEP}${match[3]}`;
    families.set(name, [...(families.get(name) ?? []), column]);
  }
  const steps = Math.max(0, ...Array.from(families.values(), ({ length }) => length));
  if (steps < FEWEST_STEPS) return undefined;
  const longest = [...families].filter(([name, { length }]) => length === steps && name.split(STEP).length === 2);
  if (longest.length === 0) return undefined;
  return { names: longest.map(([name]) => name), steps, columns: longest.flatMap(([, columns]) => columns) };
}
