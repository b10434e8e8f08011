/** Files that are almost right: real ones with bytes, numbers and names changed. */
import fc from 'fast-check';

/** A file and what stands beside it, by name. The first is the one that is read. */
export type Content = Readonly<Record<string, Uint8Array>>;

type Edit = (bytes: Uint8Array, others: readonly Uint8Array[]) => Uint8Array;

const INTERESTING = [
  ...[0n, 1n, 2n, 7n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn],
  ...[1n << 40n, (1n << 53n) - 1n, 1n << 53n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n],
];
const NUMBERS = ['0', '-1', '1.5', '1e999', 'NaN', '4294967296', '999999999999999999999', '00', '""', 'null', '[]'];
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\x',
  '\u0000',
];

/** Two in three places are near the file's beginning or end, where most formats say what is in it. */
const place = fc.tuple(fc.nat(2), fc.nat(2 ** 30)).map(([kind, at]) => (length: number) => {
  if (length === 0) return 0;
  const near = Math.min(length, 256);
  return kind === 0 ? at % near : kind === 1 ? length - 1 - (at % near) : at % length;
});
const size = fc.integer({ min: 1, max: 64 });

function spliced(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  const all = new Uint8Array(from + middle.length + bytes.length - to);
  all.set(bytes.subarray(0, from));
  all.set(middle, from);
  all.set(bytes.subarray(to), from + middle.length);
  return all;
}

function overwritten(bytes: Uint8Array, at: number, values: Uint8Array): Uint8Array {
  const all = bytes.slice();
  all.set(values.subarray(0, all.length - at), at);
  return all;
}

function integer(value: bigint, width: number, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value & 0xffffffffffffffffn, little);
  return little ? new Uint8Array(view.buffer, 0, width) : new Uint8Array(view.buffer, 8 - width, width);
}

/** Replaces one of the matches of a pattern in a text, if there is any. */
function replaced(bytes: Uint8Array, pattern: RegExp, which: number, by: string): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return bytes;
  const { index, 0: match } = matches[which % matches.length];
  return spliced(bytes, index, index + match.length, Buffer.from(by, 'latin1'));
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([at, values]): Edit => {
    return (bytes) => overwritten(bytes, at(bytes.length), values);
  }),
  fc
    .tuple(place, fc.constantFrom(...INTERESTING), fc.constantFrom(1, 2, 4, 8), fc.boolean())
    .map(([at, value, width, little]): Edit => {
      return (bytes) => overwritten(bytes, at(bytes.length), integer(value, width, little));
    }),
  fc.tuple(place, size).map(([at, count]): Edit => {
    return (bytes) =>
      spliced(bytes, at(bytes.length), Math.min(bytes.length, at(bytes.length) + count), new Uint8Array());
  }),
  fc.tuple(place, place, size).map(([from, to, count]): Edit => {
    return (bytes) => {
      const at = to(bytes.length);
      return spliced(bytes, at, at, bytes.subarray(from(bytes.length), from(bytes.length) + count));
    };
  }),
  fc.tuple(place, place, fc.nat(100)).map(([from, to, which]): Edit => {
    return (bytes, others) => {
      const other = others[which % others.length];
      return spliced(bytes, to(bytes.length), bytes.length, other.subarray(from(other.length)));
    };
  }),
  fc.tuple(fc.nat(2 ** 20), fc.constantFrom(...NUMBERS)).map(([which, by]): Edit => {
    return (bytes) => replaced(bytes, /-?\d+(\.\d+)?/g, which, by);
  }),
  // Of the same length, where a length stands before it.
  fc.nat(2 ** 20).map(
    (which): Edit =>
      (bytes) =>
        replaced(bytes, /\d/g, which, '9'),
  ),
  fc.tuple(fc.nat(2 ** 20), fc.constantFrom(...NAMES)).map(([which, by]): Edit => {
    return (bytes) => replaced(bytes, /[A-Za-z_]\w{2,}/g, which, by);
  }),
);

/** Changes of one file among those of a corpus. */
export function mutated(corpus: readonly Content[]): fc.Arbitrary<Content> {
  // One change is found by what looks at its place; many are found by whatever is first.
  const edits = fc.oneof(fc.tuple(edit), fc.array(edit, { minLength: 1, maxLength: 5 }));
  const cut = fc.option(place, { freq: 7 });
  return fc.tuple(fc.nat(1000), fc.nat(1000), edits, cut).map(([which, file, changes, end]) => {
    const content = corpus[which % corpus.length];
    const names = Object.keys(content);
    const name = names[file % names.length];
    const others = corpus.map((one) => Object.values(one)[0]);
    const bytes = changes.reduce((now, change) => change(now, others), content[name]);
    return { ...content, [name]: end ? bytes.slice(0, end(bytes.length)) : bytes };
  });
}

/** The same within an archive, whose checksums and compression are then right again. */
export function repacked<T>(
  corpus: readonly T[],
  unpack: (content: T) => Content,
  pack: (entries: Content, original: T) => Content,
): fc.Arbitrary<Content> {
  const each = corpus.map((one) => mutated([unpack(one)]).map((entries) => pack(entries, one)));
  return fc.oneof(...each);
}
