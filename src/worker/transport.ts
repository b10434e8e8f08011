/** JSON-RPC with a worker: over a thread's port, with typed arrays moved instead of copied, or with a process. */
import type { ChildProcess } from 'node:child_process';
import type { MessagePort, Worker } from 'node:worker_threads';
import {
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageConnection,
  PortMessageReader,
} from 'vscode-jsonrpc/node.js';
import { arrayBuffers } from './movable.js';
import { inOneBuffer } from './oneBuffer.js';

class MovingWriter extends AbstractMessageWriter {
  constructor(private readonly port: MessagePort | Worker) {
    super();
    port.on('error', (error) => this.fireError(error));
    port.on('close', () => this.fireClose());
  }

  async write(message: Message): Promise<void> {
    this.port.postMessage(message, [...arrayBuffers(message)]);
  }

  end(): void {}
}

export function connect(port: MessagePort | Worker): MessageConnection {
  const connection = createMessageConnection(new PortMessageReader(port), new MovingWriter(port));
  connection.listen();
  return connection;
}

/** Every typed array arrives with memory of its own. */
class GatheringReader extends IPCMessageReader {
  override listen(callback: DataCallback): Disposable {
    return super.listen((message) => callback(inOneBuffer(message)));
  }
}

/** @param process the other side: a child with an IPC channel, or this process's parent. */
export function connectProcess(process: NodeJS.Process | ChildProcess): MessageConnection {
  const connection = createMessageConnection(new GatheringReader(process), new IPCMessageWriter(process));
  connection.listen();
  return connection;
}
