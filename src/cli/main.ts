/** The command line: the same worker and the same core as the extension. */
import { CommanderError } from 'commander';
import { BadInputError } from '../core/problems.js';
import { describeProblem } from './paths.js';
import { program } from './program.js';

/** 0 done, 1 failed, 2 bad input. */
const FAILED = 1;
const BAD_INPUT = 2;

// Whoever reads what is printed may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : BAD_INPUT;
  } else if (error instanceof BadInputError) {
    process.exitCode = BAD_INPUT;
    process.stderr.write(`${error.problems.map(describeProblem).join('\n')}\n`);
  } else {
    process.exitCode = FAILED;
    process.stderr.write(`lstm-lens: ${(error as Error).message}\n`);
  }
}
