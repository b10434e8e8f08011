/** What only tests call: kernels that are inlined elsewhere, as functions on memory. */
import { activate } from "./activations";
import { exp } from "./vectorMath";

/** values [size], a multiple of four, become activated; kind -1 is exp. */
export function activateRow(values: usize, size: i32, kind: i32): void {
  for (let at = values; at < values + <usize>size * 4; at += 16) {
    const x = v128.load(at);
    v128.store(at, kind < 0 ? exp(x) : activate(kind, x));
  }
}
