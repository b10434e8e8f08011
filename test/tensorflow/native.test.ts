/**
 * The TensorFlow engine on the real TensorFlow, and through the command line in a process of its own. It needs
 * `@tensorflow/tfjs-node`, which `node scripts/install-tensorflow.mjs` brings to out/tensorflow; without it everything
 * here is skipped. Run by `npm run test:tensorflow`, after a build.
 */
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { packageIn, TENSORFLOW_VARIABLE } from '../../src/worker/tensorflow/find.js';
import { loadTensorFlow } from '../../src/worker/tensorflow/load.js';
import { describeCommandLine } from '../unit/cli/tensorFlowRuns.js';
import { describeAgreement } from '../unit/engine/tensorflow/agreement.js';

vi.setConfig({ testTimeout: 120_000 });

const folder = packageIn(process.env[TENSORFLOW_VARIABLE] ?? 'out/tensorflow');
if (folder === undefined) {
  it.skip(`needs @tensorflow/tfjs-node: node scripts/install-tensorflow.mjs, or its folder in ${TENSORFLOW_VARIABLE}`);
} else {
  const tf = loadTensorFlow(path.resolve(folder));
  describe('TensorFlow itself', async () => {
    it('is what runs', () => expect(tf.getBackend()).toBe('tensorflow'));
    await describeAgreement(tf);
  });
  describe('the command line', () => describeCommandLine(path.resolve(folder)));
}
