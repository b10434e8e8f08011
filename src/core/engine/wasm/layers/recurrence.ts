/** One direction of a recurrent layer: what differs between lstm, gru and simpleRnn. */
import type { RecurrentLayer } from '../../../model/spec.js';
import type { Arena } from '../arena.js';
import type { Operation } from '../operations.js';
import type { TracePlace } from '../plan.js';

export interface RecurrencePlace {
  readonly name: string;
  readonly layer: RecurrentLayer;
  readonly direction: 'forward' | 'backward';
  readonly steps: number;
  readonly inputs: number;
  readonly batch: number;
  weight(name: 'kernel' | 'recurrentKernel' | 'bias'): number;
  readonly mask: number;
  /** [T,B,H] where h goes. */
  readonly hidden: number;
  readonly arena: Arena;
}

export interface Recurrence {
  /** Packs the recurrent kernel. */
  readonly packing: readonly Operation[];
  /**
   * @param x [T,B,F] and the packed kernel [F,columns].
   * @param dropout factors [B,H] of the state that is read, or 0.
   */
  forward(x: number, packedKernel: number, dropout: number): Operation;
  /** @param dOut gradient of h: of every step, or of the step read last. */
  backward(dOut: number, dropout: number): Operation;
  /** Where `backward` leaves the gradient of x W + b, [T,B,columns]. */
  readonly dz: number;
  /** Gradients of what belongs to the state. @param offset of the gradients less that of the weights. */
  stateGradients(offset: number, dropout: number): Operation[];
  readonly trace: TracePlace;
}

/** What the state's part of the weights' gradients reads: the state, with units dropped where there is dropout. */
export function stateThatIsRead(hidden: number, dropped: number, dropout: number): number {
  return dropout === 0 ? hidden : dropped;
}
