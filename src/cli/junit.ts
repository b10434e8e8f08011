/** Results of tests as JUnit XML, in the form that CI systems read (the schema of Jenkins's xUnit plugin). */

export interface TestCase {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** Did what was expected of it, was not met, or could not be looked at. */
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message?: string;
}

export interface TestSuite {
  readonly name: string;
  readonly file: string;
  /** ISO 8601. */
  readonly started: string;
  readonly seconds: number;
  readonly cases: readonly TestCase[];
}

export function junit(suites: readonly TestSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'lstm-lens', ...counts(all), time: seconds.toFixed(3) })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, file, started, seconds, cases }: TestSuite): string[] {
  const timestamp = started.replace(/\.\d+Z$/, '');
  const about = { name, file, ...counts(cases), time: seconds.toFixed(3), timestamp };
  return [
    `  <testsuite ${attributes(about)}>`,
    ...cases.flatMap((one) => caseLines(one, name, file)),
    '  </testsuite>',
  ];
}

function caseLines({ name, line, kind, message = '' }: TestCase, suite: string, file: string): string[] {
  const opening = `    <testcase ${attributes({ name, classname: suite, file, line, time: '0' })}`;
  if (kind === 'passed') return [`${opening}/>`];
  const told = attributes({ message, ...(kind === 'skipped' ? {} : { type: kind }) });
  return [
    `${opening}>`,
    `      <${kind} ${told}>${escapeText(`${file}:${line}: ${message}`)}</${kind}>`,
    '    </testcase>',
  ];
}

function counts(cases: readonly TestCase[]) {
  const count = (kind: TestCase['kind']) => cases.filter((one) => one.kind === kind).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeText(String(value))}"`)
    .join(' ');
}

const NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // In an attribute a parser would make blanks of these.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** XML 1.0 has no other control characters, no lone surrogates and no noncharacters, however they are written. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escapeText(text: string): string {
  return text.replace(FORBIDDEN, '\uFFFD').replace(/[&<>"\n\r\t]/g, (character) => NAMES[character]);
}
