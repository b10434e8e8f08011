/** JSON-RPC over a worker's port, with typed arrays moved instead of copied. */
import type { MessagePort, Worker } from 'node:worker_threads';
import {
  AbstractMessageWriter,
  createMessageConnection,
  type Message,
  type MessageConnection,
  PortMessageReader,
} from 'vscode-jsonrpc/node';

class MovingWriter extends AbstractMessageWriter {
  constructor(private readonly port: MessagePort | Worker) {
    super();
    port.on('error', (error) => this.fireError(error));
    port.on('close', () => this.fireClose());
  }

  async write(message: Message): Promise<void> {
    this.port.postMessage(message, [...arrayBuffers(message, new Set())]);
  }

  end(): void {}
}

/** Memory behind all typed arrays of a message; none is used by the sender afterwards. */
function arrayBuffers(value: unknown, found: Set<ArrayBuffer>): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) arrayBuffers(part, found);
  }
  return found;
}

export function connect(port: MessagePort | Worker): MessageConnection {
  const connection = createMessageConnection(new PortMessageReader(port), new MovingWriter(port));
  connection.listen();
  return connection;
}
