/** The XML is read back by a strict parser. */
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { junit, type TestSuite } from '../../../src/cli/junit.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** @throws {Error} where the text is not well-formed. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return root.children[0];
}

const suite: TestSuite = {
  name: 'sum',
  file: 'a & b/sum.lstm.json',
  started: '2026-01-02T03:04:05.678Z',
  seconds: 1.5,
  cases: [
    { name: 'r2 >= 0.99', line: 7, kind: 'passed' },
    { name: 'mse < 0.1', line: 8, kind: 'failure', message: 'mse is 0.2, expected < 0.1' },
    { name: 'training', line: 1, kind: 'error', message: 'Stopped at batch 3:\n"lstm_1" is not finite' },
  ],
};

test('suites, cases, counts and places are there', () => {
  const root = parse(junit([suite, { ...suite, cases: suite.cases.slice(0, 1) }]));
  expect(root.attributes).toMatchObject({ tests: '4', failures: '1', errors: '1', skipped: '0', time: '3.000' });
  const [first, second] = root.children;
  expect(first.attributes).toMatchObject({ name: 'sum', file: 'a & b/sum.lstm.json', tests: '3', failures: '1' });
  expect(first.attributes.timestamp).toBe('2026-01-02T03:04:05');
  expect(second.attributes).toMatchObject({ tests: '1', failures: '0', errors: '0' });
  const [passed, failed, broken] = first.children;
  expect(passed.attributes).toMatchObject({ name: 'r2 >= 0.99', classname: 'sum', line: '7' });
  expect(passed.children).toEqual([]);
  expect(failed.children[0]).toMatchObject({ name: 'failure', attributes: { message: 'mse is 0.2, expected < 0.1' } });
  expect(broken.children[0].attributes.message).toBe('Stopped at batch 3:\n"lstm_1" is not finite');
  expect(broken.children[0].text).toContain('a & b/sum.lstm.json:1: Stopped');
});

test('any text comes back as it was, but for what XML cannot say', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'<>&"\'\n\r\t]\u0000\u001b\uffff\ud800 ') }),
  );
  fc.assert(
    fc.property(unit, (text) => {
      const cases = [{ name: text, line: 1, kind: 'failure' as const, message: text }];
      const [{ children }] = parse(junit([{ ...suite, cases }])).children;
      const wanted = text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\ufffd');
      expect(children[0].attributes.name).toBe(wanted);
      expect(children[0].children[0].attributes.message).toBe(wanted);
    }),
  );
});
