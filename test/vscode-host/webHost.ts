/**
 * VS Code for the Web with nothing behind it: the workbench that code-server ships, served as plain files, and the
 * packaged extension in its web extension host. The folder comes through the file system of `webFolder/`.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { copyWorkspace, quietSettings, type Settings } from './host';

const vscodeFolder = path.resolve('test/vscode-host/node_modules/code-server/lib/vscode');
const WORKBENCH = 'out/vs/code/browser/workbench/workbench.js';
/** code-server's page always has a server behind it, where also its settings are; here they stay in the browser. */
const REPLACED: readonly (readonly [string, string])[] = [
  [',remoteAuthority:location.host}', '}'],
  ['.with({scheme:J.vscodeRemote}),"User")', '.with({scheme:J.vscodeUserData}),"User")'],
];

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

export interface WebHost {
  /** The folder that is open: a copy. */
  readonly workspace: string;
  readonly url: string;
  stop(): Promise<void>;
}

export async function startWebHost(options: {
  vsix: string;
  workspace: string;
  settings?: Settings;
}): Promise<WebHost> {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'lstm-lens-web-')));
  const workspace = path.join(dir, 'workspace');
  copyWorkspace(options.workspace, workspace);
  unpack(options.vsix, path.join(dir, 'lstm-lens'));
  cpSync('test/vscode-host/webFolder', path.join(dir, 'web-folder'), { recursive: true });

  const server = createServer((request, response) => {
    answer(request, response).catch((error: NodeJS.ErrnoException) => {
      response.writeHead({ ENOENT: 404, ENOTDIR: 404, EEXIST: 409 }[error.code ?? ''] ?? 500).end(error.message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://${authority}`);
    const [, root, ...rest] = pathname.split('/').map(decodeURIComponent);
    if (root === '') send(response, page(authority, options.settings), '.html');
    else if (root === 'folder') send(response, await inFolder(workspace, rest[0], searchParams, request));
    else if (root === 'vscode') send(response, await ofWorkbench(rest.join('/')), path.extname(pathname));
    else send(response, await readFile(path.join(dir, root, ...rest)), path.extname(pathname));
  }

  return {
    workspace,
    url: `http://${authority}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function send(response: ServerResponse, body: Uint8Array | string | object, ending = ''): void {
  const plain = typeof body === 'string' || body instanceof Uint8Array;
  const type = TYPES[plain ? ending : '.json'] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type }).end(plain ? body : JSON.stringify(body));
}

async function ofWorkbench(file: string): Promise<Uint8Array | string> {
  const bytes = await readFile(path.join(vscodeFolder, file));
  if (file !== WORKBENCH) return bytes;
  return REPLACED.reduce((text, [what, by]) => {
    if (!text.includes(what)) throw new Error(`The workbench is another one: it has no ${what}.`);
    return text.replace(what, by);
  }, bytes.toString());
}

/** The workbench's page, filled in. */
function page(authority: string, settings: Settings = {}): string {
  const extension = (name: string) => ({ scheme: 'http', authority, path: `/${name}` });
  const configuration = {
    folderUri: { scheme: 'web-folder', authority: '', path: '/' },
    additionalBuiltinExtensions: [extension('web-folder'), extension('lstm-lens')],
    configurationDefaults: { ...quietSettings, ...settings },
    enableWorkspaceTrust: false,
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    productConfiguration: {
      enableTelemetry: false,
      extensionsGallery: undefined,
      webviewContentExternalBaseUrlTemplate: `http://${authority}/vscode/out/vs/workbench/contrib/webview/browser/pre/`,
    },
  };
  const values: Record<string, string> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('"', '&quot;'),
    WORKBENCH_WEB_BASE_URL: '/vscode',
    WORKBENCH_NLS_FALLBACK_URL: '/vscode/out/nls.messages.js',
    WORKBENCH_NLS_URL: '/vscode/out/nls.messages.js',
  };
  const html = readFileSync(path.join(vscodeFolder, 'out/vs/code/browser/workbench/workbench.html'), 'utf8');
  return html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** One operation of the file system. */
async function inFolder(
  workspace: string,
  operation: string,
  query: URLSearchParams,
  request: IncomingMessage,
): Promise<Uint8Array | object> {
  const file = path.join(workspace, path.posix.normalize(query.get('path') ?? '/'));
  switch (operation) {
    case 'stat': {
      const found = await stat(file);
      return { type: found.isDirectory() ? 2 : 1, size: found.size, mtime: found.mtimeMs, ctime: found.ctimeMs };
    }
    case 'list':
      return (await readdir(file, { withFileTypes: true })).map((one) => [one.name, one.isDirectory() ? 2 : 1]);
    case 'read':
      return readFile(file);
    case 'makeFolder':
      await mkdir(file, { recursive: true });
      return {};
    case 'write': {
      const existed = await stat(file).catch(() => undefined);
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk);
      await writeFile(file, Buffer.concat(chunks));
      return { existed: existed !== undefined };
    }
    case 'delete':
      await rm(file, { recursive: true });
      return {};
    case 'rename': {
      const to = path.join(workspace, path.posix.normalize(query.get('to') ?? '/'));
      const taken = query.get('overwrite') !== 'true' && (await stat(to).catch(() => undefined));
      if (taken) throw Object.assign(new Error(`${to} exists.`), { code: 'EEXIST' });
      await rename(file, to);
      return {};
    }
    default:
      throw new Error(`There is no operation ${operation}.`);
  }
}

/** A package is a zip archive with the extension in a folder of this name. */
function unpack(vsix: string, to: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(vsix)))) {
    if (!name.startsWith('extension/') || name.endsWith('/')) continue;
    const file = path.join(to, name.slice('extension/'.length));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
