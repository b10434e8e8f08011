/** One step of a recurrent layer under an input that stays as it is: a map from state to state. */
export interface StateMap {
  /** Numbers in a state, S: the units, or twice as many for an LSTM, whose state is [h, c]. */
  readonly size: number;
  /** The state that follows. @param state [S] */
  next(state: Float64Array): Float64Array;
  /** Derivative of the following state by this one, [S,S]: row i has d next_i / d state_j. */
  jacobian(state: Float64Array): Float64Array;
}
