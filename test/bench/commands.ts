/** The commands of the program that take long, and how soon each ends by Ctrl+C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { endless, large, quick, slow } from '../unit/cli/longConfigs';

export interface LongCommand {
  readonly name: string;
  /** Milliseconds to its end, of which no more than `most` are waited for. */
  takes(most: number): Promise<number>;
  /** From the signal to the end of the process; nothing where it had ended before `moment`. */
  interruptAt(moment: number): Promise<{ readonly milliseconds: number } | undefined>;
}

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
  put('config.lstm.json', quick);
  await run('train', 'config.lstm.json', '--out', 'run');
  put('run/config.lstm.json', slow);
  put('large.lstm.json', large(1500));
  await run('train', 'large.lstm.json', '--out', 'large');
  put('endless.lstm.json', endless);
  put('sweep.lstm.json', { ...endless, sweep: { seed: [1, 2, 3, 4] } });
  const command = (...args: string[]): LongCommand => ({
    name: `lstm-lens ${args[0]}`,
    async takes(most) {
      const begin = performance.now();
      const cut = await interruptAt(start(...args), most);
      return cut ? most : performance.now() - begin;
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

async function interruptAt(child: ChildProcess, moment: number): ReturnType<LongCommand['interruptAt']> {
  const ended = once(child, 'exit');
  await Promise.race([elapsed(moment), ended]);
  if (child.exitCode !== null) return undefined;
  const begin = performance.now();
  child.kill('SIGINT');
  await ended;
  return { milliseconds: performance.now() - begin };
}
