/** Reads what the host says. A message that does not fit the protocol is an error with its place, never a guess. */
import { boolean, byKind, type Check, checkMessage, list, number, oneOf, optional, record, text } from '../checks.js';
import { checkSizes, inspection, point } from '../messages.js';
import { type ComparisonHostMessage, MOST_RUNS } from './protocol.js';

const model = byKind({
  working: record({}),
  done: record({ inspection, shared: boolean }),
  failed: record({ message: text }),
});

const run = record({
  id: text,
  letter: oneOf(...'ABCDEFG'.slice(0, MOST_RUNS)),
  name: text,
  config: text,
  started: text,
  status: text,
  engine: text,
  seed: number,
  seconds: optional(number),
  epochs: list(point),
  bestEpoch: optional(number),
  model,
});

const similarity = record({
  sequences: number,
  part: oneOf('validation', 'training'),
  sameData: boolean,
  layers: list(list(text)),
  pairs: list(
    record({ first: text, second: text, cka: optional(number), procrustes: optional(number), reason: optional(text) }),
  ),
});

const MESSAGES = new Map<string, Check>([
  ['failed', record({ message: text })],
  [
    'comparison',
    record({
      comparison: record({
        runs: list(run),
        differences: list(record({ path: text, values: list(optional(text)) })),
      }),
    }),
  ],
  [
    'similarity',
    record({
      similarity: byKind({
        done: record({ first: text, second: text, result: similarity }),
        failed: record({ first: text, second: text, message: text }),
      }),
    }),
  ],
]);

/** @throws {MessageError} that names the first place where the value is not a message of the protocol. */
export function readComparisonMessage(value: unknown): ComparisonHostMessage {
  checkMessage(value, MESSAGES);
  const message = value as ComparisonHostMessage;
  if (message.type === 'comparison') {
    for (const { model } of message.comparison.runs) if (model.kind === 'done') checkSizes(model.inspection);
  }
  return message;
}
