// Installs what the tests in a real VS Code need: the headless VS Code of test/vscode-host, and Chromium to look at it.
// Cheap to call every time: when everything is there it only reads two files.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The newest VS Code that there is as a package, and the oldest that the extension runs in. */
const NEWEST = fileURLToPath(new URL('../test/vscode-host/', import.meta.url));
const OLDEST = path.join(NEWEST, 'oldest');
const SERVER = 'node_modules/code-server/lib/vscode';
const RIPGREP = path.join(SERVER, 'node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg');
const OLD_RIPGREP = path.join(SERVER, 'node_modules/@vscode/ripgrep/bin/rg');

/** Thrown where installing is up to the person at the keyboard; the message says what to do. */
class CannotInstall extends Error {}

/** Installs what is missing; where that is not possible, says what to do and ends the process. */
export function installTestHost() {
  try {
    installHost(NEWEST);
    installChromium();
  } catch (error) {
    if (!(error instanceof CannotInstall)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** @returns the folder of its modules, for `VSCODE_HOST`. */
export function installOldestHost() {
  installTestHost();
  installHost(OLDEST);
  // Its own search program would come from the network.
  cpSync(path.join(NEWEST, RIPGREP), path.join(OLDEST, OLD_RIPGREP));
  return path.join(OLDEST, 'node_modules');
}

function installHost(hostDir) {
  // Written last and holding the lock file's digest, so that neither half an installation nor an old one passes.
  const stampFile = path.join(hostDir, 'node_modules/.complete');
  const digest = createHash('sha256')
    .update(readFileSync(path.join(hostDir, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CannotInstall(
      `The headless VS Code runs on Linux x64 only, and this is ${process.platform} ${process.arch}.\n` +
        'Run the same suite in a desktop VS Code with: npm run test:electron',
    );
  }
  console.log(`Installing a headless VS Code into ${path.relative('.', hostDir)} (about 800 MB, once) ...`);
  // Install scripts would compile native modules that the tests never load: logging, file watching, key rings.
  // npm's warnings that code-server wants Node 24 are noise here: it runs on the Node 24 installed beside it.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['ci', ...quiet], hostDir);
  run('npm', ['ci', '--omit=dev', '--legacy-peer-deps', ...quiet], path.join(hostDir, SERVER));
  writeFileSync(stampFile, digest);
}

function installChromium() {
  const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(executable)) return;
  const byHand =
    'Install it with: sudo apt-get update && sudo apt-get install --no-install-recommends chromium\n' +
    'or set CHROMIUM to the path of a Chromium or Chrome.';
  if (process.env.CHROMIUM) throw new CannotInstall(`CHROMIUM is set, but there is no file ${executable}.\n${byHand}`);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new CannotInstall(`The tests need Chromium, and installing it takes root on a Debian-like Linux.\n${byHand}`);
  }
  console.log('Installing Chromium with apt-get ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], NEWEST, env);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], NEWEST, env);
}

/** Runs a command, showing what it prints only if it fails. */
function run(command, args, cwd, env = process.env) {
  const done = spawnSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status === 0) return;
  const reason = done.error?.message ?? `exit code ${done.status ?? done.signal}`;
  throw new Error(`${command} ${args.join(' ')} in ${cwd} failed: ${reason}\n${done.stdout ?? ''}${done.stderr ?? ''}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installTestHost();
