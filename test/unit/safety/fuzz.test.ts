/** A short run of `npm run fuzz`: hostile files for every reader, by the same code. */
import { describe, expect, it } from 'vitest';
import { countAllocations } from '../../fuzz/allocation.js';

// Before anything is loaded that could keep a constructor as it was.
countAllocations();
const { fuzz } = await import('../../fuzz/fuzz.js');
const { READERS } = await import('../../fuzz/readers.js');
const job = { cases: Number(process.env.CASES ?? 300), seed: Number(process.env.FAST_CHECK_SEED ?? 1) };

describe('files that are almost right', () => {
  it.each(READERS.map((reader) => [reader.name, reader] as const))('%s: are read or refused', async (_, reader) => {
    const { cases, slowestSeconds } = await fuzz(reader, job);
    expect(cases).toBe(job.cases);
    expect(slowestSeconds).toBeLessThan(1);
  });
});

describe('the fuzzer', () => {
  const reader = READERS.find(({ name }) => name === 'JSON') as (typeof READERS)[number];
  const faulty = (fault: () => unknown) => ({ ...reader, read: async () => void fault() });

  it.each<[string, () => unknown, RegExp]>([
    ['another error', () => (undefined as unknown as string).length, /TypeError/],
    ['a large allocation', () => new Float64Array(2 ** 24), /allocated/],
    [
      'a slow case',
      () => {
        const end = performance.now() + 1100;
        while (performance.now() < end);
      },
      /It took 1/,
    ],
  ])('notices %s', async (_, fault, message) => {
    let calls = 0;
    await expect(
      fuzz(
        faulty(() => {
          calls += 1;
          // A case that looks slow is tried twice more.
          if (calls > reader.corpus.length && calls <= reader.corpus.length + 3) fault();
        }),
        { cases: 1, seed: 1 },
      ),
    ).rejects.toThrow(message);
  });

  it('notices a prototype that was changed, and a file that is not beside', async () => {
    let calls = 0;
    const polluting = faulty(() => {
      calls += 1;
      if (calls > reader.corpus.length) Object.assign(Object.prototype, { polluted: true });
    });
    await expect(fuzz(polluting, { cases: 1, seed: 1 })).rejects.toThrow('It has changed a prototype.');
    delete (Object.prototype as { polluted?: boolean }).polluted;
    const straying = { ...reader, read: (files: Parameters<typeof reader.read>[0]) => files.read('/etc/passwd') };
    await expect(fuzz(straying, { cases: 1, seed: 1 })).rejects.toThrow('not beside the file');
  });
});
