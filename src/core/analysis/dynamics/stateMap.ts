/** One step of a recurrent layer under an input that stays as it is: a map from state to state. */
import type { Gate } from '../../model/spec.js';

/** Values at which gates are held, one a unit [H]; NaN where a unit's gate is free. */
export type HeldGates = Readonly<Partial<Record<Gate, Float64Array>>>;

export interface StateMap {
  /** Numbers in a state, S: the units, or twice as many for an LSTM, whose state is [h, c]. */
  readonly size: number;
  /** The state that follows. @param state [S] @param held gates that do not open as they would. */
  next(state: Float64Array, held?: HeldGates): Float64Array;
  /** Derivative of the following state by this one, [S,S]: row i has d next_i / d state_j. */
  jacobian(state: Float64Array): Float64Array;
}
