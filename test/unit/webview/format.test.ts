import { describe, expect, it } from 'vitest';
import {
  decimalsFor,
  formatCount,
  formatFixed,
  formatNumber,
  formatSeconds,
  formatSigned,
} from '../../../webview/format.js';

describe('numbers', () => {
  it.each([
    [0.997812, '0.9978'],
    [-0.5, '−0.5'],
    [123456.7, '123500'],
    [0.00001234, '1.23e−5'],
    [0, '0'],
    [Number.NaN, '–'],
    [null, '–'],
    [undefined, '–'],
  ])('%s reads %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('line up in a column, without a minus before zero', () => {
    expect(decimalsFor([0.25, -3.1, Number.NaN])).toBe(2);
    expect(decimalsFor([])).toBe(2);
    expect(decimalsFor([1234])).toBe(0);
    expect(formatFixed(-0.001, 2)).toBe('0.00');
    expect(formatFixed(-0.126, 2)).toBe('−0.13');
  });

  it('say which way they go', () => {
    expect([0.5, -0.5, 0].map((value) => formatSigned(value))).toEqual(['+0.5', '−0.5', '0']);
  });

  it('count and time', () => {
    expect(formatCount(16896)).toBe('16\u202f896');
    expect([0.42, 59.4, 61, 3700].map(formatSeconds)).toEqual(['0.42 s', '59 s', '1 min 1 s', '1 h 1 min']);
  });
});
