/** What a step of `npm test` leaves in the file that TEST_REPORT names: how many tests passed, and all that failed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';

export interface StepReport {
  readonly passed: number;
  /** A line each. */
  readonly failures: readonly string[];
}

/** Writes nothing where nobody asks for a report. */
export function writeReport(report: StepReport): void {
  const file = process.env.TEST_REPORT;
  if (!file) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(report));
}

/** Of Vitest, which ends with an error also where every test has passed: a hook, or what nobody waited for, has not. */
export default class StepReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap(({ children }) => [...children.allTests()]);
    const around = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const failures = [...tests, ...around].flatMap((part) => errorsOf(part).map((error) => lineOf(error, part)));
    writeReport({
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failures: [...failures, ...unhandled.map((error) => lineOf(error))],
    });
  }
}

function errorsOf(part: TestCase | TestModule | TestSuite): readonly SerializedError[] {
  return part.type === 'test' ? (part.result().errors ?? []).slice(0, 1) : part.errors();
}

function lineOf({ message, ...error }: SerializedError, part?: TestCase | TestModule | TestSuite): string {
  // Of what nobody waited for Vitest tells during which test it came.
  const during = [error.VITEST_TEST_PATH, error.VITEST_TEST_NAME].filter(Boolean).join(' > ') || 'outside of the tests';
  const place = !part ? during : part.type === 'module' ? part.relativeModuleId : part.fullName;
  return `${place}: ${message.split('\n')[0]}`;
}
