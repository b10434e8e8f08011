/** The container: what is well is read exactly, what is damaged is refused with its place. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/core/formats/formatError.js';
import { floatsOf, readSafetensors, writeSafetensors } from '../../../src/core/formats/safetensors.js';

/** A file of the given header and so many bytes of numbers. */
function file(header: unknown, numbers = 0, length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const tensor = (begin: number, end: number, shape: number[], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('a damaged safetensors file', () => {
  it.each<[string, RegExp, Uint8Array]>([
    ['an empty file', /ends at byte 0, before the length/, new Uint8Array()],
    ['a header of 4 GB', /Byte 0 says a header of 4294967296 bytes/, file({}, 0, 2n ** 32n)],
    ['a header beyond the file', /header ends at byte 1008, but the file has 10 bytes/, file({}, 0, 1000n)],
    ['a header that is no JSON', /from byte 8 on, is no JSON/, file('{ "a": ')],
    ['a header that is a list', /is no object of tensors/, file([])],
    ['a header that is no text', /\(bytes 8 to 10\) is no UTF-8/, file(String.fromCharCode(0), 1, 2n).fill(0xff, 8)],
    ['an entry that is none', /Tensor "a" lacks a usable dtype/, file({ a: 3 })],
    ['a negative size', /Tensor "a" lacks a usable dtype/, file({ a: tensor(0, 4, [-1]) }, 4)],
    ['a size that is no number', /lacks a usable/, file({ a: tensor(0, 4, [1e300]) }, 4)],
    [
      'an offset outside',
      /"a" is said to lie at bytes 6\d to 7\d, but the file has/,
      file({ a: tensor(0, 8, [2]) }, 4),
    ],
    ['an end before its begin', /is said to lie at bytes/, file({ a: tensor(4, 0, [1]) }, 4)],
    ['a shape of another size', /has 4 bytes .* but F32 \[2,3\] takes 24/, file({ a: tensor(0, 4, [2, 3]) }, 4)],
    ['a type of another size', /but F64 \[1\] takes 8/, file({ a: tensor(0, 4, [1], 'F64') }, 4)],
    [
      'tensors that overlap',
      /Tensor "b" begins at byte \d+, within tensor "a"/,
      file({ a: tensor(0, 8, [2]), b: tensor(4, 12, [2]) }, 12),
    ],
    [
      'a hole between tensors',
      /before tensor "b", belong to no tensor/,
      file({ a: tensor(0, 4, [1]), b: tensor(8, 12, [1]) }, 12),
    ],
    ['numbers that nobody names', /behind tensor "a", belong to no tensor/, file({ a: tensor(0, 4, [1]) }, 400)],
    [
      'a name that comes twice',
      /names the tensor "é" twice, the second time at byte \d+/,
      file(`{"é":${JSON.stringify(tensor(0, 4, [1]))},"\\u00e9":${JSON.stringify(tensor(4, 8, [1]))}}`, 8),
    ],
  ])('%s', (_, message, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
    expect(() => readSafetensors(bytes)).toThrow(ModelFormatError);
  });

  it('whose numbers are integers is read, but not as weights', () => {
    const { tensors } = readSafetensors(file({ steps: tensor(0, 8, [], 'I64') }, 8));
    expect(() => floatsOf(tensors.get('steps')!)).toThrow(/"steps" has the type I64/);
  });

  it('of any bytes fails with a ModelFormatError', () => {
    const header = fc.dictionary(fc.string(), fc.oneof(fc.json(), fc.constant(tensor(0, 4, [1]))), { maxKeys: 4 });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.tuple(header, fc.nat(16)).map(([entries, numbers]) => file(entries, numbers)),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        try {
          readSafetensors(content);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFormatError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('made from a real one by changing bytes fails with a ModelFormatError, or is read', () => {
    const real = new Uint8Array(readFileSync('test/parity/fixtures/exchange/lstm.safetensors'));
    const change = fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(change, fc.nat(real.length), (changes, end) => {
        const bytes = real.slice(0, end % 3 === 0 ? end : real.length);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          for (const one of readSafetensors(bytes).tensors.values()) if (one.dtype === 'F32') floatsOf(one);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFormatError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a written safetensors file', () => {
  const float32 = fc.float({ noNaN: true });

  it('is read back as it was', () => {
    const tensors = fc.uniqueArray(
      fc.record({ name: fc.string({ minLength: 1 }), values: fc.array(float32, { maxLength: 5 }) }),
      { selector: ({ name }) => name, maxLength: 5 },
    );
    const named = tensors.filter((list) => list.every(({ name }) => name !== '__metadata__'));
    fc.assert(
      fc.property(named, fc.dictionary(fc.string(), fc.string()), (list, metadata) => {
        const written = list.map(({ name, values }) => ({
          name,
          shape: [values.length],
          values: Float32Array.from(values),
        }));
        const back = readSafetensors(writeSafetensors(written, metadata));
        expect([...back.tensors.keys()].sort()).toEqual(written.map(({ name }) => name).sort());
        for (const { name, values } of written) expect(floatsOf(back.tensors.get(name)!)).toEqual(values);
        expect(Object.entries(back.metadata).sort()).toEqual(Object.entries(metadata).sort());
      }),
    );
  });

  it.each([
    ['F16', [0x3c00, 0xc000, 0x0001, 0x7bff, 0x0000], [1, -2, 2 ** -24, 65504, 0]],
    ['BF16', [0x3f80, 0xc000, 0x7f7f, 0x0000], [1, -2, 3.3895313892515355e38, 0]],
  ])('of %s gives the numbers that the bits mean', (dtype, bits, values) => {
    const bytes = file({ a: tensor(0, 2 * bits.length, [bits.length], dtype) }, 2 * bits.length);
    const view = new DataView(bytes.buffer, bytes.length - 2 * bits.length);
    for (const [i, word] of bits.entries()) view.setUint16(2 * i, word, true);
    expect([...floatsOf(readSafetensors(bytes).tensors.get('a')!)]).toEqual(values);
  });
});
