// A folder of the test's machine as a file system of VS Code for the Web, which reaches no disk: asks `webHost.ts`.
const vscode = require('vscode');

exports.activate = (context) => {
  const changed = new vscode.EventEmitter();
  const server = vscode.Uri.joinPath(context.extensionUri, '..').toString(true);
  const ask = async (operation, uri, more = {}, body = undefined) => {
    const query = new URLSearchParams({ path: uri.path, ...more });
    const response = await fetch(`${server}folder/${operation}?${query}`, { method: body ? 'POST' : 'GET', body });
    if (response.status === 404) throw vscode.FileSystemError.FileNotFound(uri);
    if (response.status === 409) throw vscode.FileSystemError.FileExists(uri);
    if (!response.ok) throw new Error(await response.text());
    return response;
  };
  const tell = (type, ...uris) => changed.fire(uris.map((uri) => ({ type, uri })));
  const { Created, Changed, Deleted } = vscode.FileChangeType;
  const provider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose() {} }),
    stat: async (uri) => (await ask('stat', uri)).json(),
    readDirectory: async (uri) => (await ask('list', uri)).json(),
    readFile: async (uri) => new Uint8Array(await (await ask('read', uri)).arrayBuffer()),
    async createDirectory(uri) {
      await ask('makeFolder', uri);
      tell(Created, uri);
    },
    async writeFile(uri, bytes) {
      const { existed } = await (await ask('write', uri, {}, new Blob([bytes]))).json();
      tell(existed ? Changed : Created, uri);
    },
    async delete(uri) {
      await ask('delete', uri);
      tell(Deleted, uri);
    },
    async rename(uri, to, { overwrite }) {
      await ask('rename', uri, { to: to.path, overwrite });
      tell(Deleted, uri);
      tell(Created, to);
    },
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('web-folder', provider));
};
