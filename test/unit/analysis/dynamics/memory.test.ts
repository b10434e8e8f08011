import { describe, expect, it } from 'vitest';
import { holdTimes } from '../../../../src/core/analysis/dynamics/memory.js';
import type { LayerTrace } from '../../../../src/core/engine/engine.js';

const trace = (change: Partial<LayerTrace>): LayerTrace => ({
  layer: 'l',
  type: 'lstm',
  direction: 'forward',
  units: 2,
  steps: 2,
  hidden: new Float32Array(4),
  gates: {},
  ...change,
});

describe('the half-life of a unit', () => {
  it('is one step for a gate that is half open, and two where two steps halve', () => {
    const gates = { forget: Float32Array.of(0.5, 0.25, 0.5, 1) };
    expect([...holdTimes(trace({ gates }))!].map((steps) => Number(steps.toFixed(6)))).toEqual([1, 1]);
    const slower = { forget: Float32Array.of(0.5, Math.SQRT1_2, 1, Math.SQRT1_2) };
    for (const steps of holdTimes(trace({ gates: slower }))!) expect(steps).toBeCloseTo(2, 5);
  });

  it('is that of the update gate in a GRU, has no end for an open gate, and none at all without gates', () => {
    const gates = { update: Float32Array.of(1, 0.5, 1, 0.5), reset: new Float32Array(4) };
    expect([...holdTimes(trace({ type: 'gru', gates }))!]).toEqual([Number.POSITIVE_INFINITY, 1]);
    expect(holdTimes(trace({ type: 'simpleRnn' }))).toBeUndefined();
  });

  it('is nothing for a gate that shuts', () => {
    const gates = { forget: Float32Array.of(0, 0.5, 1, 0.5) };
    expect(holdTimes(trace({ gates }))![0]).toBe(0);
  });
});
