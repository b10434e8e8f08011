/** Reads what the host of a model's page says; see `webview/messages.ts`. */
import { boolean, byKind, isRecord, list, MessageError, number, oneOf, optional, record, text } from '../checks.js';
import type { ModelHostMessage } from './protocol.js';

const weight = record({
  name: text,
  shape: list(number),
  values: number,
  notFinite: number,
  min: number,
  max: number,
  mean: number,
  deviation: number,
  bins: record({ low: number, high: number, bins: number }),
  counts: list(number),
});
const layer = record({
  layer: record({ name: text, type: text }),
  settings: text,
  units: number,
  parameters: number,
  weights: list(weight),
});
const look = record({
  format: text,
  bytes: number,
  length: optional(number),
  features: optional(number),
  layers: list(layer),
  parameters: number,
  scaled: boolean,
  names: list(record({ column: optional(text), shown: list(text), count: number })),
  unsupported: optional(record({ layer: text, reason: text })),
  inferred: optional(list(record({}))),
  others: list(weight),
  note: optional(text),
});
const message = record({
  type: oneOf('model'),
  name: text,
  state: byKind({
    untrusted: record({}),
    reading: record({}),
    done: record({ look }),
    failed: record({ message: text }),
  }),
});

/** @throws {MessageError} that names the first place where the value is no message of the protocol. */
export function readModelMessage(value: unknown): ModelHostMessage {
  if (!isRecord(value)) throw new MessageError('The message is no object.');
  message(value, 'message');
  return value as unknown as ModelHostMessage;
}
