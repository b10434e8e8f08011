/** The embedded engine against others, in one run: only the ratios mean something. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine } from '../../src/core/engine/engine.js';
import { importsOf } from '../../src/core/engine/wasm/helpers.js';
import { best, bestSeconds, fastEngine, wasmEngine } from './ours.js';
import { tfjsSeconds } from './tfjs.js';
import { operations, SEED, SHAPES, WORKLOADS, type Workload } from './workloads.js';

/** One row a system: seconds of each workload, undefined where it was not run. */
interface Row {
  readonly system: string;
  readonly threads: number;
  readonly seconds: readonly (number | undefined)[];
}

export async function benchEngine(): Promise<void> {
  console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}\n`);
  const exact = await all(await wasmEngine());
  const fast = [await all(await fastEngine(1)), await all(await fastEngine(2))];
  const rows: Row[] = [
    { system: 'LSTM Lens', threads: 1, seconds: exact },
    { system: 'LSTM Lens, fast', threads: 1, seconds: fast[0] },
    { system: 'LSTM Lens, fast', threads: 2, seconds: fast[1] },
    ...[1, 2].map((threads) => ({ system: 'PyTorch', threads, seconds: pythonSeconds('pytorch', threads) })),
    ...[1, 2].map((threads) => ({ system: 'Keras on PyTorch', threads, seconds: pythonSeconds('keras', threads) })),
    ...[1, 2].flatMap((threads) => {
      const [layers, ours] = nativeSeconds(threads);
      return [
        { system: 'tfjs-node', threads, seconds: layers },
        { system: 'our engine on tfjs-node', threads, seconds: ours },
      ];
    }),
    { system: 'TensorFlow.js wasm', threads: 1, seconds: await tfjsSeconds('wasm', WORKLOADS) },
    // On the larger shapes it takes minutes an update.
    { system: 'TensorFlow.js cpu', threads: 1, seconds: await tfjsSeconds('cpu', [SEED]) },
  ];
  printSystems(rows);
  await printShares(exact, fast);
  await printGrowth();
  await printMemory();
}

async function all(engine: Engine): Promise<number[]> {
  const seconds: number[] = [];
  for (const work of WORKLOADS) seconds.push(await bestSeconds(work, engine));
  return seconds;
}

/** Milliseconds of the seed experiment, and of one update on each shape, with how many times ours (one thread) that is. */
function printSystems(rows: readonly Row[]): void {
  const [ours] = rows;
  console.log('Training: milliseconds of the seed experiment and of one update on each shape, times ours');
  console.log(['system'.padEnd(26), 'threads', ...WORKLOADS.map(({ name }) => name.padStart(24))].join(' '));
  for (const { system, threads, seconds } of rows) {
    const cells = WORKLOADS.map((work, index) => {
      const value = seconds[index];
      if (value === undefined) return '–'.padStart(24);
      const updates = work === SEED ? 1 : work.epochs;
      const ratio = value / (ours.seconds[index] as number);
      return `${((1000 * value) / updates).toFixed(1)} (${ratio.toFixed(2)})`.padStart(24);
    });
    console.log([system.padEnd(26), String(threads).padStart(7), ...cells].join(' '));
  }
}

/** How much of the bare matrix product's rate training reaches, and what a second thread brings. */
async function printShares(exact: readonly number[], fast: readonly number[][]): Promise<void> {
  const bare = await bareRate('dist/kernels.wasm');
  const relaxed = WebAssembly.validate(new Uint8Array(await readFile('dist/kernels.fast.wasm')));
  const bareFast = relaxed ? await bareRate('dist/kernels.fast.wasm') : bare;
  const fused = relaxed ? bareFast.toFixed(1) : 'the same: no relaxed SIMD here';
  console.log(`\nBare matrix product: ${bare.toFixed(1)} GFLOP/s, fast ${fused}`);
  console.log('one update               GFLOP/s   of bare   fast, of its bare   two threads, times one');
  for (const [index, work] of SHAPES.entries()) {
    const at = index + 1;
    const rate = (seconds: number) => (operations(work) * work.epochs) / seconds / 1e9;
    const share = (seconds: number, of: number) => `${Math.round((100 * rate(seconds)) / of)} %`;
    console.log(
      work.name.padEnd(24) +
        rate(exact[at]).toFixed(1).padStart(8) +
        share(exact[at], bare).padStart(10) +
        share(fast[0][at], bareFast).padStart(20) +
        (fast[0][at] / fast[1][at]).toFixed(2).padStart(25),
    );
  }
}

/** Time is linear: twice the sequences, steps or samples of a batch take about twice as long. */
async function printGrowth(): Promise<void> {
  const [work] = SHAPES;
  const one = await bestSeconds(work);
  const doubled: [string, Workload][] = [
    ['sequences', { ...work, sequences: 2 * work.sequences }],
    ['steps', { ...work, length: 2 * work.length }],
    ['batch', { ...work, batch: 2 * work.batch, sequences: 2 * work.sequences }],
  ];
  const ratios: string[] = [];
  for (const [what, twice] of doubled) ratios.push(`${what} ${((await bestSeconds(twice)) / one).toFixed(2)}`);
  console.log(`\nTimes longer with twice as many, on ${work.name}: ${ratios.join(', ')}`);
}

/** The most memory that a whole run in the terminal holds: 100,000 sequences of 100 steps, one epoch. */
async function printMemory(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-bench-'));
  try {
    const file = path.join(folder, 'large.lstm.json');
    const layers = [
      { type: 'lstm', units: 16 },
      { type: 'dense', units: 1 },
    ];
    const data = { task: 'sum', samples: 100_000, length: 100 };
    writeFileSync(file, JSON.stringify({ data, model: { layers }, train: { epochs: 1, batchSize: 128 } }));
    const most = await peakMegabytes('dist/cli.js', 'train', file, '--json');
    const text = most === undefined ? 'not measured here' : `${most} MB`;
    console.log(`Memory of a run with 100,000 sequences of 100 steps: ${text}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As Linux counts it; undefined elsewhere. */
async function peakMegabytes(...args: string[]): Promise<number | undefined> {
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  let most: number | undefined;
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024) || most;
    } catch {
      // It has ended, or this is no Linux.
    }
  }, 100);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
  return most;
}

/** The product alone, on matrices that fit the second cache: [64,256] by [256,256]. */
async function bareRate(file: string): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 32768, shared: true });
  const module = await WebAssembly.compile(new Uint8Array(await readFile(file)));
  const { exports } = await WebAssembly.instantiate(module, importsOf(memory));
  const { accumulate } = exports as { accumulate: (...args: number[]) => void };
  const [rows, columns, depth, repeats] = [64, 256, 256, 50];
  const [a, b, c] = [65536, 65536 * 4, 65536 * 16];
  const seconds = best(20, () => {
    for (let i = 0; i < repeats; i++) accumulate(a, 4 * depth, 4, b, c, 4 * columns, rows, columns, depth);
  });
  return (2 * rows * columns * depth * repeats) / seconds / 1e9;
}

/** Seconds of each workload; none where Python or the framework is not there. PYTHON names another Python. */
function pythonSeconds(framework: string, threads: number): number[] {
  const env = { ...process.env, OMP_NUM_THREADS: String(threads), KERAS_BACKEND: 'torch' };
  const args = ['test/bench/frameworks.py', framework, String(threads), JSON.stringify(WORKLOADS)];
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', args, { env, encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout.trim().split('\n').pop() as string) : [];
}

/** Seconds on tfjs-node, of its own layers and of our engine; none where it is not in out/tensorflow. */
function nativeSeconds(threads: number): number[][] {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads), TF_CPP_MIN_LOG_LEVEL: '2' };
  const { status, stdout } = spawnSync(process.execPath, ['scripts/bench-native.mjs'], { env, encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout.trim().split('\n').pop() as string) : [[], []];
}
