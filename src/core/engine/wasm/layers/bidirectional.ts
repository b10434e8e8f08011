/** Two directions of a recurrent layer, joined. */
import { type BidirectionalLayer, MERGE_MODES } from '../../../model/spec.js';
import { OP } from '../operations.js';
import { type LayerPlan, outputPlaces, type Place } from '../plan.js';
import { planDirection } from './recurrent.js';

export function planBidirectional(wrapper: BidirectionalLayer, place: Place): LayerPlan {
  const { layer, name, mergeMode } = wrapper;
  const { shape, rows: steps, batch, stream, arena } = place;
  const [forward, backward] = (['forward', 'backward'] as const).map((direction, index) =>
    planDirection(layer, place, {
      ...{ name: `${name}.${direction}`, direction, prefix: `${direction}.`, stream: stream + 2 * index },
    }),
  );
  const { y, dy } = outputPlaces(place);
  const secondDx = arena.words(steps * batch * shape.inputUnits);
  const mode = MERGE_MODES.indexOf(mergeMode);
  const rows = layer.returnSequences ? steps : 1;
  return {
    ...{ shape, y, dy, mask: forward.mask },
    packing: [...forward.packing, ...backward.packing],
    forward: (training) => [
      ...forward.forward(training),
      ...backward.forward(training),
      [OP.mergeForward, mode, forward.y, backward.y, y, rows, layer.units],
    ],
    backward: (wanted) => [
      [OP.mergeBackward, mode, forward.y, backward.y, dy, forward.dy, backward.dy, rows, layer.units],
      ...forward.backward(wanted),
      ...backward.backward({ ...wanted, dx: wanted.dx === undefined ? undefined : secondDx }),
      ...(wanted.dx === undefined ? [] : [[OP.add, secondDx, wanted.dx, steps * shape.inputUnits]]),
    ],
    traces: [...forward.traces, ...backward.traces],
  };
}
