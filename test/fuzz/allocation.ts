/** What a piece of work allocates: every typed array and array buffer, garbage or not, and what the heap has grown by. */

const NAMES = [
  ...['ArrayBuffer', 'DataView', 'Uint8Array', 'Int8Array', 'Uint8ClampedArray', 'Uint16Array', 'Int16Array'],
  ...['Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
] as const;

let allocated = 0;

/** From now on constructions are counted. To be called before what is measured is loaded. */
export function countAllocations(): void {
  for (const name of NAMES) {
    const real = globalThis[name] as new (...args: unknown[]) => { byteLength: number };
    const counting: typeof real = new Proxy(real, {
      construct(target, args, newTarget): { byteLength: number } {
        const made = Reflect.construct(target, args, newTarget === counting ? target : newTarget);
        // A view of memory that is there already is none of its own.
        if (!(args[0] instanceof ArrayBuffer || args[0] instanceof SharedArrayBuffer)) allocated += made.byteLength;
        return made;
      },
    });
    Object.assign(globalThis, { [name]: counting });
  }
}

/** Bytes that `work` has allocated. */
export async function allocatedBy(work: () => Promise<void>): Promise<number> {
  const [before, heap] = [allocated, process.memoryUsage().heapUsed];
  await work();
  return allocated - before + Math.max(0, process.memoryUsage().heapUsed - heap);
}
