/** What a message from the host is checked with. Each check throws where the value at `place` is not what it should be. */

export class MessageError extends Error {}

/** Throws where the value at `place` is not what it should be. */
export type Check = (value: unknown, place: string) => void;

/** JSON on the way turns NaN into null. */
export const number: Check = (value, place) => {
  if (typeof value !== 'number' && value !== null) fail(place, 'a number');
};
export const text: Check = (value, place) => {
  if (typeof value !== 'string') fail(place, 'text');
};
export const boolean: Check = (value, place) => {
  if (typeof value !== 'boolean') fail(place, 'true or false');
};
export const floats: Check = (value, place) => {
  if (!(value instanceof Float64Array || value instanceof Float32Array)) fail(place, 'an array of numbers');
};
export const optional =
  (check: Check): Check =>
  (value, place) => {
    if (value !== undefined) check(value, place);
  };
export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value, place) => {
    if (!values.includes(value)) fail(place, `one of ${values.join(', ')}`);
  };
export const list =
  (check: Check): Check =>
  (value, place) => {
    if (!Array.isArray(value)) fail(place, 'a list');
    for (const [index, part] of (value as unknown[]).entries()) check(part, `${place}[${index}]`);
  };
/** An object with any names. */
export const each =
  (check: Check): Check =>
  (value, place) => {
    if (!isRecord(value)) return fail(place, 'an object');
    for (const [name, part] of Object.entries(value)) check(part, `${place}.${name}`);
  };
export const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, place) => {
    if (!isRecord(value)) return fail(place, 'an object');
    for (const [name, check] of Object.entries(fields)) check(value[name], `${place}.${name}`);
  };
/** A union whose members name their kind. */
export function byKind(members: Readonly<Record<string, Check>>): Check {
  return (value, place) => {
    const kind = isRecord(value) ? value.kind : undefined;
    oneOf(...Object.keys(members))(kind, `${place}.kind`);
    members[kind as string](value, place);
  };
}

/**
 * Checks a message by its type.
 * @param named how a type that is unknown is called.
 */
export function checkMessage(
  value: unknown,
  messages: ReadonlyMap<string, Check>,
  named = (type: unknown) => JSON.stringify(type) ?? typeof value,
): void {
  const type = isRecord(value) ? value.type : undefined;
  const check = typeof type === 'string' ? messages.get(type) : undefined;
  if (!check) throw new MessageError(`Unknown message ${named(type)}.`);
  check(value, 'message');
}

/** The views index without looking: every array must be as long as its shape says. */
export function size(values: ArrayLike<number> | undefined, expected: number, place: string): void {
  if (values && values.length !== expected) fail(place, `${expected} numbers and not ${values.length}`);
}

export function fail(place: string, expected: string): never {
  throw new MessageError(`${place} should be ${expected}.`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
