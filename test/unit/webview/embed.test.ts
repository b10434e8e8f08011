import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot } from '../../../webview/embed.js';
import { snapshot } from './fixtures.js';

const roundTrip = (value: object) => decodeSnapshot(encodeSnapshot(value));

describe('a snapshot inside HTML', () => {
  it('comes back as it was', () => {
    expect(roundTrip(snapshot())).toEqual(snapshot());
  });

  it('keeps every number of a typed array and its type', () => {
    fc.assert(
      fc.property(fc.float64Array(), fc.float32Array(), (wide, narrow) => {
        expect(roundTrip({ wide, narrow })).toEqual({ wide, narrow });
      }),
    );
  });

  it('keeps a window into a larger buffer, and arrays longer than one call takes', () => {
    const large = Float64Array.from({ length: 20_000 }, (_, index) => index);
    expect(roundTrip({ window: large.subarray(3, 6), large })).toEqual({ window: Float64Array.of(3, 4, 5), large });
  });

  it('keeps numbers that JSON does not know', () => {
    const values = { values: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1] };
    expect(roundTrip(values)).toEqual(values);
  });

  it('never contains what could end its element', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const embedded = encodeSnapshot({ text: `${text}</script><!--<script>` });
        expect(embedded).not.toContain('<');
        expect(decodeSnapshot(embedded)).toEqual({ text: `${text}</script><!--<script>` });
      }),
    );
  });
});
