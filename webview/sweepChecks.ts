/** What the host says of a sweep. */
import { SWEEP_METHODS } from '../src/core/config/sweep/keys.js';
import { boolean, type Check, each, fail, list, number, oneOf, optional, record, text } from './checks.js';

const pair: Check = (value, place) => {
  if (!Array.isArray(value) || value.length !== 2) return fail(place, 'an epoch and its loss');
  list(number)(value, place);
};
const anything: Check = () => {};

const trial = record({
  index: number,
  id: text,
  configuration: number,
  values: each(anything),
  status: oneOf('waiting', 'running', 'elsewhere', 'stopped', 'done', 'failed'),
  run: optional(text),
  metrics: optional(each(number)),
  seconds: optional(number),
  message: optional(text),
  epochs: number,
  curve: list(pair),
});

export const sweep = record({
  method: oneOf(...SWEEP_METHODS),
  names: list(text),
  epochs: number,
  validated: boolean,
  running: boolean,
  trials: list(trial),
  shown: optional(number),
});
