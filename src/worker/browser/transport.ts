/** JSON-RPC over a web worker's port, with typed arrays moved instead of copied. */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc';
import { arrayBuffers } from '../movable.js';

/** A web worker as its page sees it, or the page as the worker does. */
export interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown, moved: ArrayBuffer[]): void;
}

class PortReader extends AbstractMessageReader {
  constructor(private readonly port: Port) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    this.port.onmessage = ({ data }) => callback(data as Message);
    return {
      dispose: () => {
        this.port.onmessage = null;
      },
    };
  }
}

class PortWriter extends AbstractMessageWriter {
  constructor(private readonly port: Port) {
    super();
  }

  async write(message: Message): Promise<void> {
    this.port.postMessage(message, [...arrayBuffers(message)]);
  }

  end(): void {}
}

export function connect(port: Port): MessageConnection {
  const connection = createMessageConnection(new PortReader(port), new PortWriter(port));
  connection.listen();
  return connection;
}
