/** Pieces of Python. */

/** A number, a word of Python, or a text that `text` has made. */
export type Argument = number | boolean | string;

/** `name(1, 2, key=True)`. */
export function call(name: string, given: readonly Argument[], named: Readonly<Record<string, Argument>> = {}): string {
  const settings = Object.entries(named).map(([key, value]) => `${key}=${written(value)}`);
  return `${name}(${[...given.map(written), ...settings].join(', ')})`;
}

/** A literal: JSON's strings are Python's. */
export function text(value: string): string {
  return JSON.stringify(value);
}

export function written(value: Argument): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

export function indented(lines: readonly string[], depth: number): string {
  return lines.map((line) => (line === '' ? '' : `${'    '.repeat(depth)}${line}`)).join('\n');
}
