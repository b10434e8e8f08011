// npm run fuzz [-- --cases N --seed N --reader NAME]: hostile files for every reader; see test/fuzz.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const outfile = 'out/fuzz/fuzz.cjs';
await build({
  ...{ entryPoints: ['test/fuzz/main.ts'], outfile, bundle: true, platform: 'node', format: 'cjs' },
  // Everything is in it, so that nothing is loaded before allocations are counted; `module` as in the build.
  mainFields: ['module', 'main'],
  logLevel: 'error',
});
process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
