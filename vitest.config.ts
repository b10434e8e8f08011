import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { dir: 'test/unit', globalSetup: 'test/unit/setup.ts', setupFiles: 'test/unit/fastCheck.ts' },
});
