/** Exact Shapley values of the steps against TimeSHAP's event-level values. */
import { expect, it } from 'vitest';
import { explain } from '../analysis/support.js';
import { wasmEngine } from '../engine/support.js';
import { dense, lstm } from '../support/specs.js';
import { decoded, difference, fixtureWeights, readFixtures } from './fixtures.js';
import { spread } from './numbers.js';

interface Result {
  readonly outputs: string;
  readonly shapley: string;
}

it('shapley gives the values of TimeSHAP’s events', async () => {
  const [{ outputs, shapley }] = readFixtures<Result>('timeshap.json');
  const spec = { length: 5, features: 2, layers: [lstm('lstm', 4), dense('dense', 1)] };
  const network = await (await wasmEngine()).createNetwork(spec, fixtureWeights(spec), 64);
  const inputs = spread(30, 1);
  expect(difference(network.predict(inputs), decoded(outputs))).toBeLessThan(1e-6);
  const { perStep } = await explain('shapley', network, inputs, spread(10, 2));
  expect(difference(Float32Array.from(perStep), decoded(shapley))).toBeLessThan(1e-5);
  network.dispose();
});
