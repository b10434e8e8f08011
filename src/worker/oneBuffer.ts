/** Brings all typed arrays of a value into one piece of memory. */

/**
 * A copy of plain data whose typed arrays are views of one buffer: one piece to move between threads, and VS Code's
 * messages to a webview can carry no more than 255 pieces.
 */
export function inOneBuffer<T>(value: T): T {
  const arrays = new Set<Float32Array | Float64Array>();
  collect(value, arrays);
  const sizes = [...arrays].map(({ byteLength }) => Math.ceil(byteLength / 8) * 8);
  const buffer = new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  const moved = new Map<unknown, Float32Array | Float64Array>();
  let offset = 0;
  for (const [index, array] of [...arrays].entries()) {
    const Kind = array instanceof Float32Array ? Float32Array : Float64Array;
    const view = new Kind(buffer, offset, array.length);
    view.set(array);
    moved.set(array, view);
    offset += sizes[index];
  }
  return replace(value, moved) as T;
}

function collect(value: unknown, found: Set<Float32Array | Float64Array>): void {
  if (value instanceof Float32Array || value instanceof Float64Array) found.add(value);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
    for (const part of Object.values(value)) collect(part, found);
}

function replace(value: unknown, moved: ReadonlyMap<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (moved.has(value)) return moved.get(value);
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((part) => replace(part, moved));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replace(part, moved)]));
}
