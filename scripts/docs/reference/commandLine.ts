/** `docs/reference/command-line.md`: every command with its arguments and options, from the parser itself. */
import type { Command } from 'commander';
import { program } from '../../../src/cli/program.js';
import { code, page, plain, table } from './markdown.js';

const EXIT_CODES = [
  ['0', 'done'],
  ['1', 'something failed: a training, an expectation, a file that could not be written'],
  ['2', 'bad input: a config, a file or an argument; each fault is printed as `file:line:column: message`'],
];

/** What the parser does not say of a command. */
const NOTES: Readonly<Record<string, string>> = {
  sweep:
    'A shard has the same trials, with the same bits, as in a sweep in one piece; `merge` brings the runs together. ' +
    'Successive halving compares all trials, so it has no shards. [Sweeps](../experiments.md#sweeps).',
  inspect:
    '`--dynamics` takes some seconds more and tells [how the layers compute](../methods.md#dynamics), now and over the ' +
    'training.',
  test:
    'Exit code 2 also where no config expects anything. [Expectations](../experiments.md#expectations), and ' +
    '[how to hold them in CI](../recipes.md#put-an-expectation-in-ci).',
  check:
    'Only errors change the exit code. Where there is none, `warning: …` (most of them of the data, as in the ' +
    '[Data view](../views.md#data)) and `information: …` go to stderr, behind their places. `--json` prints ' +
    '`{ "config", "ok", "sequences": { "training", "validation" }, "steps", "features", "sweep"?, "problems": [{ "file", ' +
    '"line", "column", "endLine", "endColumn", "severity", "message" }] }`, and with errors only `config`, `ok` and ' +
    '`problems`; `severity` is `error`, `warning` or `information`.',
  convert: '[Model files](../model-files.md) tells what each format holds.',
};

export function commandLineReference(): string {
  return page(
    'The command line',
    "the command line's parser, `src/cli/program.ts`",
    '`lstm-lens` is `node dist/cli.js` of a checkout after `npm run build`; `npm link` makes it a command. Progress goes ' +
      'to stderr, results to stdout; `--json` prints exactly one document. Ctrl+C cancels, with exit code 1: what is whole stays. A second one, a second later, ends the program.',
    table(['exit code', 'what it means'], EXIT_CODES),
    ...program.commands.map(commandText),
  );
}

function commandText(command: Command): string {
  const rows = [
    ...command.registeredArguments.map((argument) => [
      code(
        `${argument.required ? '<' : '['}${argument.name()}${argument.variadic ? '...' : ''}${argument.required ? '>' : ']'}`,
      ),
      plain(argument.description),
    ]),
    ...command.options.map(({ flags, description, mandatory }) => [
      code(flags),
      `${plain(description)}${mandatory ? ' (required)' : ''}`,
    ]),
  ];
  return [
    `## ${command.name()}`,
    `\`\`\`\nlstm-lens ${command.name()} ${command.usage()}\n\`\`\``,
    `${plain(sentence(command.description()))}`,
    table(['argument or option', 'what it is'], rows),
    ...(command.name() in NOTES ? [NOTES[command.name()]] : []),
  ].join('\n\n');
}

const sentence = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}.`;
