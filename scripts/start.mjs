// npm start: trains the seed experiment, prints its influence table, writes its report, and on a terminal opens the
// extension on the examples: in the desktop VS Code where there is one, else in the headless host on a local address.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const config = 'examples/sequence-addition/sequence-addition.lstm.json';
lens('train', config);
console.log();
lens('inspect', config);
console.log('\nreport:');
lens('report', config, '--out', 'report.html');

if (process.stdout.isTTY) await openEditor();

/** Runs one command of the built command line; this script ends where it fails. */
function lens(...args) {
  const { status } = spawnSync(process.execPath, ['dist/cli.js', ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function openEditor() {
  const desktop = spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
  if (desktop.status === 0) {
    spawnSync('code', [`--extensionDevelopmentPath=${process.cwd()}`, 'examples'], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    return;
  }
  const { installTestHost } = await import('./install-test-host.mjs');
  const { importTypeScript } = await import('./test-harness.mjs');
  installTestHost();
  const { startHost } = await importTypeScript('test/vscode-host/host.ts');
  const host = await startHost({ extension: { development: '.' }, workspace: 'examples', inPlace: true });
  console.log(`\nVS Code with the extension, opened on examples/: ${host.url()}\nCtrl+C ends it.`);
}
