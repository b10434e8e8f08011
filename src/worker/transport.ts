/** JSON-RPC with a worker: over a thread's port, with typed arrays moved instead of copied, or with a process. */
import type { ChildProcess } from 'node:child_process';
import type { MessagePort, Worker } from 'node:worker_threads';
import {
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  Message,
  type MessageConnection,
  PortMessageReader,
} from 'vscode-jsonrpc/node.js';
import { arrayBuffers, isDetached } from './movable.js';
import { inOneBuffer } from './oneBuffer.js';

const MOVED = 'An array of this message was moved to the other side before: send a copy.';

/** Hears also what this side answers to itself. */
class AnsweringReader extends PortMessageReader {
  private hear: DataCallback = () => {};

  override listen(callback: DataCallback): Disposable {
    this.hear = callback;
    return super.listen(callback);
  }

  answer(message: Message): void {
    this.hear(message);
  }
}

class MovingWriter extends AbstractMessageWriter {
  /** @param answer answers a request of this side. */
  constructor(
    private readonly port: MessagePort | Worker,
    private readonly answer: (message: Message) => void,
  ) {
    super();
    port.on('error', (error) => this.fireError(error));
    port.on('close', () => this.fireClose());
  }

  /**
   * Node 20 would lose a message with an array that was moved before without a word, and whoever waits for it would wait
   * for ever; so the request fails, whichever side the array was of.
   * @throws {Error} for a notification with such an array.
   */
  async write(message: Message): Promise<void> {
    const buffers = [...arrayBuffers(message)];
    if (!buffers.some(isDetached)) return this.port.postMessage(message, buffers);
    const failed = (id: unknown) => ({
      ...{ jsonrpc: message.jsonrpc, id },
      error: { code: ErrorCodes.InternalError, message: MOVED },
    });
    if (Message.isResponse(message)) this.port.postMessage(failed(message.id));
    // Thrown, it would also be a rejection that the connection leaves unhandled.
    else if (Message.isRequest(message)) this.answer(failed(message.id));
    else throw new Error(MOVED);
  }

  end(): void {}
}

export function connect(port: MessagePort | Worker): MessageConnection {
  const reader = new AnsweringReader(port);
  const connection = createMessageConnection(reader, new MovingWriter(port, (message) => reader.answer(message)));
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
