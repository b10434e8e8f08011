// npm run bench:cancel [-- NAME]: how soon a cancel is felt in everything that takes long, or in what has NAME in its name.
import { importTypeScript } from './test-harness.mjs';

const { benchCancel } = await importTypeScript('test/bench/cancel.ts');
await benchCancel(process.argv[2]);
