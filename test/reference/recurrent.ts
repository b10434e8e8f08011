/**
 * Recurrent layers in double precision and plain loops, one sample at a time, as Keras 3 defines them
 * (https://keras.io/api/layers/recurrent_layers/).
 */
import type { GruLayer, LstmLayer, RecurrentLayer, SimpleRnnLayer } from '../../src/core/model/spec.js';
import { activate } from './activations.js';

/** Values by step: [T][units]. */
export type Rows = number[][];
/** The tensors of a layer by name, each row-major. */
export type Named = Readonly<Record<string, readonly number[]>>;

/** What a recurrent layer holds at every step, each [T][H]. */
export type States = Record<'hidden', Rows> & Partial<Record<string, Rows>>;

/**
 * @param mask which steps count; at the others the state is carried over, with gates that say so.
 * @param backward whether the last step is read first; values stand at the step that was read.
 */
export function runRecurrent(
  layer: RecurrentLayer,
  weights: Named,
  x: Rows,
  mask: readonly boolean[] | undefined,
  backward = false,
): States {
  const states: States = { hidden: [] };
  const order = x.map((_, t) => t);
  if (backward) order.reverse();
  let before: Record<string, number[]> = { hidden: zeros(layer.units), cell: zeros(layer.units) };
  for (const t of order) {
    const counts = mask?.[t] ?? true;
    const now = counts ? step(layer, weights, x[t], before) : carried(layer, before);
    for (const [name, values] of Object.entries(now)) {
      states[name] ??= [];
      (states[name] as Rows)[t] = values;
    }
    before = now;
  }
  return states;
}

function step(layer: RecurrentLayer, weights: Named, x: number[], before: Record<string, number[]>) {
  if (layer.type === 'lstm') return lstmStep(layer, weights, x, before);
  return layer.type === 'gru' ? gruStep(layer, weights, x, before.hidden) : rnnStep(layer, weights, x, before.hidden);
}

function carried(
  { type, units }: RecurrentLayer,
  { hidden, cell }: Record<string, number[]>,
): Record<string, number[]> {
  const ones = new Array<number>(units).fill(1);
  const none = zeros(units);
  if (type === 'lstm') return { hidden, cell, input: none, forget: ones, candidate: none, output: none };
  return type === 'gru' ? { hidden, update: ones, reset: none, candidate: none } : { hidden };
}

function lstmStep(layer: LstmLayer, weights: Named, x: number[], before: Record<string, number[]>) {
  const { units } = layer;
  const column = (gate: number, u: number) => {
    const at = gate * units + u;
    return (
      product(x, weights.kernel, at, 4 * units) +
      product(before.hidden, weights.recurrentKernel, at, 4 * units) +
      (weights.bias?.[at] ?? 0)
    );
  };
  const gate = (index: number, activation = layer.recurrentActivation) =>
    zeros(units).map((_, u) => activate(activation, column(index, u)));
  const [input, forget, candidate, output] = [gate(0), gate(1), gate(2, layer.activation), gate(3)];
  const cell = before.cell.map((c, u) => forget[u] * c + input[u] * candidate[u]);
  const hidden = cell.map((c, u) => output[u] * activate(layer.activation, c));
  return { hidden, cell, input, forget, candidate, output };
}

function gruStep(layer: GruLayer, weights: Named, x: number[], h: number[]) {
  const { units, resetAfter } = layer;
  const columns = 3 * units;
  const fromInput = (at: number) => product(x, weights.kernel, at, columns) + (weights.bias?.[at] ?? 0);
  const stateBias = (at: number) => (resetAfter ? (weights.bias?.[columns + at] ?? 0) : 0);
  const fromState = (state: number[], at: number) =>
    product(state, weights.recurrentKernel, at, columns) + stateBias(at);
  const gate = (index: number) =>
    zeros(units).map((_, u) => {
      const at = index * units + u;
      return activate(layer.recurrentActivation, fromInput(at) + fromState(h, at));
    });
  const [update, reset] = [gate(0), gate(1)];
  const resetState = h.map((value, u) => reset[u] * value);
  const candidate = zeros(units).map((_, u) => {
    const at = 2 * units + u;
    const state = resetAfter ? reset[u] * fromState(h, at) : fromState(resetState, at);
    return activate(layer.activation, fromInput(at) + state);
  });
  const hidden = h.map((value, u) => update[u] * value + (1 - update[u]) * candidate[u]);
  return { hidden, update, reset, candidate };
}

function rnnStep(layer: SimpleRnnLayer, weights: Named, x: number[], h: number[]) {
  const { units } = layer;
  const hidden = zeros(units).map((_, u) =>
    activate(
      layer.activation,
      product(x, weights.kernel, u, units) + product(h, weights.recurrentKernel, u, units) + (weights.bias?.[u] ?? 0),
    ),
  );
  return { hidden };
}

/** x times one column of a matrix of so many columns. */
export function product(x: readonly number[], matrix: readonly number[], column: number, columns: number): number {
  return x.reduce((sum, value, row) => sum + value * matrix[row * columns + column], 0);
}

function zeros(count: number): number[] {
  return new Array(count).fill(0);
}
