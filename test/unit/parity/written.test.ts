/** ONNX Runtime, PyTorch and Keras on what is written here: the same predictions; only where they are here to ask. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeModelFile } from '../../../src/core/formats/modelFile.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { inputsFor } from '../engine/stacks.js';
import { largestError, makeCase, wasmEngine } from '../engine/support.js';
import { CHAINS } from './chains.js';
import { decoded } from './fixtures.js';

const SAMPLES = 4;
const LENGTH = 5;
const place = 'out/parity/exchanged';

it.runIf(process.env.PARITY_PYTHON)(
  'a file written here predicts the same in ONNX Runtime, PyTorch and Keras',
  async () => {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const engine = await wasmEngine();
    const wanted: Float32Array[] = [];
    const entries: { file: string; by?: string; shape: number[]; inputs: string }[] = [];
    for (const [index, { features, layers, torch }] of CHAINS.entries()) {
      const spec = { length: LENGTH, features, layers };
      const { weights, random } = makeCase(spec, SAMPLES, index + 1);
      const inputs = inputsFor(spec, SAMPLES, random);
      const network = await engine.createNetwork(spec, weights, SAMPLES);
      const outputs = network.predict(inputs);
      network.dispose();
      const ids = layers[0].type === 'embedding';
      const shape = [SAMPLES, LENGTH, ...(ids ? [] : [features])];
      const model = { name: `chain ${index}`, spec, weights };
      const files = [{ file: `${index}.onnx` }];
      const script = { file: `chain_${index}.py` };
      for (const { file } of torch ? [...files, script] : files) {
        await writeModelFile(nodeFiles, path.join(place, file), model);
      }
      for (const one of torch ? [...files, { ...script, by: 'torch' }, { ...script, by: 'keras' }] : files) {
        entries.push({ ...one, shape, inputs: Buffer.from(inputs.buffer).toString('base64') });
        wanted.push(outputs);
      }
    }
    writeFileSync(path.join(place, 'inputs.json'), JSON.stringify(entries));
    const args = ['-W', 'ignore', 'test/parity/predict_written.py', place];
    const printed = execFileSync(process.env.PARITY_PYTHON!, args, { encoding: 'utf8' });
    const outputs: string[] = JSON.parse(printed.trim().split('\n').at(-1)!);
    const apart = outputs.map((text, at) => largestError(decoded(text), wanted[at]));
    for (const [at, { file, by = '' }] of entries.entries()) expect(apart[at], `${file} ${by}`).toBeLessThan(1e-5);
    console.log(`Largest difference of ${entries.length} written models: ${Math.max(...apart).toExponential(1)}`);
  },
  300_000,
);
