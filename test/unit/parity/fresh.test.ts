/** What the frameworks say today is what they said when the fixtures were committed; only where they are here to ask. */
import { expect, it } from 'vitest';
import { decoded, difference, readFixtures } from './fixtures.js';

const COMMITTED = 'test/parity/fixtures';

/** Every encoded array of a fixture, with the way to it. */
function arrays(value: unknown, place: string): { place: string; text: string }[] {
  if (typeof value === 'string') return /^[A-Za-z0-9+/]+=*$/.test(value) ? [{ place, text: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === 'name' ? [] : arrays(part, `${place}.${key}`)));
}

it.runIf(process.env.PARITY_FIXTURES)('the frameworks still say what they said', () => {
  for (const name of ['keras.json', 'captum.json', 'timeshap.json']) {
    const fresh = arrays(readFixtures(name), name).filter(({ place }) => !place.includes('layers'));
    const committed = arrays(readFixtures(name, COMMITTED), name).filter(({ place }) => !place.includes('layers'));
    expect(fresh.map(({ place }) => place)).toEqual(committed.map(({ place }) => place));
    expect(fresh.length).toBeGreaterThan(1);
    for (const [i, { place, text }] of fresh.entries()) {
      const apart = difference(decoded(text), decoded(committed[i].text));
      expect(apart, place).toBeLessThan(1e-5);
    }
  }
});
