/** Layers without matrix products: dropout, masking, embedding, repeatVector, pooling, layerNormalization. */
import type {
  DropoutLayer,
  EmbeddingLayer,
  LayerNormalizationLayer,
  MaskingLayer,
  RepeatVectorLayer,
} from '../../../model/spec.js';
import { dropoutFactors, floatWord, OP, type Operation } from '../operations.js';
import { type LayerPlan, outputPlaces, PLAIN, type Place } from '../plan.js';

/** Outside of training it hands its input on; there its output still needs a place of its own, which the next reads. */
export function planDropout({ rate }: DropoutLayer, place: Place): LayerPlan {
  const { shape, rows, batch, x, mask, arena } = place;
  const size = rows * shape.inputUnits;
  const { y, dy } = outputPlaces(place);
  const factors = arena.words(size * batch);
  const draw = dropoutFactors(place.dropout, place.stream, factors, { rows, width: shape.inputUnits }, rate);
  const scale = (from: number, to: number): Operation => [OP.multiplyElements, from, factors, to, size];
  return {
    ...{ ...PLAIN, shape, y, dy, mask },
    forward: (training) => (training ? [draw, scale(x, y)] : [copy(x, y, size)]),
    backward({ dx, training }) {
      if (dx === undefined) return [];
      return training ? [scale(dy, dx)] : [copy(dy, dx, size)];
    },
  };
}

export function planMasking({ maskValue }: MaskingLayer, place: Place): LayerPlan {
  const { shape, rows, batch, x, arena } = place;
  const { y, dy } = outputPlaces(place);
  const mask = arena.words(rows * batch);
  const units = shape.inputUnits;
  return {
    ...{ ...PLAIN, shape, y, dy, mask },
    forward: () => [[OP.maskForward, x, y, mask, rows, units, floatWord(maskValue)]],
    backward: ({ dx }) => (dx === undefined ? [] : [[OP.maskBackward, dy, mask, dx, rows, units]]),
  };
}

/** An id has no derivative: nothing goes back to the input. */
export function planEmbedding({ outputDim, maskZero }: EmbeddingLayer, place: Place): LayerPlan {
  const { shape, rows, batch, x, arena } = place;
  const { y, dy } = outputPlaces(place);
  const mask = maskZero ? arena.words(rows * batch) : 0;
  const table = place.weight('embeddings');
  return {
    ...{ ...PLAIN, shape, y, dy, mask },
    forward: () => [[OP.embeddingForward, x, table, y, mask, rows, outputDim]],
    backward: ({ gradients }) =>
      gradients === undefined ? [] : [[OP.embeddingGradient, x, dy, table + gradients, rows, outputDim]],
  };
}

export function planRepeatVector({ n }: RepeatVectorLayer, place: Place): LayerPlan {
  const { shape, x } = place;
  const { y, dy } = outputPlaces(place);
  return {
    ...{ ...PLAIN, shape, y, dy, mask: 0 },
    forward: () => [[OP.repeatForward, x, y, n, shape.inputUnits]],
    backward: ({ dx }) => (dx === undefined ? [] : [[OP.repeatBackward, dy, dx, n, shape.inputUnits]]),
  };
}

export function planPooling(place: Place): LayerPlan {
  const { shape, rows: steps, batch, x, mask, arena } = place;
  const { y, dy } = outputPlaces(place);
  const shares = arena.words(batch);
  const sizes = [steps, shape.inputUnits];
  return {
    ...{ ...PLAIN, shape, y, dy, mask: 0 },
    forward: () => [[OP.poolForward, x, mask, shares, y, ...sizes]],
    backward: ({ dx }) => (dx === undefined ? [] : [[OP.poolBackward, dy, mask, shares, dx, ...sizes]]),
  };
}

export function planLayerNormalization({ epsilon }: LayerNormalizationLayer, place: Place): LayerPlan {
  const { shape, rows, batch, x, mask, arena } = place;
  const units = shape.inputUnits;
  const { y, dy } = outputPlaces(place);
  const [normal, scales] = [arena.words(rows * batch * units), arena.words(rows * batch)];
  const [gamma, beta] = [place.weight('gamma'), place.weight('beta')];
  return {
    ...{ ...PLAIN, shape, y, dy, mask },
    forward: () => [[OP.normalizeForward, x, gamma, beta, normal, scales, y, rows, units, floatWord(epsilon)]],
    backward({ dx, gradients }) {
      const operations: Operation[] = [];
      if (gradients !== undefined && gamma !== 0) {
        operations.push([OP.normalizeGradient, dy, normal, gamma + gradients, rows, units]);
      }
      if (gradients !== undefined && beta !== 0) {
        operations.push([OP.accumulateRows, dy, beta + gradients, rows, units]);
      }
      if (dx !== undefined) operations.push([OP.normalizeBackward, dy, gamma, normal, scales, dx, rows, units]);
      return operations;
    },
  };
}

/** A sequence of one repetition. */
function copy(from: number, to: number, size: number): Operation {
  return [OP.repeatForward, from, to, 1, size];
}
