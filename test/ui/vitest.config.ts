import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/ui/**/*.test.ts'],
    // A window takes about three seconds to open, on a slow machine three times as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One VS Code at a time: each takes two cores for itself while it starts.
    fileParallelism: false,
    reporters: ['verbose', './test/reporter.ts'],
  },
});
