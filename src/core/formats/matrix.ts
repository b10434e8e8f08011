/** Weights of other formats have the same numbers in another order. All matrices are row-major. */

/** @param values [rows, columns]. @returns [columns, rows]. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column];
  }
  return turned;
}

/**
 * Blocks of equal size in another order: block i of the result is block `order[i]` of `values`.
 * Of a matrix [blocks × rows, columns] the blocks are rows, as gates stand in PyTorch and in ONNX.
 */
export function reorderBlocks(values: Float32Array, order: readonly number[]): Float32Array {
  const size = values.length / order.length;
  const ordered = new Float32Array(values.length);
  for (const [to, from] of order.entries()) ordered.set(values.subarray(from * size, (from + 1) * size), to * size);
  return ordered;
}

/** @returns the order that takes `reorderBlocks` back. */
export function inverseOrder(order: readonly number[]): number[] {
  return order.map((_, to) => order.indexOf(to));
}

/** @returns a + b, element by element. */
export function sum(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]);
}

/** @returns one array behind the other. */
export function joined(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
