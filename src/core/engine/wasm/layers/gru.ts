/** GRU; see `src/kernels/gru.ts`. */
import { GATES, type GruLayer } from '../../../model/spec.js';
import { gradientScratch } from '../arena.js';
import { activationCode, OP, type Operation, pack, packTransposed } from '../operations.js';
import { type Recurrence, type RecurrencePlace, stateThatIsRead } from './recurrence.js';

export function gruRecurrence(layer: GruLayer, place: RecurrencePlace): Recurrence {
  const { name, direction, steps, inputs, batch, mask, hidden, arena } = place;
  const { units, resetAfter } = layer;
  const columns = 3 * units;
  const states = steps * batch * units;
  const gates = arena.words(3 * states);
  const inner = arena.words(resetAfter ? 3 * states : states);
  const dropped = layer.recurrentDropout > 0 ? arena.words(states) : 0;
  const [dHidden, dReset, scratch] = [1, 2, 3].map(() => arena.words(batch * units));
  // Without resetAfter the candidate's part of the kernel multiplies something else than the rest.
  const together = resetAfter ? columns : 2 * units;
  const [u, ut] = [arena.packed(units, together), arena.packed(together, units)];
  const [uc, utc] = resetAfter ? [0, 0] : [arena.packed(units, units), arena.packed(units, units)];
  const gradients = arena.words(gradientScratch(columns));
  const kernel = place.weight('recurrentKernel');
  const candidateKernel = kernel + 4 * 2 * units;
  const bias = place.weight('bias');
  const stateBias = resetAfter && bias !== 0 ? bias + 4 * columns : 0;
  const activations = [activationCode(layer.activation), activationCode(layer.recurrentActivation)];
  const reverse = Number(direction === 'backward');
  const packing: Operation[] = [
    pack(kernel, units, together, u, columns),
    packTransposed(kernel, together, units, ut, columns),
  ];
  if (!resetAfter) {
    packing.push(pack(candidateKernel, units, units, uc, columns));
    packing.push(packTransposed(candidateKernel, units, units, utc, columns));
  }
  return {
    packing,
    forward: (x, w, dropout) => [
      ...[OP.gruForward, x, w, u, uc, bias, stateBias, gates, inner, hidden, mask, dropout, dropped],
      ...[steps, inputs, units, ...activations, reverse],
    ],
    backward: (dOut, dropout) => [
      ...[OP.gruBackward, gates, inner, hidden, dOut, ut, utc, dHidden, dReset, mask, dropout, dropped, scratch],
      ...[steps, units, Number(layer.returnSequences), ...activations, reverse],
    ],
    dz: gates,
    stateGradients(offset, dropout) {
      const state = stateThatIsRead(hidden, dropped, dropout);
      const at = [4 * columns, kernel + offset, 4 * columns, gradients, steps, units];
      if (resetAfter) {
        const product: Operation = [OP.recurrentGradients, state, inner, ...at, columns, reverse];
        return stateBias === 0 ? [product] : [product, [OP.accumulateRows, inner, stateBias + offset, steps, columns]];
      }
      const candidate = [inner, 4 * units, gates + 4 * 2 * units, 4 * columns, candidateKernel + offset, 4 * columns];
      return [
        [OP.recurrentGradients, state, gates, ...at, 2 * units, reverse],
        [OP.accumulateTransposed, ...candidate, units, units, steps, gradients],
      ];
    },
    trace: {
      ...{ layer: name, type: 'gru', direction, units, steps, hidden },
      gates: { at: gates, names: GATES.gru },
    },
  };
}
