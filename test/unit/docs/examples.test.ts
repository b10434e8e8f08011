/** What the documents show is true: configs are checked, and commands understood, by what users would hand them to. */
import { existsSync, readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { applyEdits, modify, parse } from 'jsonc-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json';
import { program } from '../../../src/cli/program.js';
import { readConfig } from '../../../src/core/config/read.js';
import { formatProblem } from '../../../src/core/problems.js';
import { type Block, blocksOf, DOCUMENTS } from './documents.js';

const blocks = DOCUMENTS.flatMap(blocksOf);
const of = (...languages: string[]) => {
  const found = blocks.filter(({ language }) => languages.includes(language));
  return found.map((block) => [block.place, block] as const);
};

describe('a config of the documents is one', () => {
  it.each(of('jsonc', 'json'))('%s', async (_, block) => {
    const { problems } = await readConfig(`${block.place} in`, configOf(block));
    expect(problems.map(formatProblem)).toEqual([]);
  });
});

/** Whole configs stand as they are; of a piece the words behind "jsonc" say where in the seed experiment it belongs. */
function configOf({ info, text }: Block): string {
  const example = readFileSync('examples/sequence-addition/sequence-addition.lstm.json', 'utf8');
  // Samples that are looked at would have to fit a piece's data.
  const seed = placed(example, 'inspect.inputs', undefined);
  if (info.startsWith('in ')) return placed(seed, info.slice(3).trim(), parsed(text));
  if (/^\s*(?:\/\/.*\s*)*\{/.test(text)) return text;
  const keys = parsed(`{${text}}`) as Record<string, unknown>;
  return Object.entries(keys).reduce((config, [key, value]) => placed(config, key, value), seed);
}

/** @param place keys with points between them. A piece that begins with a key has all keys of the object there. */
function placed(config: string, place: string, value: unknown): string {
  return applyEdits(config, modify(config, place.split('.'), value, {}));
}

function parsed(text: string): unknown {
  const errors: Parameters<typeof parse>[1] = [];
  const whole = /^\s*(?:\/\/.*\s*)*"/.test(text) ? `{${text}}` : text;
  const value = parse(whole, errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  return value;
}

describe('a command of the documents is understood', () => {
  beforeAll(() => {
    // The parser is the real one; what it would start is not.
    for (const command of program.commands) command.configureOutput({ writeErr: () => {} }).action(() => {});
  });

  it.each(of('sh', 'yaml'))('%s', async (_, block) => {
    for (const command of commandsIn(block)) await understood(command);
  });

  it('and one that is wrong is not', async () => {
    await expect(understood('lstm-lens train a.lstm.json --fast')).rejects.toThrow(CommanderError);
    await expect(understood('lstm-lens sweep a.lstm.json --shard 3/3')).rejects.toThrow();
    await expect(understood('npm run nothing')).rejects.toThrow('package.json');
    await expect(understood('rm -rf /')).rejects.toThrow('no command that');
  });
});

/** Commands of others, whose arguments are theirs to know. */
const OTHERS = ['node', 'npm', 'git', 'cd', 'code', 'python', 'python3', 'pip'];

/**
 * Lines that are joined by a backslash are one, lines that are joined by && are many, comments are none. Of YAML what
 * stands behind `run:`, with numbers for what is filled in.
 */
function commandsIn({ language, text }: Block): string[] {
  const lines = text
    .replaceAll(/\\\n\s*/g, ' ')
    .replaceAll(/\$\{\{.*?\}\}/g, '0')
    .split('\n');
  const run = /^\s*-?\s*run:\s*/;
  return lines
    .filter((line) => language !== 'yaml' || run.test(line))
    .flatMap((line) =>
      line
        .replace(run, '')
        .replace(/(?:^|\s+)#.*$/, '')
        .split(/\s+&&\s+/),
    )
    .filter((line) => line.trim() !== '');
}

/** @throws {CommanderError} where its arguments are wrong, {Error} where there is no such command, script or file. */
async function understood(command: string): Promise<void> {
  const [name, ...words] = command.trim().split(/\s+/);
  const dead = words.filter((word) => /^(?:examples|scripts)\/[^*$]*$/.test(word) && !existsSync(word));
  if (dead.length > 0) throw new Error(`${dead}: no such file`);
  if (name === 'lstm-lens') await program.parseAsync(words, { from: 'user' });
  else if (command.startsWith('node dist/cli.js')) await program.parseAsync(words.slice(1), { from: 'user' });
  else if (name === 'npm' && /^(?:run|start|test)$/.test(words[0])) {
    const script = words[0] === 'run' ? words.find((word) => !/^(?:run|-.*)$/.test(word)) : words[0];
    if (!(`${script}` in manifest.scripts)) throw new Error(`${script}: package.json has no such script`);
  } else if (!OTHERS.includes(name)) throw new Error(`${name}: no command that the documents may name`);
}
