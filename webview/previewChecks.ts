/** What the host says of the data before training. */
import { byKind, type Check, fail, floats, list, number, oneOf, optional, record, text } from './checks.js';

/** A key, or an index, of a config. */
const pathPart: Check = (value, place) => {
  if (typeof value !== 'string' && typeof value !== 'number') fail(place, 'text or a number');
};
const summary = record({ values: number, min: number, max: number, mean: number, deviation: number });
const column = record({
  name: text,
  role: oneOf('input', 'target'),
  kind: text,
  missing: number,
  training: summary,
  validation: summary,
  bins: record({ low: number, high: number, bins: number }),
  counts: record({ training: list(number), validation: list(number) }),
});
const dataPreview = record({
  source: byKind({
    task: record({ task: text }),
    file: record({ file: text, window: optional(number), horizon: optional(number) }),
  }),
  rows: number,
  length: number,
  features: list(text),
  target: byKind({ numbers: record({}), classes: record({ classes: list(text) }) }),
  targetSteps: optional(number),
  targetNames: list(text),
  parts: record({ training: number, validation: number }),
  columns: list(column),
  warnings: list(record({ kind: text, path: list(pathPart), message: text, why: text, advice: text })),
});
export const preview = byKind({
  stale: record({}),
  reading: record({ file: optional(text), phase: optional(oneOf('reading', 'looking')), share: optional(number) }),
  cancelled: record({ file: optional(text) }),
  done: record({ data: dataPreview }),
  failed: record({ message: text, place: optional(record({ file: text, line: number, column: number })) }),
});
export const previewSequence = record({
  part: oneOf('training', 'validation'),
  index: number,
  input: floats,
  target: floats,
});
