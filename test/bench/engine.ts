/** The embedded engine against others, on one thread each, in one run: only the ratios mean something. */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { importsOf } from '../../src/core/engine/wasm/helpers.js';
import type { LstmLayer, ModelSpec } from '../../src/core/model/spec.js';
import { dense, lstm, seedSpec } from '../unit/support/specs.js';
import { best, stepSeconds, trainSeconds } from './ours.js';
import { tfjsSeconds } from './tfjs.js';

const SEED = { sequences: 1000, batch: 32, epochs: 10 };

/** Shapes on which the share of the bare kernel's rate is measured: steps, features, units, batch. */
const SHAPES = [
  [100, 8, 64, 32],
  [100, 64, 128, 64],
  [50, 128, 256, 128],
] as const;

export async function benchEngine(): Promise<void> {
  console.log(`${cpus()[0].model}, Node ${process.version}, one thread each\n`);
  await benchSeed();
  await benchShapes();
}

/** LSTM 64 → LSTM 32 → Dense 1, 1000 sequences of 5 numbers, batches of 32, 10 epochs, Adam. */
async function benchSeed(): Promise<void> {
  const ours: number[] = [];
  for (let round = 0; round < 5; round++) ours.push(await trainSeconds(seedSpec, SEED));
  const seconds = Math.min(...ours);
  const [layers, engine] = nativeSeconds();
  const others: [string, number | undefined][] = [
    ['PyTorch', pythonSeconds('torch_seed.py')],
    ['Keras', pythonSeconds('keras_seed.py')],
    ['TensorFlow.js wasm', await tfjsSeconds('wasm', SEED)],
    ['tfjs-node', layers],
    ['our engine on tfjs-node', engine],
    ['TensorFlow.js cpu', await tfjsSeconds('cpu', SEED)],
  ];
  console.log('seed experiment             seconds   times ours');
  const row = (name: string, value: string, ratio: string) =>
    console.log(name.padEnd(25) + value.padStart(10) + ratio.padStart(13));
  row('LSTM Lens', seconds.toFixed(3), '1');
  for (const [name, value] of others) {
    if (value === undefined) row(name, 'not here', '');
    else row(name, value.toFixed(3), (value / seconds).toFixed(1));
  }
}

async function benchShapes(): Promise<void> {
  const bare = await bareRate();
  console.log(`\nbare matrix product: ${bare.toFixed(1)} GFLOP/s`);
  console.log('one update               GFLOP/s   of bare');
  for (const [length, features, units, batch] of SHAPES) {
    const spec: ModelSpec = { length, features, layers: [lstm('lstm', units), dense('dense', 1)] };
    const rate = flops(spec, batch) / (await stepSeconds(spec, batch, 5)) / 1e9;
    const share = `${Math.round((100 * rate) / bare)} %`;
    console.log(
      `T=${length} F=${features} H=${units} B=${batch}`.padEnd(24) + rate.toFixed(1).padStart(8) + share.padStart(10),
    );
  }
}

/** Operations of the matrix products of one update of one LSTM layer; the input needs no gradient. */
function flops({ length, features, layers }: ModelSpec, batch: number): number {
  const { units } = layers[0] as LstmLayer;
  const inputProducts = 2 * length * features * 4 * units;
  const recurrentProducts = 3 * (length - 1) * units * 4 * units;
  return 2 * batch * (inputProducts + recurrentProducts);
}

/** The product alone, on matrices that fit the second cache: [64,256] by [256,256]. */
async function bareRate(): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 32768, shared: true });
  const module = await WebAssembly.compile(new Uint8Array(await readFile('dist/kernels.wasm')));
  const { exports } = await WebAssembly.instantiate(module, importsOf(memory));
  const { accumulate } = exports as { accumulate: (...args: number[]) => void };
  const [rows, columns, depth, repeats] = [64, 256, 256, 50];
  const [a, b, c] = [65536, 65536 * 4, 65536 * 16];
  const seconds = best(20, () => {
    for (let i = 0; i < repeats; i++) accumulate(a, 4 * depth, 4, b, c, 4 * columns, rows, columns, depth);
  });
  return (2 * rows * columns * depth * repeats) / seconds / 1e9;
}

/** Seconds that a Python script prints; undefined where Python or the framework is not there. PYTHON names another. */
function pythonSeconds(script: string): number | undefined {
  const env = { ...process.env, OMP_NUM_THREADS: '1', KERAS_BACKEND: 'torch' };
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', [`test/bench/${script}`], {
    env,
    encoding: 'utf8',
  });
  return status === 0 ? Number(stdout.trim().split('\n').pop()) : undefined;
}

/** Seconds on tfjs-node, of its own layers and of our engine; none where it is not in out/tensorflow. */
function nativeSeconds(): number[] {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
  const { status, stdout } = spawnSync(process.execPath, ['scripts/bench-native.mjs'], { env, encoding: 'utf8' });
  return status === 0 ? (stdout.trim().split('\n').pop() as string).split(' ').map(Number) : [];
}
