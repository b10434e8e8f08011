/** What a page is told of a sweep. */

import { isNumber } from '../../webview/format.js';
import type { SweepSnapshot } from '../../webview/protocol.js';
import { thinned } from '../../webview/thin.js';
import { type SweepState, stateIn } from './sweeps.js';

/** Stretches of all curves together: they are sent some times a second. */
const STRETCHES = 4000;
const MOST_OF_ONE = 40;

/** @param run folder of the run that is shown. */
export function sweepSnapshot(sweep: SweepState, run: string | undefined): SweepSnapshot {
  const { plan, running, validated } = sweep;
  const stretches = Math.max(2, Math.min(MOST_OF_ONE, Math.floor(STRETCHES / plan.trials.length)));
  const trials = plan.trials.map((trial) => {
    const { status, run, epochs, metrics, seconds, message } = stateIn(sweep, trial);
    const curve = thinned(epochs, stretches, ({ loss, validationLoss }) => [validationLoss ?? loss]).flatMap(
      ({ epoch, loss, validationLoss }): [number, number][] => {
        const value = validationLoss ?? loss;
        return isNumber(value) ? [[epoch, value]] : [];
      },
    );
    return { ...trial, status, run, epochs: epochs.length, metrics, seconds, message, curve };
  });
  return {
    method: plan.spec.method,
    names: plan.spec.axes.map(({ name }) => name),
    epochs: plan.epochs,
    validated,
    running,
    trials,
    shown: run === undefined ? undefined : trials.find((trial) => trial.run === run)?.index,
  };
}
