/**
 * Snapshots as JSON text inside HTML. Typed arrays become base64 of their bytes (little-endian, as on every machine
 * that runs this), numbers that JSON does not know become their names, and no `<` is left, so no data can end the
 * element that it stands in. Objects whose one key begins with `~` are ours.
 */

const ARRAYS = { '~f32': Float32Array, '~f64': Float64Array } as const;
type ArrayTag = keyof typeof ARRAYS;

/** @param value a snapshot, or any plain data with Float32Array and Float64Array in it. */
export function encodeSnapshot(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Float32Array) return { '~f32': toBase64(part) };
    if (part instanceof Float64Array) return { '~f64': toBase64(part) };
    if (typeof part === 'number' && !Number.isFinite(part)) return { '~number': String(part) };
    return part;
  }).replace(/</g, '\\u003c');
}

/** What `encodeSnapshot` was given; whether it is a snapshot is for the reader to check. */
export function decodeSnapshot(text: string): unknown {
  return JSON.parse(text, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    const [[tag, value] = [], ...others] = Object.entries(part);
    if (tag === undefined || others.length > 0 || typeof value !== 'string') return part;
    if (tag === '~number') return Number(value);
    return tag in ARRAYS ? new ARRAYS[tag as ArrayTag](fromBase64(value)) : part;
  });
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = '';
  // One call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}
