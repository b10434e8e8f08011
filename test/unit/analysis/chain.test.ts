import { describe, expect, it } from 'vitest';
import { chainOf, outputsOf, runChain } from '../../../src/core/analysis/chain/chain.js';
import { readout } from '../../../src/core/analysis/influence/stateChangeReadout.js';
import { forward } from '../../reference/lstm.js';
import { largestError } from '../engine/support.js';
import { FunctionNetwork } from '../support/functionNetwork.js';
import { explain, randomNetwork, single, stacked } from './support.js';

describe('a chain of layers', () => {
  it.each([single, stacked])('computes what the reference computes', async (spec) => {
    const { network, weights, sample } = await randomNetwork(spec, 3);
    const chain = chainOf(network)!;
    for (const n of [0, 1, 2]) {
      const values = runChain(chain, sample(n));
      const { outputs, traces } = forward(spec, weights, sample(n));
      expect(largestError(outputsOf(values), outputs)).toBeLessThan(1e-12);
      const recurrent = values.filter((link) => link.type === 'lstm');
      for (const [index, { hidden, cell }] of recurrent.entries()) {
        expect(largestError(hidden, traces[index].hidden)).toBeLessThan(1e-12);
        expect(largestError(cell, traces[index].cell)).toBeLessThan(1e-12);
      }
    }
  });

  it('is not there where the network has no recurrent layer', () => {
    expect(
      chainOf(
        new FunctionNetwork(
          1,
          1,
          () => 0,
          () => [0],
        ),
      ),
    ).toBeUndefined();
  });
});

describe('stateChangeReadout', () => {
  it('reads a linear head’s weights, and shares out w · h_T', async () => {
    const { network, weights, inputs, sample } = await randomNetwork(single, 5);
    const { perStep } = await explain('stateChangeReadout', network, inputs);
    const [kernel, bias] = weights[1];
    expect([...readout(runChain(chainOf(network)!, sample(0)), 0).weights]).toEqual(kernel);
    for (const n of [0, 1, 2]) {
      const { outputs, traces } = forward(single, weights, sample(n));
      const sum = perStep.subarray(n * 4, (n + 1) * 4).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(outputs[0] - bias[0], 12);
      const first = traces[0].hidden.slice(0, 5).reduce((total, h, u) => total + h * kernel[u], 0);
      expect(perStep[n * 4]).toBeCloseTo(first, 12);
    }
  });

  it('takes the slope of non-linear layers behind the state at the state itself', async () => {
    const { network, weights, sample } = await randomNetwork(stacked, 6);
    const values = runChain(chainOf(network)!, sample(0));
    const head = { ...stacked, length: 1, features: 4, layers: stacked.layers.slice(3) };
    const state = forward(stacked, weights, sample(0)).traces[1].hidden.slice(-4);
    for (const output of [0, 1]) {
      const read = readout(values, output).weights;
      for (let u = 0; u < 4; u++) {
        const y = (by: number) =>
          forward(
            head,
            weights.slice(3),
            state.map((h, i) => (i === u ? h + by : h)),
          ).outputs[output];
        expect(read[u]).toBeCloseTo((y(1e-5) - y(-1e-5)) / 2e-5, 8);
      }
    }
  });
});
