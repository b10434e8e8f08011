/**
 * "535+61=" becomes "596 ": two numbers are added, character by character (Sutskever 2014 made the encoder-decoder for
 * such tasks; the addition of digits is the usual example of it).
 */
import { DIGIT_CHARACTERS as CHARACTERS } from '../../config/dataShape.js';
import type { Task } from './task.js';

/** Blanks fill up both sides: before the question, behind the answer. */
const BLANK = CHARACTERS.indexOf(' ');

/** @param digits most digits of each number; at least one. */
export function digitAddition(digits: number): Task {
  const length = 2 * digits + 2;
  const width = CHARACTERS.length;
  const steps = digits + 1;
  return {
    length,
    features: CHARACTERS,
    target: { kind: 'classes', classes: CHARACTERS },
    targetSteps: steps,
    targetNames: ['character'],
    quantities: false,
    draw(inputs, random) {
      // As many digits as chance will, so that small numbers are not rare.
      const number = () => Math.floor(10 ** (1 + Math.floor(digits * random.uniform())) * random.uniform());
      for (let at = 0; at < inputs.length; at += length * width) {
        const question = `${number()}+${number()}=`.padStart(length);
        for (let t = 0; t < length; t++) inputs[at + t * width + CHARACTERS.indexOf(question[t])] = 1;
      }
    },
    answer(input) {
      const [first, second] = readCharacters(input).replace('=', '').split('+');
      const text = String(Number(first) + Number(second)).padEnd(steps);
      const classes = Float64Array.from({ length: steps }, (_, s) => CHARACTERS.indexOf(text[s]));
      // What is no sum has no answer.
      return classes.map((index) => (index >= 0 ? index : BLANK));
    },
  };
}

/** The text whose characters are one-hot rows [T,F]. */
export function readCharacters(rows: ArrayLike<number>): string {
  const width = CHARACTERS.length;
  return Array.from({ length: rows.length / width }, (_, t) => {
    const row = Array.from({ length: width }, (_, c) => rows[t * width + c]);
    return CHARACTERS[row.indexOf(Math.max(...row))];
  }).join('');
}
