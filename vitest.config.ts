import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: 'test/unit',
    globalSetup: 'test/unit/setup.ts',
    setupFiles: 'test/unit/fastCheck.ts',
    // No test is about time: this only ends one that hangs, on however busy a machine.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: ['default', './test/reporter.ts'],
  },
});
