/** The list of runs, and the queue of trainings. */
import { describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import type { RunSummary } from '../../../src/core/runs/runFolder.js';
import { Queue } from '../../../src/extension/queue.js';
import { arranged, bySweep, type RunOrder } from '../../../src/extension/runsList.js';

const run = (started: string, r2?: number | null, seconds?: number) =>
  ({ started, metrics: r2 === undefined ? undefined : { mse: 1, mae: 1, r2 }, seconds }) as RunSummary;
const RUNS = [run('3', 0.5, 2), run('1', 0.9, 1), run('4'), run('2', null, 3)];

describe('the list of runs', () => {
  test.each<[RunOrder, string]>([
    ['newest', '4321'],
    ['oldest', '1234'],
    ['best', '1342'],
    ['fastest', '1324'],
  ])('%s first', (order, expected) => {
    const shown = arranged(RUNS, { filter: '', order }, () => '');
    expect(shown.map(({ started }) => started).join('')).toBe(expected);
  });

  test('has those that every word fits, in any case', () => {
    const words = ({ started, metrics }: RunSummary) => `run ${started} ${metrics ? 'Done' : 'Failed'}`;
    const found = (filter: string) => arranged(RUNS, { filter, order: 'oldest' }, words).map(({ started }) => started);
    expect(found('failed')).toEqual(['4']);
    expect(found('  done 1 ')).toEqual(['1']);
    expect(found('done failed')).toEqual([]);
    expect(found('')).toEqual(['1', '2', '3', '4']);
  });
});

describe('the trials of a sweep', () => {
  test('stand together, where the first of them does', () => {
    const trial = (started: string, id: string) => ({ ...run(started), sweep: { id } }) as RunSummary;
    const [a, b, c, d, e] = [run('5'), trial('4', 'x'), run('3'), trial('2', 'y'), trial('1', 'x')];
    expect(bySweep([a, b, c, d, e])).toEqual([{ run: a }, { trials: [b, e] }, { run: c }, { trials: [d] }]);
  });
});

describe('the queue', () => {
  /** Work that ends when it is told to. */
  function pieces(limit: number) {
    const queue = new Queue(() => limit);
    const log: string[] = [];
    const ends = new Map<string, () => void>();
    const begin = (name: string, token = new CancellationTokenSource().token) =>
      queue.run(
        () => {
          log.push(name);
          return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
        },
        () => log.push(`${name} waits`),
        token as never,
      );
    return { log, begin, end: (name: string) => ends.get(name)?.() };
  }

  test('lets so many go on, and the others in order', async () => {
    const { log, begin, end } = pieces(2);
    const all = ['a', 'b', 'c', 'd'].map((name) => begin(name));
    expect(log).toEqual(['a', 'b', 'c waits', 'd waits']);
    end('b');
    await all[1];
    await Promise.resolve();
    expect(log.slice(4)).toEqual(['c']);
    for (const name of ['a', 'c']) end(name);
    await Promise.all([all[0], all[2]]);
    end('d');
    expect(await all[3]).toBe('d');
  });

  test('forgets what is cancelled before its turn, and keeps the place for the next', async () => {
    const { log, begin, end } = pieces(1);
    const source = new CancellationTokenSource();
    const first = begin('a');
    const cancelled = begin('b', source.token);
    const last = begin('c');
    source.cancel();
    await expect(cancelled).rejects.toThrow('Cancelled');
    end('a');
    await first;
    end('c');
    expect(await last).toBe('c');
    expect(log).toEqual(['a', 'b waits', 'c waits', 'c']);
  });

  test('goes on after work that fails', async () => {
    const queue = new Queue(() => 1);
    const { token } = new CancellationTokenSource();
    const failing = queue.run(
      () => Promise.reject(new Error('no')),
      () => {},
      token as never,
    );
    const next = queue.run(
      async () => 'next',
      () => {},
      token as never,
    );
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });
});
