/** What curves over a training say, in words. */
import { isUnfit } from '../influence/influence.js';
import type { TrainingDynamics } from './results.js';

/** Correlation with the truth from which on an influence is called right, and R² from which on a quantity is readable. */
const RIGHT = 0.95;
const READABLE = 0.95;

/**
 * @param steps of a sequence.
 * @param methodName how an influence method is called at the beginning of a sentence.
 */
export function trainingReadings(
  { epochs, layers, influence }: Omit<TrainingDynamics, 'readings'>,
  steps: number,
  methodName: (method: string) => string = (method) => method,
): string[] {
  const at = (index: number) => (epochs[index] === 0 ? 'before training' : `at epoch ${epochs[index]}`);
  const readings: string[] = [];
  for (const { layer, r2, attractor, eigenvalue, stable } of layers) {
    const readable = lastingFrom(r2, (value) => value >= READABLE);
    if (readable !== undefined) {
      readings.push(
        `What came so far can be read from ${layer} with one decoder (R² ≥ ${READABLE}) ${at(readable)} and from then on.`,
      );
    } else if (r2.some((value) => !Number.isNaN(value))) {
      readings.push(
        `What came so far is not read from ${layer} with one decoder to the end: R² is ${last(r2)} at last.`,
      );
    }
    const line = lastingFrom(attractor, (value) => value === 1);
    if (line !== undefined) readings.push(`The line attractor of ${layer} appears ${at(line)} and stays.`);
    else if (attractor.some((value) => value === 1)) {
      readings.push(
        `${layer} has a line attractor ${at(attractor.indexOf(1))}, but not at the end (|λ| = ${last(eigenvalue)}).`,
      );
    } else if (attractor.some((value) => value === 0)) {
      readings.push(
        `${layer} has no line attractor of ${steps} steps at any checkpoint; at last |λ| = ${last(eigenvalue)}.`,
      );
    }
    if (stable.some((value) => value > 1)) readings.push(`At last ${layer} has ${last(stable)} stable fixed points.`);
  }
  if (isUnfit(influence)) return [...readings, influence.reason];
  for (const [method, r] of Object.entries(influence)) {
    const right = lastingFrom(r, (value) => value >= RIGHT);
    readings.push(
      right === undefined
        ? `${methodName(method)} does not come to follow the truth: r = ${last(r)} at last.`
        : `${methodName(method)} follows the truth (r ≥ ${RIGHT}) ${at(right)} and from then on.`,
    );
  }
  return readings;
}

/** The first place from which on all hold; undefined where the last does not. */
export function lastingFrom(curve: Float64Array, holds: (value: number) => boolean): number | undefined {
  let from: number | undefined;
  for (let i = curve.length - 1; i >= 0 && holds(curve[i]); i--) from = i;
  return from;
}

function last(curve: Float64Array): string {
  const value = curve[curve.length - 1];
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'not known';
}
