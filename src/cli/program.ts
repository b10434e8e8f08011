/** The commands of the terminal with their arguments and options; `docs/reference/command-line.md` is written from it. */
import { Command } from 'commander';
import { version } from '../../package.json';
import { endingsText } from '../core/formats/modelFormats.js';
import { check } from './check.js';
import { convert } from './convert.js';
import { inspect } from './inspect.js';
import { merge } from './merge.js';
import { report } from './report.js';
import { resume } from './resume.js';
import { parseCount, parseShard } from './shard.js';
import { sweep } from './sweep.js';
import { test } from './test.js';
import { train } from './train.js';

export const program = new Command('lstm-lens')
  .description('Train recurrent models from *.lstm.json files and see what they do with their inputs.')
  .version(version)
  .exitOverride();

program
  .command('train')
  .description('train the model that a config defines, and write the run')
  .argument('<config>', 'a *.lstm.json file')
  .option('--out <dir>', 'run folder to write (default: one of its own beside the config)')
  .option('--json', 'print one JSON document')
  .action(train);

program
  .command('resume')
  .description('go on with a run that was interrupted or cancelled, as its config was then')
  .argument('<run>', 'a run folder')
  .option('--json', 'print one JSON document')
  .action(resume);

program
  .command('sweep')
  .description('train all trials of the config\'s "sweep"; what is done already is not trained again')
  .argument('<config>', 'a *.lstm.json file')
  .option('--out <dir>', 'folder for the run folders (default: beside the config)')
  .option('--shard <i/n>', 'only every n-th trial, from the i-th on, counted from 0', parseShard)
  .option('--parallel <k>', 'how many train at once (default: as many as there are cores)', parseCount)
  .option('--json', 'print one JSON document')
  .action(sweep);

program
  .command('merge')
  .description('copy runs of other machines into one folder, once they are found whole; nothing is overwritten')
  .argument('<out>', 'folder of run folders')
  .argument('<run...>', 'run folders, or folders of them')
  .option('--json', 'print one JSON document')
  .action(merge);

program
  .command('inspect')
  .description('states, gates, influence and trust of a model')
  .argument('<config|run>', 'a run folder, or a config: the model it loads, else its newest run')
  .option(
    '--dynamics',
    'also fixed points, probes, memory, steering and ablations of the recurrent layers, and over the training',
  )
  .option('--json', 'print one JSON document')
  .action(inspect);

program
  .command('test')
  .description('check what configs expect of their models: trains those of which there is no current run')
  .argument('<config...>', '*.lstm.json files')
  .option('--junit <file>', 'also write the results as JUnit XML')
  .option('--json', 'print one JSON document')
  .action(test);

program
  .command('report')
  .description('write the views of a run as one HTML file that needs nothing else')
  .argument('<run>', 'a run folder, or a config: the model it loads, else its newest run')
  .requiredOption('--out <file>', 'HTML file to write')
  .action(report);

program
  .command('check')
  .description('check a config and its data')
  .argument('<config>', 'a *.lstm.json file')
  .option('--json', 'print one JSON document')
  .action(check);

program
  .command('convert')
  .description('write a model file, or the model of a run, in the format of another ending')
  .argument('<model>', 'a model file or a run folder')
  .argument('<out>', `file to write: ${endingsText(({ writable }) => writable)}`)
  .option('--layers <config>', 'a *.lstm.json file whose "layers" a file of mere weights needs')
  .action(convert);
