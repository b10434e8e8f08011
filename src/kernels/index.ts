/** What the kernels export. */
export { run } from "./program";
export { finished, order, serve } from "./threads";
// For tests and the benchmark of the bare kernel.
export { loss } from "./loss";
export { accumulate, accumulateTransposed, pack } from "./matrix";
export { activateRow } from "./testing";
