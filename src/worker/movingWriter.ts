/** Sends messages with their typed arrays moved to the other side instead of copied. */
import { AbstractMessageWriter, ErrorCodes, Message } from 'vscode-jsonrpc';
import { arrayBuffers, isDetached } from './movable.js';

const MOVED = 'An array of this message was moved to the other side before: send a copy.';

export class MovingWriter extends AbstractMessageWriter {
  /**
   * @param port to the other side.
   * @param answer answers a request of this side.
   */
  constructor(
    private readonly port: { postMessage(message: unknown, moved: ArrayBuffer[]): void },
    private readonly answer: (message: Message) => void,
  ) {
    super();
  }

  /**
   * Of a message with an array that was moved before Node 20 says nothing, and of an answer with one the connection tells
   * only its log: whoever waits would wait for ever. So the request fails, whichever side the array was of.
   * @throws {Error} for a notification with such an array.
   */
  async write(message: Message): Promise<void> {
    const buffers = [...arrayBuffers(message)];
    if (!buffers.some(isDetached)) return this.port.postMessage(message, buffers);
    const failed = (id: unknown) => ({
      ...{ jsonrpc: message.jsonrpc, id },
      error: { code: ErrorCodes.InternalError, message: MOVED },
    });
    if (Message.isResponse(message)) this.port.postMessage(failed(message.id), []);
    // Thrown, it would also be a rejection that the connection leaves unhandled.
    else if (Message.isRequest(message)) this.answer(failed(message.id));
    else throw new Error(MOVED);
  }

  end(): void {}
}
