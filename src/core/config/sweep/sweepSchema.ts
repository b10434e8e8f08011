/**
 * `sweep` in the config's schema: a list of values for each path, checked by the very schema of the value at that path.
 * It is made from the schema of the rest, so every key that there is can be varied.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { SNIPPETS } from '../snippets.js';
import { type SWEEP_KEYS, SWEEP_METHODS, SWEEP_PLACES, VARIED } from './keys.js';
import { ALIASES } from './paths.js';

const HOW = {
  method: Type.Optional(
    Type.Enum([...SWEEP_METHODS], {
      default: 'grid',
      description:
        'Which combinations are trained. grid: all; random: as many as "configurations" says, drawn by the seed; ' +
        'successiveHalving: all of them (or as many) for a few epochs, the best of them for longer, and so on.',
    }),
  ),
  configurations: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'How many combinations are drawn. Each is trained once a seed, where "seed" is a list.',
    }),
  ),
  reductionFactor: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 16,
      default: 3,
      description: 'successiveHalving: one in so many goes on, for as many times the epochs.',
    }),
  ),
  minEpochs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 1,
      description: 'successiveHalving: nothing is given up before so many epochs.',
    }),
  ),
  on: Type.Optional(
    Type.Enum([...SWEEP_PLACES], {
      default: 'here',
      description:
        'Where the trials are trained. here: on this machine; ray: on a Ray cluster, else on a Ray that is started here.',
    }),
  ),
  resources: Type.Optional(
    Type.Object(
      {
        cpus: Type.Optional(
          Type.Number({ minimum: 0, maximum: 4096, default: 1, description: 'Cores that a trial is given.' }),
        ),
        gpus: Type.Optional(
          Type.Number({ minimum: 0, maximum: 4096, default: 0, description: 'GPUs, of which a part can be shared.' }),
        ),
      },
      { additionalProperties: false, description: '"on": "ray": what a trial needs.' },
    ),
  ),
} satisfies Record<(typeof SWEEP_KEYS)[number], TSchema>;

type How = { [Key in keyof typeof HOW]?: Static<(typeof HOW)[Key]> };
/** As it is written: how, and lists of values by paths. */
export type SweepFile = How & Readonly<Record<string, unknown>>;

/** What of a schema is walked through. */
interface Walked {
  readonly description?: string;
  readonly anyOf?: readonly Walked[];
  readonly properties?: Readonly<Record<string, Walked>>;
  readonly items?: Walked;
}

/** @param properties of the rest of a config. */
export function sweepSchema(properties: Readonly<Record<string, TSchema>>) {
  const places = new Map<string, Walked[]>();
  for (const key of VARIED) walk(properties[key] as Walked, key, places);
  for (const [alias, meant] of Object.entries(ALIASES)) places.set(escaped(alias), places.get(escaped(meant)) ?? []);
  const patterns = [...places].map(([pattern, schemas]) => [`^${pattern}$`, listOf(schemas)]);
  return Type.Unsafe<SweepFile>({
    type: 'object',
    properties: HOW,
    patternProperties: Object.fromEntries(patterns),
    additionalProperties: false,
    errorMessage:
      'There is no such place in a config that could be varied. Paths are written as "train.batchSize" or "model.layers[0].units".',
    defaultSnippets: SNIPPETS.sweep,
    description:
      'Trains this experiment with other values, one trial a combination: lists of values by paths, for example ' +
      '{ "train.learningRate": [0.001, 0.01], "seed": [1, 2, 3] }.',
  });
}

/** Collects every place of a value with the forms it may have. */
function walk(schema: Walked, pattern: string, places: Map<string, Walked[]>): void {
  add(places, pattern, schema);
  for (const form of schema.anyOf ? forms(schema) : [schema]) {
    for (const [key, inner] of Object.entries(form.properties ?? {})) walk(inner, `${pattern}\\.${key}`, places);
    const { items } = form;
    if (items && forms(items).some(({ properties }) => properties)) walk(items, `${pattern}\\[\\d+\\]`, places);
  }
}

function forms(schema: Walked): readonly Walked[] {
  return schema.anyOf?.flatMap(forms) ?? [schema];
}

/** The same form is met once for each kind of layer that has it. */
function add(places: Map<string, Walked[]>, pattern: string, schema: Walked): void {
  const known = places.get(pattern) ?? [];
  places.set(pattern, known);
  const text = JSON.stringify(schema);
  if (!known.some((other) => JSON.stringify(other) === text)) known.push(schema);
}

function listOf(schemas: readonly Walked[]) {
  const [{ description = '' }] = schemas;
  return {
    type: 'array',
    items: schemas.length === 1 ? schemas[0] : { anyOf: schemas },
    minItems: 1,
    maxItems: 1000,
    uniqueItems: true,
    errorMessage: 'Give a list of values that differ, each of which is tried.',
    description: `Values that are tried. ${description}`,
  };
}

function escaped(path: string): string {
  return path.replace(/[.[\]]/g, '\\$&');
}
