/** Reads what pages say to the extension. A message that does not fit the protocol is an error with its place. */

import {
  boolean,
  type Check,
  checkMessage,
  fail,
  floats,
  isRecord,
  list,
  number,
  oneOf,
  optional,
  record,
  text,
} from './checks.js';
import type { ComparisonPanelMessage } from './comparison/protocol.js';
import type { ModelPageMessage } from './model/protocol.js';
import { FILE_FORMATS, type PanelMessage, SECTIONS, VIEWS } from './protocol.js';

/** An index, a count: what a place in a list may be. */
const whole: Check = (value, place) => {
  if (!(Number.isSafeInteger(value) && (value as number) >= 0)) fail(place, 'a whole number from 0 on');
};
const indexOrKey: Check = (value, place) => (typeof value === 'string' ? undefined : whole(value, place));
const content: Check = (value, place) => {
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) fail(place, 'text or bytes');
};
const baseline: Check = (value, place) => {
  if (value !== 'mean' && value !== 'zero') list(floats)(value, place);
};
/** What it may hold is known to who reads it; here it must only be an object. */
const object = record({});

const file = record({ name: text, format: oneOf(...FILE_FORMATS), content });
const selection = record({
  view: oneOf(...VIEWS),
  sample: whole,
  sequence: optional(whole),
  layer: text,
  trace: text,
  step: optional(whole),
  unit: optional(whole),
  point: optional(whole),
  section: optional(oneOf(...SECTIONS)),
});
const embedding = record({ layer: text, method: oneOf('tsne', 'umap'), dimensions: oneOf(2, 3) });

const QUESTIONS: ReadonlyMap<unknown, Check> = new Map([
  ['rest', record({ layer: text, input: record({ kind: oneOf('config', 'mean', 'zero', 'values', 'step') }) })],
  ['memory', object],
  ['ablations', object],
  ['carried', object],
  ['units', record({ pattern: record({ layer: text, sample: whole, from: whole, to: whole, threshold: number }) })],
  ['interventions', record({ interventions: list(object), sample: whole })],
  ['training', object],
] as const);
const about = oneOf(...QUESTIONS.keys());
const question: Check = (value, place) => {
  if (!isRecord(value)) return fail(place, 'an object');
  about(value.about, `${place}.about`);
  QUESTIONS.get(value.about)?.(value, place);
};

const SAID_BY_ALL = { ready: object, problem: record({ message: text }) };

const PANEL: Readonly<Record<PanelMessage['type'], Check>> = {
  ...SAID_BY_ALL,
  save: record({ file }),
  copy: record({ text }),
  whatIf: record({ sample: whole, input: floats, attention: boolean }),
  keepInput: record({ input: floats }),
  keepIntervention: record({ intervention: object }),
  baseline: record({ baseline }),
  copyLink: record({ selection }),
  dropped: record({ files: text }),
  reveal: record({ layer: text, open: boolean }),
  revealPath: record({ path: list(indexOrKey) }),
  sample: record({ index: whole }),
  sequence: record({ sequence: whole }),
  preview: object,
  stopPreview: object,
  previewSequence: record({ part: oneOf('training', 'validation'), index: whole }),
  embed: record({ embedding }),
  stopEmbedding: object,
  ask: record({ question }),
  stopAsking: record({ about }),
  checkpoint: record({ epoch: whole, sample: whole, parts: record({ fit: boolean, many: boolean }) }),
  trial: record({ trial: text }),
  command: record({ command: text }),
  painted: record({ milliseconds: number }),
};
const pair = record({ first: text, second: text });
const COMPARISON: Readonly<Record<ComparisonPanelMessage['type'], Check>> = {
  ...SAID_BY_ALL,
  similarity: pair,
  diff: pair,
  inspect: record({ id: text }),
  save: record({ file }),
  copy: record({ text }),
};
const MODEL: Readonly<Record<ModelPageMessage['type'], Check>> = {
  ...SAID_BY_ALL,
  inspect: object,
  manageTrust: object,
};

/** @throws {MessageError} that names the first place where the value is no message of the protocol, here and below. */
export const readPanelMessage = reader<PanelMessage>(PANEL);
export const readComparisonPanelMessage = reader<ComparisonPanelMessage>(COMPARISON);
export const readModelPageMessage = reader<ModelPageMessage>(MODEL);

/** What a page says is believed in nothing, not in the length of a name either. */
function reader<Message>(messages: Readonly<Record<string, Check>>): (value: unknown) => Message {
  const known = new Map(Object.entries(messages));
  return (value) => {
    checkMessage(value, known, (type) => String(type).slice(0, 80));
    return value as Message;
  };
}
