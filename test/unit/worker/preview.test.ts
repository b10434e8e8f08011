/** A file is looked at before training: once, with progress, and only as long as somebody wants it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MEMORY } from '../../../src/core/memory.js';
import { CancelledError } from '../../../src/worker/host.js';
import { Previews } from '../../../src/worker/preview.js';
import type { PreviewProgress } from '../../../src/worker/protocol.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

/** Some megabytes, that is some parts. Every tenth x is missing. */
const ROWS = 400_000;
const LINES = Array.from({ length: ROWS }, (_, row) => `${row % 10 === 3 ? '' : row % 1013},${row % 7}.25`);
const config = {
  path: '/work/big.lstm.json',
  text: JSON.stringify({
    data: { file: 'big.csv', window: 5, inputs: ['x'], target: 'y', missing: 'mean' },
    model: {
      layers: [
        { type: 'lstm', units: 2 },
        { type: 'dense', units: 1 },
      ],
    },
  }),
};

const disk = memoryFiles();
let bytesRead = 0;
/** A clock that goes on whenever a part is read and whenever others are let in. */
let clock = 0;
const files: typeof disk = {
  ...disk,
  async readPart(path, offset, length) {
    const part = await disk.readPart(path, offset, length);
    bytesRead += part.length;
    clock += 0.15;
    return part;
  },
};
const host = testHost(files, {
  memory: DEFAULT_MEMORY,
  yieldTurn: async () => {
    clock += 0.05;
  },
  seconds: () => {
    clock += 0.001;
    return clock;
  },
});
const never = () => false;
const nobody = () => {};
let size = 0;

beforeEach(async () => {
  await disk.write('/work/big.csv', `x,y\n${LINES.join('\n')}\n`);
  size = (await disk.size('/work/big.csv')) ?? 0;
  bytesRead = 0;
});

describe('a preview', () => {
  it('reads the file once, gaps and all', async () => {
    const { columns, rows } = await new Previews(host).preview({ config }, nobody, never);
    expect(rows).toBe(ROWS);
    expect(columns.map(({ name, missing }) => [name, missing])).toEqual([
      ['x', ROWS / 10],
      ['y', 0],
    ]);
    expect(bytesRead).toBe(size);
  });

  it('tells how far the file is read, then how far it is looked at', async () => {
    const told: PreviewProgress[] = [];
    await new Previews(host).preview({ config }, (progress) => told.push(progress), never);
    for (const phase of ['reading', 'looking'] as const) {
      const shares = told.filter((step) => step.phase === phase).map(({ share }) => share);
      expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(1);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    }
    expect(told.findLastIndex(({ phase }) => phase === 'reading')).toBeLessThan(
      told.findIndex(({ phase }) => phase === 'looking'),
    );
  });

  it('ends with the part that is being read when it is cancelled, and can be asked for again', async () => {
    const previews = new Previews(host);
    let reached = 0;
    const report = ({ share }: PreviewProgress) => {
      reached = share;
    };
    await expect(previews.preview({ config }, report, () => reached > 0.3)).rejects.toThrow(CancelledError);
    expect(bytesRead).toBeLessThan(0.7 * size);
    expect((await previews.preview({ config }, nobody, never)).rows).toBe(ROWS);
  });

  it('of a sequence is cancelled, too, where the data are to be read for it', async () => {
    const asked = { config, part: 'training', index: 0 } as const;
    await expect(new Previews(host).sequence(asked, () => true)).rejects.toThrow(CancelledError);
    expect(bytesRead).toBeLessThan(size);
    expect((await new Previews(host).sequence(asked, never)).input).toHaveLength(5);
  });
});
