// npm run test:oldest: the oldest VS Code that package.json names runs the host suite, and the seed experiment as a user
// has it from the packaged extension.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installOldestHost } from './install-test-host.mjs';

const env = { ...process.env, VSCODE_HOST: installOldestHost() };
for (const args of [['test-host.mjs'], ['test-ui.mjs', 'seed']]) {
  const [script, ...rest] = args;
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...rest], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exitCode = status ?? 1;
}
