/** What of a message is moved to the other side instead of being copied. */

/** Memory behind all typed arrays of a message; none is used by the sender afterwards. */
export function arrayBuffers(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) arrayBuffers(part, found);
  }
  return found;
}

/** Whether memory was moved away before. Node 20 has no `ArrayBuffer.prototype.detached`. */
export function isDetached(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
