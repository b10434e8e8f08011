/** Files that the other side of the connection has: VS Code's file systems, of which a worker knows nothing. */
import { type MessageConnection, RequestType, ResponseError } from 'vscode-jsonrpc';
import { FileError, type Files } from '../core/files.js';
import { FAILED } from './protocol.js';

type Call = { [Name in keyof Files]: { readonly name: Name; readonly args: Parameters<Files[Name]> } }[keyof Files];

const fileRequest = new RequestType<Call, unknown, void>('file');

/** Lets a worker use files. */
export function serveFiles(connection: MessageConnection, files: Files): void {
  connection.onRequest(fileRequest, async ({ name, args }) => {
    try {
      const result = await (files[name] as (...args: Call['args'] | readonly never[]) => Promise<unknown>)(...args);
      // A memory of its own: what is sent is moved.
      return result instanceof Uint8Array ? new Uint8Array(result) : result;
    } catch (error) {
      return new ResponseError(FAILED, (error as Error).message);
    }
  });
}

/** The files of the other side. Its errors come with their messages, as a `FileError` each. */
export function filesThrough(connection: MessageConnection): Files {
  const ask = async <T>(call: Call): Promise<T> => {
    try {
      return (await connection.sendRequest(fileRequest, call)) as T;
    } catch (error) {
      throw new FileError((error as Error).message);
    }
  };
  return {
    size: async (path) => (await ask<number | null>({ name: 'size', args: [path] })) ?? undefined,
    read: (path) => ask({ name: 'read', args: [path] }),
    readPart: (path, offset, length) => ask({ name: 'readPart', args: [path, offset, length] }),
    write: (path, content) =>
      ask({ name: 'write', args: [path, typeof content === 'string' ? content : new Uint8Array(content)] }),
    append: (path, text) => ask({ name: 'append', args: [path, text] }),
    list: (folder) => ask({ name: 'list', args: [folder] }),
    makeFolder: (path) => ask({ name: 'makeFolder', args: [path] }),
    clean: (folder) => ask({ name: 'clean', args: [folder] }),
  };
}
