/** Arrays that were moved before cannot be sent again: whoever waits for them is told, on both sides. */
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc';
import { connect } from '../../../src/worker/transport.js';

const ends: (() => void)[] = [];
function pair(): [MessageConnection, MessageConnection] {
  const { port1, port2 } = new MessageChannel();
  ends.push(() => port1.close());
  return [connect(port1), connect(port2)];
}
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const moved = 'An array of this message was moved to the other side before: send a copy.';

it('a request with an array that was moved before fails, and the next one is answered', async () => {
  const [client, server] = pair();
  server.onRequest('sum', ({ values }: { values: Float64Array }) => values.reduce((sum, value) => sum + value, 0));
  const values = Float64Array.of(1, 2, 3);
  expect(await client.sendRequest('sum', { values })).toBe(6);
  expect(values).toHaveLength(0);
  await expect(client.sendRequest('sum', { values })).rejects.toThrow(moved);
  expect(await client.sendRequest('sum', { values: Float64Array.of(4) })).toBe(4);
  expect(await client.sendRequest('sum', { values: new Float64Array(0) })).toBe(0);
});

it('an answer with an array that was moved before becomes an error of its request', async () => {
  const [client, server] = pair();
  const kept = Float64Array.of(1, 2, 3);
  server.onRequest('kept', () => ({ kept }));
  expect(await client.sendRequest('kept')).toEqual({ kept: Float64Array.of(1, 2, 3) });
  await expect(client.sendRequest('kept')).rejects.toThrow(moved);
});
