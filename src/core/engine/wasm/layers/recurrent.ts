/** A recurrent layer in one direction: its kernel, dropout of its input, and what it hands on. */
import type { RecurrentLayer } from '../../../model/spec.js';
import { gradientScratch } from '../arena.js';
import * as op from '../operations.js';
import { type LayerPlan, outputPlaces, type Place, type Wanted } from '../plan.js';
import { gruRecurrence } from './gru.js';
import { lstmRecurrence } from './lstm.js';
import type { Recurrence, RecurrencePlace } from './recurrence.js';
import { simpleRnnRecurrence } from './simpleRnn.js';

export function planRecurrent(layer: RecurrentLayer, place: Place): LayerPlan {
  return planDirection(layer, place, { name: layer.name, direction: 'forward', prefix: '', stream: place.stream });
}

export interface Direction {
  readonly name: string;
  readonly direction: 'forward' | 'backward';
  /** Of the names of the weights. */
  readonly prefix: string;
  readonly stream: number;
}

/** Also one half of a bidirectional layer, whose output then is that of this direction alone. */
export function planDirection(layer: RecurrentLayer, place: Place, direction: Direction): LayerPlan {
  const { shape, rows: steps, batch, x, mask, arena } = place;
  const { units, returnSequences } = layer;
  const inputs = shape.inputUnits;
  const { y, dy } = outputPlaces({
    ...place,
    shape: { ...shape, outputUnits: units, outputSteps: returnSequences ? steps : undefined },
  });
  const hidden = returnSequences ? y : arena.words(steps * batch * units);
  const weight = (name: string) => place.weight(direction.prefix + name);
  const recurrence = recurrenceOf({
    ...{ layer, steps, inputs, batch, weight, mask, hidden, arena },
    ...{ name: direction.name, direction: direction.direction },
  });
  const kernel = weight('kernel');
  const columns = columnsOf(place, `${direction.prefix}kernel`);
  const [w, wt] = [arena.packed(inputs, columns), arena.packed(columns, inputs)];
  const scratch = arena.words(gradientScratch(columns));
  const input = inputDropout(layer, place, direction.stream);
  const state = stateDropout(layer, place, direction.stream + 1);
  const last = direction.direction === 'forward' ? steps - 1 : 0;
  return {
    ...{ shape, y, dy, mask: returnSequences ? mask : 0 },
    packing: [
      op.pack(kernel, inputs, columns, w),
      op.packTransposed(kernel, columns, inputs, wt),
      ...recurrence.packing,
    ],
    forward: (training) => [
      ...(training ? [...input.draw, ...state.draw] : []),
      recurrence.forward(training ? input.x : x, w, training ? state.factors : 0),
      ...(returnSequences ? [] : [op.copyStep(hidden, last, units, y)]),
    ],
    backward({ dx, gradients, training }: Wanted) {
      const { dz } = recurrence;
      const factors = training ? state.factors : 0;
      const operations = [recurrence.backward(dy, factors)];
      if (gradients !== undefined) {
        const bias = weight('bias') === 0 ? 0 : weight('bias') + gradients;
        const at = { x: training ? input.x : x, dz, kernel: kernel + gradients, bias, scratch };
        operations.push(
          op.inputGradients(at, steps, inputs, columns),
          ...recurrence.stateGradients(gradients, factors),
        );
      }
      if (dx !== undefined) {
        operations.push(op.multiply(dz, wt, dx, steps, inputs, columns));
        if (training && input.factors !== 0) operations.push(op.dropoutSteps(dx, input.factors, dx, steps, inputs));
      }
      return operations;
    },
    traces: [recurrence.trace],
  };
}

function recurrenceOf(place: RecurrencePlace): Recurrence {
  const { layer } = place;
  if (layer.type === 'lstm') return lstmRecurrence(layer, place);
  return layer.type === 'gru' ? gruRecurrence(layer, place) : simpleRnnRecurrence(layer, place);
}

function columnsOf({ shape }: Place, kernel: string): number {
  return shape.tensors.find(({ name }) => name === kernel)?.shape[1] as number;
}

/** The input as training sees it: the same features dropped at all steps of a sequence, as in Keras. */
function inputDropout({ dropout }: RecurrentLayer, place: Place, stream: number) {
  const { shape, rows, batch, x, arena } = place;
  const inputs = shape.inputUnits;
  if (dropout === 0) return { x, factors: 0, draw: [] };
  const [factors, dropped] = [arena.words(batch * inputs), arena.words(rows * batch * inputs)];
  return {
    x: dropped,
    factors,
    draw: [
      op.dropoutFactors(place.dropout, stream, factors, { rows: 1, width: inputs }, dropout),
      op.dropoutSteps(x, factors, dropped, rows, inputs),
    ],
  };
}

function stateDropout({ recurrentDropout, units }: RecurrentLayer, place: Place, stream: number) {
  if (recurrentDropout === 0) return { factors: 0, draw: [] };
  const factors = place.arena.words(place.batch * units);
  const size = { rows: 1, width: units };
  return { factors, draw: [op.dropoutFactors(place.dropout, stream, factors, size, recurrentDropout)] };
}
