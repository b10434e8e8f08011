/** Python that behaves badly: real scripts in a real interpreter, in the place of `python/train.py`. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../../src/core/runs/runFolder.js';
import type { WorkerHost } from '../../../src/worker/host.js';
import { KerasTrainer } from '../../../src/worker/keras/kerasTrainer.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import type { Python } from '../../../src/worker/protocol.js';
import { findPython } from '../../../src/worker/python/find.js';
import { train } from '../../../src/worker/train.js';
import { wasmEngine } from '../engine/support.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const folder = temporaryFolder('python');
const temporary = path.join(folder, 'tmp');
beforeEach(() => mkdirSync(temporary, { recursive: true }));

const python = ((): Python | undefined => {
  try {
    return findPython(undefined, '');
  } catch {
    return undefined;
  }
})();

/** What a script needs to look like `train.py`. One epoch of its "training" halves the weights. */
const PRELUDE = `
import json, os, struct, sys, time
folder = sys.argv[1]
job = json.load(open(folder + "/job.json"))
def say(kind, **values): print(json.dumps({"lstmLens": kind, **values}), flush=True)
def ready(): say("ready", keras="3.0.0", backend="none", python="3", devices=[], shared=1)
def weights(value): open(folder + "/weights.bin", "wb").write(struct.pack("<35f", *[value] * 35))
def epoch(loss=1.0):
    line = sys.stdin.readline()
    if not line: sys.exit()
    weights(loss)
    open(folder + "/memory.npz", "wb").write(b"memory")
    say("epoch", loss=loss, batch=None)
def saving():
    command = json.loads(sys.stdin.readline())
    open(command["file"], "wb").write(b"keras")
    say("saved")
`;

/** 8 + 16 + 8 weights of the LSTM, 2 + 1 of the dense layer. */
const config = {
  path: path.join(folder, 'a.lstm.json'),
  text: JSON.stringify({
    engine: 'keras',
    data: { task: 'sum', samples: 20, length: 3, split: { validation: 0 } },
    model: {
      layers: [
        { type: 'lstm', units: 2 },
        { type: 'dense', units: 1 },
      ],
    },
    train: { epochs: 3, batchSize: 10 },
    inspect: { influence: ['gradientInput'], attention: [] },
  }),
};

async function run(script: string, { silence = 120_000, cancelled = (): boolean => false } = {}) {
  const file = path.join(folder, 'script.py');
  writeFileSync(file, PRELUDE + script);
  const host: WorkerHost = {
    ...{ files: nodeFiles, engine: wasmEngine, viewer: wasmEngine },
    keras: (job, settings) => KerasTrainer.start(job, settings, file, silence),
    yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
    seconds: () => performance.now() / 1000,
    ...{ now: () => new Date(), version: '0', writer: { process: process.pid }, isRunning: () => true, memory: 2048 },
  };
  const out = mkdtempSync(path.join(folder, 'run-'));
  const here = python && { ...python, environment: { ...python.environment, TMPDIR: temporary } };
  const params = { config, out, dataSamples: 0, progress: '', python: here };
  const result = await train(host, params, () => {}, cancelled).catch((error: Error) => error);
  const manifest = existsSync(path.join(out, 'manifest.json')) ? await readManifest(nodeFiles, out) : undefined;
  const message = result instanceof Error ? result.message : '';
  return { out, result, message, manifest };
}

describe.runIf(python)('Python that behaves badly', () => {
  it('prints junk between the lines: it is kept as the log, and the run is done', async () => {
    const { manifest, message, out } = await run(`
print("A warning of a library", flush=True)
os.write(1, b"\\x00\\xff" * 500000 + b"\\n")
print('{"lstmLens": "epoch", half a line', flush=True)
print('{"other": "json"}', file=sys.stderr, flush=True)
ready()
for loss in (3.0, 2.0, 1.0):
    print("Epoch", loss, "of" + "!" * 2000, flush=True)
    epoch(loss)
saving()
sys.stdin.read()
`);
    expect(message).toBe('');
    expect(manifest).toMatchObject({ status: 'done', epochs: 3, framework: { backend: 'none' } });
    const log = readFileSync(path.join(out, 'python.log'), 'utf8');
    for (const text of ['A warning', '"epoch", half a line', '{"other": "json"}', 'Epoch 1.0 of!!'])
      expect(log).toContain(text);
    expect(readFileSync(path.join(out, 'model.keras'), 'utf8')).toBe('keras');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('hangs: the run fails with the last lines, and what was learned before stays', async () => {
    const { manifest, message, out } = await run(
      'ready(); epoch(2.0); print("waiting for a lock", flush=True); time.sleep(600)',
      {
        silence: 3000,
      },
    );
    expect(message).toMatch(
      /^Python \(.*\) hangs: nothing was heard of it for 3 s\. It printed at last:\nwaiting for a lock$/,
    );
    expect(manifest).toMatchObject({ status: 'failed', epochs: 1, message });
    expect(readFileSync(path.join(out, 'weights.bin')).readFloatLE(0)).toBe(2);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('dies without a word, or at once', async () => {
    const late = await run('ready(); epoch(); os._exit(7)');
    expect(late.message).toBe('Python ended with code 7, before the training was done.');
    expect(late.manifest).toMatchObject({ status: 'failed', epochs: 1 });
    const early = await run('os._exit(0)');
    expect(early.message).toBe('Python ended with code 0, before the training was done.');
    expect(early.manifest).toBeUndefined();
  });

  it('is ended by the system for want of memory', async () => {
    const { message, manifest } = await run('ready(); epoch(); print("big", flush=True); os.kill(os.getpid(), 9)');
    expect(message).toBe(
      'Python was ended by SIGKILL, as a system does that has no memory left, before the training was done. It printed at last:\nbig',
    );
    expect(manifest).toMatchObject({ status: 'failed', epochs: 1 });
  });

  it('runs out of memory', async () => {
    const { message } = await run(`
import resource
ready(); epoch()
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
bytes(1 << 31)
`);
    expect(message).toMatch(/^Python ended with code 1.*MemoryError$/s);
  });

  it('gives weights of another model, or none that are numbers', async () => {
    const few = await run(`
ready()
sys.stdin.readline(); open(folder + "/weights.bin", "wb").write(b"1234"); say("epoch", loss=1, batch=None)
time.sleep(60)
`);
    expect(few.message).toMatch(/^Keras has given 4 bytes of weights, but the model has \d+\.$/);
    const nan = await run(`
ready(); epoch(3.0)
sys.stdin.readline(); weights(float("inf")); say("epoch", loss=1.0, batch=None)
time.sleep(60)
`);
    expect(nan.message).toMatch(/^The model was no longer finite after epoch 2: .*the weights of lstm_1 \(kernel\)/);
    expect(nan.manifest).toMatchObject({ status: 'failed', epochs: 1 });
    const loss = await run('ready(); sys.stdin.readline(); say("epoch", loss=None, batch=2); time.sleep(60)');
    expect(loss.message).toMatch(/^The loss was no longer finite in epoch 1, batch 2\./);
  });

  it('is ended with all that it has started when the run is cancelled, though it does not listen', async () => {
    const pid = path.join(folder, 'child.pid');
    let asked = 0;
    const { result, manifest } = await run(
      `
import subprocess
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(${JSON.stringify(pid)}, "w").write(str(child.pid))
ready(); epoch()
while True: say("alive"); time.sleep(0.2)
`,
      { cancelled: () => existsSync(pid) && ++asked > 50 },
    );
    expect(result).toMatchObject({ status: 'cancelled' });
    expect(manifest).toMatchObject({ status: 'cancelled', epochs: 1 });
    const child = Number(readFileSync(pid, 'utf8'));
    // A process whose parent is gone may still be listed until it is reaped.
    const state = existsSync(`/proc/${child}/stat`)
      ? readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1][0]
      : 'X';
    expect(['X', 'Z']).toContain(state);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('has no Keras: the message says the command that brings it, and no run is written', async () => {
    const script = JSON.stringify(path.resolve('python/train.py'));
    const { message, manifest } = await run(`
import importlib.util
importlib.util.find_spec = lambda name: None
sys.argv = [${script}, folder]
exec(compile(open(${script}).read(), "train.py", "exec"))
`);
    expect(message).toMatch(/^Keras is not installed in (.*)\. This brings it, .*: "\1" -m pip install keras torch$/);
    expect(manifest).toBeUndefined();
  });
});

describe('the Python that trains', () => {
  it('is the one that is named, and nothing else', () => {
    expect(() => findPython(path.join(folder, 'none'), 'the setting x')).toThrow(
      `"engine": "keras", and sweeps "on": "ray", need Python, but the setting x names ${path.join(folder, 'none')}, which is no program.`,
    );
  });

  it('is looked for on the PATH, where relative folders do not count', () => {
    const before = process.env.PATH;
    try {
      process.env.PATH = `.${path.delimiter}${folder}`;
      expect(() => findPython('', 'X')).toThrow(/neither python3 nor python on the PATH.*pip install keras torch/);
      writeFileSync(path.join(folder, 'python'), '', { mode: 0o755 });
      expect(findPython('', 'X', 'jax')).toMatchObject({
        command: path.join(folder, 'python'),
        environment: { KERAS_BACKEND: 'jax' },
      });
    } finally {
      process.env.PATH = before;
    }
  });
});
