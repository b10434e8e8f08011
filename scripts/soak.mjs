// npm run soak [-- CYCLES]: train, inspect and close, 500 times in one window, and what is left of it.
import { readFileSync, rmSync } from 'node:fs';
import { installTestHost } from './install-test-host.mjs';
import { importTypeScript } from './test-harness.mjs';

const cycles = process.argv[2] ?? '500';
process.argv.splice(2, 1, '--grep', 'soak');
process.env.LSTM_LENS_CYCLES = cycles;
process.env.LSTM_LENS_SUITE_SECONDS = String(60 + 10 * Number(cycles));
installTestHost();
const { runSuite } = await importTypeScript('test/host/run.ts');
process.env.LSTM_LENS_SOAK = `${process.cwd()}/out/test/soak.txt`;
rmSync(process.env.LSTM_LENS_SOAK, { force: true });
const { runHeadless } = await importTypeScript('test/host/headless.ts');
await runSuite(runHeadless);
console.log(readFileSync(process.env.LSTM_LENS_SOAK, 'utf8'));
