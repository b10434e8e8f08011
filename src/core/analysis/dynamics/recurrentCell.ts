/** Recurrent layers in double precision, one step at a time, with exact derivatives by the state. */
import type { Network } from '../../engine/engine.js';
import type {
  GruLayer,
  LayerWeights,
  LstmLayer,
  RecurrentLayer,
  RecurrentType,
  SimpleRnnLayer,
} from '../../model/spec.js';
import { isRecurrent } from '../../model/spec.js';
import { activations, slopes } from '../chain/activation.js';
import { addProduct } from '../chain/chain.js';
import type { HeldGates, StateMap } from './stateMap.js';

/** What a recurrent layer does at one step. */
export interface RecurrentCell {
  /** As the layer's trace is called. */
  readonly layer: string;
  readonly type: RecurrentType;
  readonly units: number;
  /** Features of its input, F. */
  readonly inputs: number;
  /** Numbers in its state, S. */
  readonly stateSize: number;
  /** The layer under one input. @param input [F] in the model's units, or the output of the layer before. */
  under(input: ArrayLike<number>): StateMap;
}

/** Weights of one direction of a layer, as in `LayerWeights`; a missing bias is zero. */
interface CellWeights {
  readonly kernel: Float64Array;
  readonly recurrentKernel: Float64Array;
  readonly bias: Float64Array;
}

/** Every recurrent layer of a network, in the order of its traces; two, forward first, for a bidirectional one. */
export function recurrentCells(network: Network): RecurrentCell[] {
  const weights = network.weights();
  return network.shapes.flatMap(({ layer, inputUnits }, index) => {
    if (isRecurrent(layer)) return [cellOf(layer, layer.name, inputUnits, read(weights[index], ''))];
    if (layer.type !== 'bidirectional') return [];
    return ['forward', 'backward'].map((direction) =>
      cellOf(layer.layer, `${layer.name}.${direction}`, inputUnits, read(weights[index], `${direction}.`)),
    );
  });
}

function read({ tensors }: LayerWeights, prefix: string): CellWeights {
  const values = (name: string) => {
    const tensor = tensors.find((one) => one.name === `${prefix}${name}`);
    return Float64Array.from(tensor?.values ?? []);
  };
  return { kernel: values('kernel'), recurrentKernel: values('recurrentKernel'), bias: values('bias') };
}

function cellOf(layer: RecurrentLayer, name: string, inputs: number, weights: CellWeights): RecurrentCell {
  const { type, units } = layer;
  const columns = weights.kernel.length / inputs;
  return {
    layer: name,
    type,
    units,
    inputs,
    stateSize: type === 'lstm' ? 2 * units : units,
    under(input) {
      // The first row of a bias is the input's; a GRU that resets after the product has another for the state.
      const fixed = new Float64Array(columns);
      fixed.set(weights.bias.subarray(0, columns));
      addProduct(fixed, Float64Array.from(input), weights.kernel);
      if (layer.type === 'lstm') return lstmMap(layer, fixed, weights.recurrentKernel);
      if (layer.type === 'simpleRnn') return simpleRnnMap(layer, fixed, weights.recurrentKernel);
      const stateBias = new Float64Array(columns);
      stateBias.set(weights.bias.subarray(columns));
      return gruMap(layer, fixed, weights.recurrentKernel, stateBias);
    },
  };
}

/** The value at which a unit's gate is held; undefined where it is free. */
function heldAt(held: Float64Array | undefined, unit: number): number | undefined {
  return held && !Number.isNaN(held[unit]) ? held[unit] : undefined;
}

/** fixed + state U. @param state [H] @param kernel [H,C] */
function preActivations(fixed: Float64Array, state: Float64Array, kernel: Float64Array): Float64Array {
  const z = fixed.slice();
  addProduct(z, state, kernel);
  return z;
}

function simpleRnnMap({ units, activation }: SimpleRnnLayer, fixed: Float64Array, kernel: Float64Array): StateMap {
  const next = (state: Float64Array) => preActivations(fixed, state, kernel).map(activations[activation]);
  return {
    size: units,
    next,
    jacobian(state) {
      const slope = next(state).map(slopes[activation]);
      const result = new Float64Array(units * units);
      for (let u = 0; u < units; u++) {
        for (let j = 0; j < units; j++) result[u * units + j] = slope[u] * kernel[j * units + u];
      }
      return result;
    },
  };
}

/** The state is [h, c]. */
function lstmMap(layer: LstmLayer, fixed: Float64Array, kernel: Float64Array): StateMap {
  const { units } = layer;
  const [act, gate] = [activations[layer.activation], activations[layer.recurrentActivation]];
  const [actSlope, gateSlope] = [slopes[layer.activation], slopes[layer.recurrentActivation]];
  const columns = 4 * units;
  /** Gates of unit u: input, forget, candidate, output. */
  const gatesAt = (z: Float64Array, u: number, held?: HeldGates) =>
    [
      heldAt(held?.input, u) ?? gate(z[u]),
      heldAt(held?.forget, u) ?? gate(z[units + u]),
      heldAt(held?.candidate, u) ?? act(z[2 * units + u]),
      heldAt(held?.output, u) ?? gate(z[3 * units + u]),
    ] as const;
  return {
    size: 2 * units,
    next(state, held) {
      const z = preActivations(fixed, state.subarray(0, units), kernel);
      const result = new Float64Array(2 * units);
      for (let u = 0; u < units; u++) {
        const [i, f, g, o] = gatesAt(z, u, held);
        result[units + u] = f * state[units + u] + i * g;
        result[u] = o * act(result[units + u]);
      }
      return result;
    },
    jacobian(state) {
      const z = preActivations(fixed, state.subarray(0, units), kernel);
      const size = 2 * units;
      const result = new Float64Array(size * size);
      for (let u = 0; u < units; u++) {
        const [i, f, g, o] = gatesAt(z, u);
        const cell = state[units + u];
        const shown = act(f * cell + i * g);
        const ofCell = o * actSlope(shown);
        const [byI, byF, byG] = [gateSlope(i) * g, gateSlope(f) * cell, actSlope(g) * i];
        const byO = gateSlope(o) * shown;
        const [rowH, rowC] = [u * size, (units + u) * size];
        for (let j = 0; j < units; j++) {
          const at = j * columns + u;
          const cellByH = byI * kernel[at] + byF * kernel[at + units] + byG * kernel[at + 2 * units];
          result[rowC + j] = cellByH;
          result[rowH + j] = byO * kernel[at + 3 * units] + ofCell * cellByH;
        }
        result[rowC + units + u] = f;
        result[rowH + units + u] = ofCell * f;
      }
      return result;
    },
  };
}

/** Gates in Keras's order: update, reset, candidate. */
function gruMap(layer: GruLayer, fixed: Float64Array, kernel: Float64Array, stateBias: Float64Array): StateMap {
  const { units, resetAfter } = layer;
  const [act, gate] = [activations[layer.activation], activations[layer.recurrentActivation]];
  const [actSlope, gateSlope] = [slopes[layer.activation], slopes[layer.recurrentActivation]];
  const columns = 3 * units;
  const column = (j: number, part: number, u: number) => kernel[j * columns + part * units + u];

  const parts = (state: Float64Array, held?: HeldGates) => {
    const product = preActivations(stateBias, state, kernel);
    const update = Float64Array.from(
      { length: units },
      (_, u) => heldAt(held?.update, u) ?? gate(fixed[u] + product[u]),
    );
    const reset = Float64Array.from(
      { length: units },
      (_, u) => heldAt(held?.reset, u) ?? gate(fixed[units + u] + product[units + u]),
    );
    // Reset before the product: each earlier unit is scaled by its own gate.
    const kept = resetAfter ? undefined : state.map((value, j) => value * reset[j]);
    const candidate = Float64Array.from({ length: units }, (_, u) => {
      const clamped = heldAt(held?.candidate, u);
      if (clamped !== undefined) return clamped;
      if (!kept) return act(fixed[2 * units + u] + reset[u] * product[2 * units + u]);
      return act(kept.reduce((sum, value, j) => sum + value * column(j, 2, u), fixed[2 * units + u]));
    });
    return { product, update, reset, candidate };
  };

  return {
    size: units,
    next(state, held) {
      const { update, candidate } = parts(state, held);
      return state.map((value, u) => update[u] * value + (1 - update[u]) * candidate[u]);
    },
    jacobian(state) {
      const { product, update, reset, candidate } = parts(state);
      const resetSlope = reset.map(gateSlope);
      const result = new Float64Array(units * units);
      for (let u = 0; u < units; u++) {
        const byUpdate = gateSlope(update[u]) * (state[u] - candidate[u]);
        const byCandidate = (1 - update[u]) * actSlope(candidate[u]);
        for (let j = 0; j < units; j++) {
          const inCandidate = resetAfter
            ? reset[u] * column(j, 2, u) + resetSlope[u] * column(j, 1, u) * product[2 * units + u]
            : reset[j] * column(j, 2, u);
          result[u * units + j] = byUpdate * column(j, 0, u) + byCandidate * inCandidate;
        }
        if (!resetAfter) addThroughReset(result, u, byCandidate, state, resetSlope);
        result[u * units + u] += update[u];
      }
      return result;
    },
  };

  /** The way from state j over the reset gate of unit k, which scales state k before the product. */
  function addThroughReset(
    result: Float64Array,
    u: number,
    byCandidate: number,
    state: Float64Array,
    resetSlope: Float64Array,
  ): void {
    for (let k = 0; k < units; k++) {
      const factor = byCandidate * column(k, 2, u) * state[k] * resetSlope[k];
      if (factor === 0) continue;
      for (let j = 0; j < units; j++) result[u * units + j] += factor * column(j, 1, k);
    }
  }
}
