/** Writes `inspect.baseline` into a config's text. */
import { type Edit, parseTree } from 'jsonc-parser';
import { changed } from './edits.js';
import type { InputSample } from './keepInput.js';

export type BaselineChoice = 'mean' | 'zero' | readonly InputSample[];

/**
 * The edits after which the baseline is the one that is chosen: of several samples their mean.
 * @throws {Error} where the text is no config.
 */
export function chooseBaseline(text: string, choice: BaselineChoice): Edit[] {
  if (parseTree(text, [], { allowTrailingComma: true })?.type !== 'object') {
    throw new Error('The config has a fault; a baseline can be chosen once it is mended.');
  }
  const several = typeof choice !== 'string' && choice.length > 1;
  const one = typeof choice === 'string' ? choice : choice[0];
  return changed(text, ['inspect', 'baseline'], several ? { meanOf: choice } : one);
}
