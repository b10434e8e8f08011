/** JSON-RPC with a worker: over a thread's port, with typed arrays moved instead of copied, or with a process. */
import type { ChildProcess } from 'node:child_process';
import type { MessagePort, Worker } from 'node:worker_threads';
import {
  createMessageConnection,
  type DataCallback,
  type Disposable,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageConnection,
  PortMessageReader,
} from 'vscode-jsonrpc/node.js';
import { MovingWriter } from './movingWriter.js';
import { inOneBuffer } from './oneBuffer.js';

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

class ThreadWriter extends MovingWriter {
  constructor(port: MessagePort | Worker, answer: (message: Message) => void) {
    super(port, answer);
    port.on('error', (error) => this.fireError(error));
    port.on('close', () => this.fireClose());
  }
}

export function connect(port: MessagePort | Worker): MessageConnection {
  const reader = new AnsweringReader(port);
  const connection = createMessageConnection(reader, new ThreadWriter(port, (message) => reader.answer(message)));
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
