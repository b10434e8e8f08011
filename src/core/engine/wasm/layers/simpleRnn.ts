/** Fully connected recurrence; see `src/kernels/simpleRnn.ts`. */
import type { SimpleRnnLayer } from '../../../model/spec.js';
import { gradientScratch } from '../arena.js';
import { activationCode, OP, pack, packTransposed } from '../operations.js';
import { type Recurrence, type RecurrencePlace, stateThatIsRead } from './recurrence.js';

export function simpleRnnRecurrence(layer: SimpleRnnLayer, place: RecurrencePlace): Recurrence {
  const { name, direction, steps, inputs, batch, mask, hidden, arena } = place;
  const { units } = layer;
  const states = steps * batch * units;
  const dz = arena.words(states);
  const dropped = layer.recurrentDropout > 0 ? arena.words(states) : 0;
  const [dHidden, scratch] = [arena.words(batch * units), arena.words(batch * units)];
  const [u, ut] = [arena.packed(units, units), arena.packed(units, units)];
  const gradients = arena.words(gradientScratch(units));
  const kernel = place.weight('recurrentKernel');
  const activation = activationCode(layer.activation);
  const reverse = Number(direction === 'backward');
  return {
    packing: [pack(kernel, units, units, u), packTransposed(kernel, units, units, ut)],
    forward: (x, w, dropout) => [
      ...[OP.simpleRnnForward, x, w, u, place.weight('bias'), hidden, mask, dropout, dropped],
      ...[steps, inputs, units, activation, reverse],
    ],
    backward: (dOut, dropout) => [
      ...[OP.simpleRnnBackward, hidden, dz, dOut, ut, dHidden, mask, dropout, scratch],
      ...[steps, units, Number(layer.returnSequences), activation, reverse],
    ],
    dz,
    stateGradients: (offset, dropout) => [
      [
        ...[OP.recurrentGradients, stateThatIsRead(hidden, dropped, dropout), dz, 4 * units],
        ...[kernel + offset, 4 * units, gradients, steps, units, units, reverse],
      ],
    ],
    trace: { layer: name, type: 'simpleRnn', direction, units, steps, hidden, gates: { at: dz, names: [] } },
  };
}
