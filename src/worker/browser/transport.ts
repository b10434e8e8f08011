/** JSON-RPC over a web worker's port, with typed arrays moved instead of copied. */
import {
  AbstractMessageReader,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc';
import { MovingWriter } from '../movingWriter.js';

/** A web worker as its page sees it, or the page as the worker does. */
export interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown, moved: ArrayBuffer[]): void;
}

/** Hears also what this side answers to itself. */
class PortReader extends AbstractMessageReader {
  private hear: DataCallback = () => {};

  constructor(private readonly port: Port) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    this.hear = callback;
    this.port.onmessage = ({ data }) => callback(data as Message);
    return {
      dispose: () => {
        this.port.onmessage = null;
      },
    };
  }

  answer(message: Message): void {
    this.hear(message);
  }
}

export function connect(port: Port): MessageConnection {
  const reader = new PortReader(port);
  const connection = createMessageConnection(reader, new MovingWriter(port, (message) => reader.answer(message)));
  connection.listen();
  return connection;
}
