/** The commands of the program that take long, and how soon each ends by Ctrl+C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';

export interface LongCommand {
  readonly name: string;
  /** Milliseconds to its end, undisturbed. */
  takes(): Promise<number>;
  /** Milliseconds from the signal to the end of the process; nothing where it had ended before `moment`. */
  interruptAt(moment: number): Promise<number | undefined>;
}

const config = {
  seed: 1,
  data: { task: 'sum', samples: 400, length: 100 },
  model: {
    layers: [
      { type: 'lstm', units: 64 },
      { type: 'dense', units: 1 },
    ],
  },
  train: { epochs: 1 },
  inspect: { influence: ['gradientInput'], attention: [] },
  expect: { r2: '>= -9' },
};
const endless = { ...config, train: { epochs: 1_000_000 } };
const slow = { ...config, inspect: { influence: ['shapley'], attention: [] } };
const large = {
  ...{ ...config, data: { task: 'sum', samples: 10, length: 2 } },
  model: {
    layers: [
      { type: 'lstm', units: 1500 },
      { type: 'dense', units: 1 },
    ],
  },
};

/** Makes ready what they need, in a folder of its own. */
export async function longCommands(parent: string): Promise<LongCommand[]> {
  const folder = path.join(parent, 'commands');
  mkdirSync(folder);
  // A copy, so that a build in between changes nothing.
  const cli = path.join(parent, 'dist', 'cli.js');
  cpSync(path.resolve('dist'), path.dirname(cli), { recursive: true });
  const put = (name: string, content: unknown) => writeFileSync(path.join(folder, name), JSON.stringify(content));
  const start = (...args: string[]) => spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: 'ignore' });
  const run = async (...args: string[]) => {
    const [status] = await once(start(...args), 'exit');
    if (status !== 0) throw new Error(`lstm-lens ${args.join(' ')} ended with ${status}.`);
  };
  put('config.lstm.json', config);
  await run('train', 'config.lstm.json', '--out', 'run');
  put('run/config.lstm.json', slow);
  put('large.lstm.json', large);
  await run('train', 'large.lstm.json', '--out', 'large');
  put('endless.lstm.json', endless);
  put('sweep.lstm.json', { ...endless, sweep: { seed: [1, 2, 3, 4] } });
  const command = (...args: string[]): LongCommand => ({
    name: `lstm-lens ${args[0]}`,
    takes: async () => {
      const begin = performance.now();
      await once(start(...args), 'exit');
      return performance.now() - begin;
    },
    interruptAt: (moment) => interruptAt(start(...args), moment),
  });
  return [
    command('train', 'endless.lstm.json'),
    command('inspect', 'run'),
    command('report', 'run', '--out', 'report.html'),
    command('test', 'endless.lstm.json'),
    command('sweep', 'sweep.lstm.json'),
    command('convert', 'large', 'large.keras'),
  ];
}

async function interruptAt(child: ChildProcess, moment: number): Promise<number | undefined> {
  const ended = once(child, 'exit');
  await Promise.race([elapsed(moment), ended]);
  if (child.exitCode !== null) return undefined;
  const begin = performance.now();
  child.kill('SIGINT');
  await ended;
  return performance.now() - begin;
}
