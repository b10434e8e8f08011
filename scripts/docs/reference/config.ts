/** `docs/reference/config.md`: every key of a config, from its schema. */
import { ExperimentSchema } from '../../../src/core/config/schema.js';
import { VARIED } from '../../../src/core/config/sweep/keys.js';
import { ALIASES } from '../../../src/core/config/sweep/paths.js';
import { anchor, code, page, plain, table } from './markdown.js';

/** What of JSON Schema the config's schema uses. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

interface Section {
  readonly heading: string;
  readonly text: string;
}

export function configReference(): string {
  const sections = new Sections();
  const top = sections.keysOf(ExperimentSchema as unknown as Schema, '');
  return page(
    'Keys of a config',
    'the schema `src/core/config/schema.ts`, which also checks and completes configs in the editor',
    'A `*.lstm.json` file is JSON with comments and trailing commas. [Experiments](../experiments.md) is the guide to it.',
    top,
    ...sections.list.map(({ heading, text }) => `## ${heading}\n\n${text}`),
  );
}

/** One section for each object that a config may hold, in the order of the keys, each told once. */
class Sections {
  readonly list: Section[] = [];
  private readonly known = new Map<string, string>();

  /** @param owner what tells the object from others at its place. */
  keysOf({ properties = {}, required = [], patternProperties }: Schema, path: string, owner = ''): string {
    const rows = new Map<string, string[]>();
    for (const [key, schema] of Object.entries(properties)) {
      const [name, what] = folded(key, schema.description ?? '');
      const { default: fallback } = schema;
      const missing = required.includes(key)
        ? 'required'
        : isWorthSaying(fallback)
          ? code(JSON.stringify(fallback).replaceAll('","', '", "'))
          : '';
      // What a type is stands above its keys.
      const said = schema.const === undefined ? plain(what) : '';
      if (!rows.has(name)) rows.set(name, [code(name), this.kind(schema, `${path}${key}`, owner), missing, said]);
    }
    if (patternProperties) rows.set('', ['a path', 'list of values', '', pathsText()]);
    return table(['key', 'value', 'default', 'what it says'], [...rows.values()]);
  }

  /** What a value may be; objects are told in sections of their own. */
  private kind(schema: Schema, path: string, owner: string): string {
    if (schema.anyOf) return [...new Set(schema.anyOf.map((form) => this.kind(form, path, owner)))].join(', or ');
    if (schema.const !== undefined) return code(JSON.stringify(schema.const));
    if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
    if (schema.type === 'array')
      return schema.items ? `list of ${this.kind(schema.items, `${path}[]`, owner)}` : 'list';
    if (schema.properties) return this.link(schema, path, owner);
    if (schema.type === 'object') return 'texts by name';
    const name = schema.type === 'string' ? 'text' : schema.type === 'boolean' ? 'true or false' : `${schema.type}`;
    return `${name}${limits(schema)}`;
  }

  private link(schema: Schema, path: string, owner: string): string {
    const same = JSON.stringify(schema);
    let heading = this.known.get(same);
    if (heading === undefined) {
      const form = formOf(schema);
      heading = form ? `${path}: ${form}` : path;
      if (this.list.some((section) => section.heading === heading)) heading += ` of ${owner}`;
      this.known.set(same, heading);
      // Its place is before what its keys lead to.
      const place = this.list.push({ heading, text: '' }) - 1;
      const { description = schema.properties?.type?.description ?? '' } = schema;
      const text = [plain(description), this.keysOf(schema, `${path}.`, form)]
        .filter((part) => part !== '')
        .join('\n\n');
      this.list[place] = { heading, text };
    }
    return `[${formOf(schema) ?? heading}](#${anchor(heading)})`;
  }
}

/** What tells an object from the others at its place: its type, its tasks, or the key that it must have. */
function formOf({ properties = {}, required = [] }: Schema): string | undefined {
  const { type, task } = properties;
  if (type?.const !== undefined) return String(type.const);
  if (task) return (task.enum ?? [task.const]).join(', ');
  return required[0];
}

/** The scores of all influence methods are one row each. */
function folded(key: string, description: string): [name: string, description: string] {
  const [, method, score] = /^influence\.(\w+)\.(\w+)$/.exec(key) ?? [];
  if (!method) return [key, description];
  return [`influence.METHOD.${score}`, description.replace(`Trust in ${method}`, 'Trust in a method')];
}

function limits({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema): string {
  const parts = [
    minimum !== undefined && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? ` ${parts.join(', ')}` : '';
}

/** An empty object only says that all keys in it have defaults. */
function isWorthSaying(fallback: unknown): boolean {
  return fallback !== undefined && JSON.stringify(fallback) !== '{}';
}

function pathsText(): string {
  const aliases = Object.entries(ALIASES).map(([short, long]) => `${code(short)} is short for ${code(long)}`);
  return (
    'Values that are tried at that place, each checked as the key at that place is, for example ' +
    `${code('model.layers[0].units')}. Paths begin with ${VARIED.map(code).join(', ')}; ${aliases.join(', ')}.`
  );
}
