import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreOptions } from '../../../webview/views/options.js';
import { boundsOf, flat } from '../../../webview/views/space/geometry.js';
import { boundsSeen, movedBy, WHOLE, type Zoom, zoomedAt } from '../../../webview/views/space/zoom.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const points = { coordinates: Float32Array.of(-2, 1, 0, 4, 3, -6, 1, 2), width: 2 };
const whole = boundsOf(points);
const places = (zoom: Zoom) => flat(points, boundsSeen(whole, zoom));

describe('zooming into the state space', () => {
  it('keeps what is under the pointer where it is', () => {
    fc.assert(
      fc.property(share, share, fc.double({ min: 1, max: 50, noNaN: true }), (right, down, by) => {
        const zoom = zoomedAt(WHOLE, by, [right, down]);
        const before = places(WHOLE);
        for (const [at, place] of places(zoom).entries()) {
          const pointer = at % 2 === 0 ? right : down;
          expect(place - pointer).toBeCloseTo(zoom.factor * (before[at] - pointer), 3);
        }
      }),
    );
  });

  it('never shows anything beyond the whole, and comes back to it', () => {
    const step = fc.record({ by: fc.double({ min: 0.2, max: 5, noNaN: true }), right: share, down: share });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let zoom = WHOLE;
        for (const { by, right, down } of steps) {
          zoom = movedBy(zoomedAt(zoom, by, [right, down]), 2 * right - 1, 2 * down - 1);
          expect(zoom.factor).toBeGreaterThanOrEqual(1);
          for (const middle of zoom.middle) {
            expect(Math.abs(middle - 0.5)).toBeLessThanOrEqual(0.5 - 0.5 / zoom.factor + 1e-12);
          }
        }
        expect(zoomedAt(zoom, 1e-6, [0.3, 0.9])).toEqual(WHOLE);
      }),
    );
  });

  it('moves what is seen with the pointer', () => {
    const zoom = zoomedAt(WHOLE, 4, [0.5, 0.5]);
    const [before, after] = [places(zoom), places(movedBy(zoom, 0.25, -0.5))];
    for (const [at, place] of after.entries()) expect(place - before[at]).toBeCloseTo(at % 2 === 0 ? 0.25 : -0.5, 5);
  });

  it('is the same after a reload, and nothing else is taken for one', () => {
    const zoom = movedBy(zoomedAt(WHOLE, 8, [0.2, 0.7]), 0.1, 0.1);
    const kept = restoreOptions({ zoom: JSON.parse(JSON.stringify(zoom)) }).zoom;
    expect(kept.factor).toBeCloseTo(zoom.factor, 12);
    for (const d of [0, 1]) expect(kept.middle[d]).toBeCloseTo(zoom.middle[d], 12);
    for (const broken of [
      undefined,
      3,
      {},
      { factor: 2 },
      { factor: 'x', middle: [0, 0] },
      { factor: 2, middle: [0] },
    ]) {
      expect(restoreOptions({ zoom: broken }).zoom).toEqual(WHOLE);
    }
  });
});
