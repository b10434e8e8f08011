import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOneBuffer } from '../../../src/worker/oneBuffer.js';

const arrays = fc.oneof(fc.float32Array(), fc.float64Array());
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    arrays,
    fc.string(),
    fc.double(),
    fc.constant(undefined),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(fc.stringMatching(/^[a-z]+$/), tie('value')),
  ),
}));

describe('inOneBuffer', () => {
  it('changes no value, and leaves the original as it was', () => {
    fc.assert(
      fc.property(data.value, (value) => {
        const before = structuredClone(value);
        expect(inOneBuffer(value)).toEqual(before);
        expect(value).toEqual(before);
      }),
    );
  });

  it('makes all typed arrays views of the same memory', () => {
    fc.assert(
      fc.property(fc.array(arrays), (list) => {
        expect(new Set(inOneBuffer(list).map(({ buffer }) => buffer)).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});
