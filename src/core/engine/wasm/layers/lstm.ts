/** LSTM; see `src/kernels/lstm.ts`. */
import { GATES, type LstmLayer } from '../../../model/spec.js';
import { gradientScratch } from '../arena.js';
import { activationCode, OP, pack, packTransposed } from '../operations.js';
import { type Recurrence, type RecurrencePlace, stateThatIsRead } from './recurrence.js';

export function lstmRecurrence(layer: LstmLayer, place: RecurrencePlace): Recurrence {
  const { name, direction, steps, inputs, batch, mask, hidden, arena } = place;
  const { units, returnSequences } = layer;
  const columns = 4 * units;
  const states = steps * batch * units;
  const [gates, cell, squashed] = [arena.words(4 * states), arena.words(states), arena.words(states)];
  const dropped = layer.recurrentDropout > 0 ? arena.words(states) : 0;
  const [dHidden, dCell, scratch] = [1, 2, 3].map(() => arena.words(batch * units));
  const [u, ut] = [arena.packed(units, columns), arena.packed(columns, units)];
  const gradients = arena.words(gradientScratch(columns));
  const kernel = place.weight('recurrentKernel');
  const activations = [activationCode(layer.activation), activationCode(layer.recurrentActivation)];
  const reverse = Number(direction === 'backward');
  const sequences = Number(returnSequences);
  return {
    packing: [pack(kernel, units, columns, u), packTransposed(kernel, columns, units, ut)],
    forward: (x, w, dropout) => [
      ...[OP.lstmForward, x, w, u, place.weight('bias'), gates, cell, squashed, hidden, mask, dropout, dropped],
      ...[steps, inputs, units, ...activations, reverse],
    ],
    backward: (dOut, dropout) => [
      ...[OP.lstmBackward, gates, cell, squashed, dOut, ut, dHidden, dCell, mask, dropout, scratch],
      ...[steps, units, sequences, ...activations, reverse],
    ],
    dz: gates,
    stateGradients: (offset, dropout) => [
      [
        ...[OP.recurrentGradients, stateThatIsRead(hidden, dropped, dropout), gates, 4 * columns],
        ...[kernel + offset, 4 * columns, gradients, steps, units, columns, reverse],
      ],
    ],
    trace: {
      ...{ layer: name, type: 'lstm', direction, units, steps, hidden, cell },
      gates: { at: gates, names: GATES.lstm },
    },
  };
}
