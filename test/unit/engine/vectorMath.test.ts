import { describe, expect, it } from 'vitest';
import type { Activation } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { activate } from '../../reference/activations.js';
import { KernelMemory, KINDS } from './kernels.js';

const memory = await KernelMemory.create();

function run(kind: keyof typeof KINDS, x: Float32Array): Float32Array {
  memory.clear();
  const at = memory.put(x);
  memory.kernels.activateRow(at, x.length, KINDS[kind]);
  return memory.view(at, x.length).slice();
}

/** Dense from -100 to 100, and of every size from the smallest normal number up, with both signs. */
const random = Random.for(1, 'data');
const wide = Float32Array.from({ length: 400_000 }, (_, i) => {
  if (i % 2 === 0) return (2 * random.uniform() - 1) * 100;
  return (i % 4 === 1 ? 1 : -1) * 2 ** (133 * random.uniform() - 126);
});

/** Largest absolute and relative error over values whose result is a normal float. */
function errors(kind: keyof typeof KINDS, exact: (x: number) => number, values: Float32Array) {
  const result = run(kind, values);
  let absolute = 0;
  let relative = 0;
  for (const [i, y] of result.entries()) {
    const error = Math.abs(y - exact(values[i]));
    expect(error).not.toBeNaN();
    absolute = Math.max(absolute, error);
    if (Math.abs(exact(values[i])) > 2 ** -126) relative = Math.max(relative, error / Math.abs(exact(values[i])));
  }
  return { absolute, relative };
}

describe('exp, sigmoid and tanh', () => {
  it('exp is right to 2e-7 of its value', () => {
    const inside = wide.map((x) => Math.max(-86.9, Math.min(86.9, x)));
    expect(errors('exp', Math.exp, inside).relative).toBeLessThan(2e-7);
  });

  it('sigmoid is right to 1e-7, and to 3e-7 of its value where that is small', () => {
    const inside = wide.map((x) => Math.max(-86.9, x));
    const { absolute, relative } = errors('sigmoid', (x) => 1 / (1 + Math.exp(-x)), inside);
    expect(absolute).toBeLessThan(1.2e-7);
    expect(relative).toBeLessThan(3e-7);
  });

  it('tanh is right to 1.2e-7, and to 3e-7 of its value near zero', () => {
    const { absolute, relative } = errors('tanh', Math.tanh, wide);
    expect(absolute).toBeLessThan(1.2e-7);
    expect(relative).toBeLessThan(3e-7);
  });

  it('tanh keeps zeros, their sign, and numbers below the normal ones', () => {
    const tiny = Float32Array.of(0, -0, 1e-45, -1e-45, 1e-40, -1e-40, 1e-38, -1e-38);
    expect(run('tanh', tiny)).toEqual(tiny);
  });

  it('tanh is odd and never beyond one', () => {
    const y = run('tanh', wide);
    expect(
      run(
        'tanh',
        wide.map((x) => -x),
      ),
    ).toEqual(y.map((value) => -value));
    expect(y.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it('end where they must', () => {
    const ends = Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -3e38);
    expect([...run('tanh', ends)]).toEqual([1, -1, 1, -1]);
    const [high, low, larger, smaller] = run('sigmoid', ends);
    expect([high, larger]).toEqual([1, 1]);
    expect(Math.max(low, smaller)).toBeLessThan(1e-37);
    expect(Math.min(low, smaller)).toBeGreaterThanOrEqual(0);
  });
});

describe('all activations', () => {
  const kinds = ['linear', 'tanh', 'sigmoid', 'hardSigmoid', 'relu'] as const satisfies readonly Activation[];

  it.each([...kinds, 'exp'] as const)('%s hands on NaN and keeps it in its lane', (kind) => {
    const y = run(kind, Float32Array.of(Number.NaN, 1, Number.NaN, -1));
    expect([...y].map(Number.isNaN)).toEqual([true, false, true, false]);
  });

  it.each(kinds)('%s agrees with the reference', (kind) => {
    const x = Float32Array.from({ length: 4000 }, (_, i) => (i - 2000) / 400);
    const y = run(kind, x);
    for (const [i, value] of y.entries()) expect(Math.abs(value - activate(kind, x[i]))).toBeLessThan(2e-7);
  });
});
