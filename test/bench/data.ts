/** Reading of data files beside the bare parser, and the memory that it takes: only the ratios mean something. */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Papa from 'papaparse';
import type { FileData } from '../../src/core/config/experiment.js';
import { readFileData } from '../../src/core/data/fileData.js';
import { NO_TURNS, openSource, type Source } from '../../src/core/data/reading/source.js';
import { textParts } from '../../src/core/data/reading/text.js';
import { Random } from '../../src/core/random.js';
import { nodeFiles } from '../../src/worker/nodeFiles.js';

const ROWS = 10_000_000;
const ROUNDS = 3;

/** Prints the seconds of the parser alone, of reading into a data set of windows, and their ratio. */
export async function benchData(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-'));
  try {
    const file = path.join(folder, 'series.csv');
    writeSeries(file, ROWS);
    const source = (await openSource(nodeFiles, file)) as Source;
    console.log(
      `\nReading a CSV file of ${ROWS} rows of 4 numbers, ${megabytes(statSync(file).size)}, best of ${ROUNDS}`,
    );
    const alone = await best(() => parserAlone(source));
    print('papaparse alone', alone);
    const ours = await best(() => windows(source));
    print('windows to train on', ours);
    console.log(`${'speed of the parser alone'.padEnd(46)}${(alone / ours).toFixed(2).padStart(8)} times (wanted 0.5)`);
    console.log(
      `${'most memory of the process'.padEnd(46)}${megabytes(1024 * process.resourceUsage().maxRSS).padStart(8)}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same parts of the same file, to records and no further. */
async function parserAlone(source: Source): Promise<void> {
  const parser = new Papa.Parser({ delimiter: ',', newline: '\n' });
  let rest = '';
  let rows = 0;
  for await (const { text, bytes } of textParts(source, NO_TURNS)) {
    const all = rest + text;
    const last = bytes === source.size;
    const { data, meta } = parser.parse(all, 0, !last);
    rest = all.slice(meta.cursor);
    rows += data.length;
  }
  if (rows < ROWS) throw new Error(`The parser gave ${rows} rows.`);
}

async function windows(source: Source): Promise<void> {
  const data: FileData = {
    ...{ file: 'series.csv', time: 'time', inputs: ['open', 'close', 'volume'], target: 'close', window: 20 },
    ...{ transform: 'none', missing: 'error', standardize: true, split: { validation: 0.2 } },
  };
  const set = await readFileData(data, source, {
    ...{
      seed: 1,
      loss: { type: 'meanSquaredError' },
      everyStep: false,
      random: Random.for(1, 'split'),
      turns: NO_TURNS,
    },
    problemAt: (_, message) => {
      throw new Error(message);
    },
    open: async () => source,
  });
  if (set.starts.length !== ROWS - 20) throw new Error(`There are ${set.starts.length} windows.`);
}

function writeSeries(file: string, rows: number): void {
  const random = Random.for(1, 'data');
  const handle = openSync(file, 'w');
  let text = 'time,open,close,volume\n';
  for (let row = 0; row < rows; row++) {
    const [open, close, volume] = [random.uniform(), random.uniform(), random.uniform()];
    text += `${row},${(100 * open).toFixed(4)},${close.toFixed(6)},${Math.floor(1e6 * volume)}\n`;
    if (text.length < 1 << 20) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, text);
  closeSync(handle);
}

async function best(work: () => Promise<void>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    await work();
    least = Math.min(least, (performance.now() - begin) / 1000);
  }
  return least;
}

function print(what: string, seconds: number): void {
  console.log(`${what.padEnd(46)}${seconds.toFixed(2).padStart(8)} s`);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
