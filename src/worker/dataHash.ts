/** Tells whether two runs saw the same data. */
import type { Dataset } from '../core/data/dataset.js';
import type { Manifest } from '../core/runs/runFolder.js';

/** Whether a run was trained on these very data. Runs of older versions knew no names. */
export async function isDataOf({ dataHash: seen }: Manifest, data: Dataset): Promise<boolean> {
  return (
    seen === (await dataHash(data)) ||
    (data.names !== undefined && seen === (await dataHash({ ...data, names: undefined })))
  );
}

/** SHA-256 over rows, targets, split and names, so that two runs can tell whether they saw the same data. */
export async function dataHash({ rows, targets, starts, training, validation, names }: Dataset): Promise<string> {
  const said = names ? [new TextEncoder().encode(JSON.stringify(names))] : [];
  const parts = [...[rows, targets, starts, training, validation].flatMap(hashed), ...said];
  const digests: ArrayBuffer[] = [];
  // One after the other: each is copied to be hashed.
  for (const part of parts) digests.push(await crypto.subtle.digest('SHA-256', part.slice().buffer));
  const whole = await crypto.subtle.digest('SHA-256', await new Blob(digests).arrayBuffer());
  return Array.from(new Uint8Array(whole), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Numbers that are hashed at once. */
const HASHED = 1 << 24;

function hashed<T extends Float32Array | Float64Array | Uint32Array>(values: T): T[] {
  const pieces = Math.max(1, Math.ceil(values.length / HASHED));
  return Array.from({ length: pieces }, (_, n) => values.subarray(n * HASHED, (n + 1) * HASHED) as T);
}
