/** Every snippet makes a block with which the config is valid, at the place where the editor offers it. */
import { expect, test } from 'vitest';
import { getLanguageService, type JSONSchema, TextDocument } from 'vscode-json-languageservice';
import { readConfig } from '../../../src/core/config/read.js';
import { ExperimentSchema } from '../../../src/core/config/schema.js';
import { SNIPPETS } from '../../../src/core/config/snippets.js';

/** Where each kind is offered: the cursor stands at |. */
const DATA = '"data": { "task": "sum" }';
const MODEL = '"model": { "layers": [{ "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }] }';
const PLACES: Record<keyof typeof SNIPPETS, string> = {
  experiment: '|',
  data: `{ ${MODEL}, "data": | }`,
  layers: `{ ${DATA}, "model": { "layers": | } }`,
  layer: `{ ${DATA}, "model": { "layers": [{ "type": "lstm", "units": 2, "returnSequences": true }, |] } }`,
  names: `{ ${DATA}, "model": { "from": "a.safetensors", "layers": [{ "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }], "names": | } }`,
  train: `{ ${DATA}, ${MODEL}, "train": | }`,
  optimizer: `{ ${DATA}, ${MODEL}, "train": { "optimizer": | } }`,
  earlyStopping: `{ ${DATA}, ${MODEL}, "train": { "earlyStopping": | } }`,
  expect: `{ ${DATA}, ${MODEL}, "expect": | }`,
  inspect: `{ ${DATA}, ${MODEL}, "inspect": | }`,
  interventions: `{ ${DATA}, ${MODEL}, "inspect": { "interventions": | } }`,
  sweep: `{ ${DATA}, ${MODEL}, "sweep": | }`,
};
/** What a layer leaves open is closed by what stands behind it. */
const BEHIND_LAYER: Record<string, string> = {
  'lstm, every step': ', { "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }',
  dropout: ', { "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }',
  dense: ', { "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }',
};

async function offered(text: string) {
  const offset = text.indexOf('|');
  const document = TextDocument.create('file:///a.lstm.json', 'jsonc', 1, text.replace('|', ''));
  const service = getLanguageService({ clientCapabilities: { textDocument: { completion: {} } } });
  service.configure({
    schemas: [{ uri: 'schema:', fileMatch: ['*.lstm.json'], schema: ExperimentSchema as unknown as JSONSchema }],
  });
  const list = await service.doComplete(document, document.positionAt(offset), service.parseJSONDocument(document));
  return list?.items ?? [];
}

/** As the editor leaves it when every place is tabbed through. */
const filledIn = (snippet: string) => snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d+/g, '');

for (const [kind, snippets] of Object.entries(SNIPPETS) as [keyof typeof SNIPPETS, { label: string }[]][]) {
  test(`${kind}: ${snippets.length} snippets are offered and make valid configs`, async () => {
    const items = await offered(PLACES[kind]);
    for (const { label } of snippets) {
      const item = items.find((one) => one.label === label);
      const behind = kind === 'layer' ? (BEHIND_LAYER[label] ?? ', { "type": "dense", "units": 1 }') : '';
      const text = PLACES[kind].replace('|', filledIn(item?.textEdit?.newText ?? item?.insertText ?? '') + behind);
      expect({ label, problems: (await readConfig('a.lstm.json', text)).problems }).toEqual({ label, problems: [] });
    }
  });
}
