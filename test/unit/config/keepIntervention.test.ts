import { applyEdits, parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import type { Intervention } from '../../../src/core/config/interventions.js';
import { keepIntervention } from '../../../src/core/config/keepIntervention.js';

const HELD: Intervention = { type: 'clampUnits', layer: 'lstm_1', units: [3, 5], state: 'hidden', value: 0 };
const MOVED: Intervention = { type: 'moveState', layer: 'lstm_1', step: 2, along: 'runningSum', by: 0.5 };
const kept = (text: string, intervention: Intervention) => applyEdits(text, keepIntervention(text, intervention));

describe('an intervention that is kept', () => {
  it.each([
    ['a config without inspect', '{\n  // why\n  "data": {}\n}\n'],
    ['an inspect without interventions', '{\n  // why\n  "inspect": { "baseline": "zero" }\n}\n'],
    ['an empty list', '{\n  // why\n  "inspect": { "interventions": [] },\n}\n'],
  ])('becomes the only one of %s, and everything else stays', (_, text) => {
    const after = kept(text, HELD);
    expect(parse(after).inspect.interventions).toEqual([HELD]);
    expect(after).toContain('// why');
    const { inspect, ...others } = parse(after);
    expect(others).toEqual({ ...parse(text), inspect: undefined });
    expect({ ...inspect, interventions: [] }).toEqual({ ...parse(text).inspect, interventions: [] });
  });

  it('is added behind those that are there', () => {
    const twice = kept(kept('{ "inspect": {} }', HELD), MOVED);
    expect(parse(twice).inspect.interventions).toEqual([HELD, MOVED]);
  });

  it.each(['', '[]', '{ "inspect": { "interventions": 3 } }'])('is refused by what is no config: %s', (text) => {
    expect(() => keepIntervention(text, HELD)).toThrow('The config has a fault');
  });
});
