/**
 * Which units are active throughout a range of steps of one sample, and in which other sequences the same ones are
 * (after Strobelt 2018, LSTMVis: a tool for visual analysis of hidden state dynamics in recurrent neural networks). A
 * unit is on where its hidden value is at least the threshold in size; where its sign changes, it is on anew.
 */
import { sequenceInputs } from '../../data/dataset.js';
import { scale } from '../../scaler.js';
import type { Unfit } from '../influence/influence.js';
import type { InspectRequest } from '../request.js';
import { chooseSamples } from '../samples.js';
import type { FoundUnit, UnitMatch, UnitSearch } from './results.js';

/** What is looked for. */
export interface UnitPattern {
  readonly layer: string;
  /** An index into `Inspection.samples`. */
  readonly sample: number;
  /** Steps from 1, both included. */
  readonly from: number;
  readonly to: number;
  /** Above zero. */
  readonly threshold: number;
}

const MATCHES = 20;
/** Numbers that one pass of the model may leave behind, about. */
const PORTION = 1 << 21;

/**
 * @param report told the share that is done, in [0,1].
 * @throws {RangeError} where there is no such layer, sample or range; what `pause` throws.
 */
export async function searchUnits(
  request: InspectRequest,
  pattern: UnitPattern,
  report: (share: number) => void = () => {},
): Promise<UnitSearch | Unfit> {
  const { data, network, scaling, pause } = request;
  const { layer, from, to, threshold } = pattern;
  const chosen = chooseSamples(request)[pattern.sample];
  if (!chosen) throw new RangeError(`There is no sample ${pattern.sample + 1}.`);
  if (!(threshold > 0)) throw new RangeError('The threshold must be above zero.');
  const traced = (inputs: Float64Array) =>
    network.trace(scale(inputs, scaling.input)).layers.find((trace) => trace.layer === layer);
  const own = traced(chosen.input);
  if (!own) throw new RangeError(`There is no recurrent layer "${layer}".`);
  const { units, steps } = own;
  if (!(from >= 1 && to >= from && to <= steps))
    throw new RangeError(`Steps ${from} to ${to} are not within 1 to ${steps}.`);
  if (!own.hidden.every(Number.isFinite)) return { reason: 'The states of the sample are not finite numbers.' };
  const found = unitsIn(own.hidden, units, pattern, steps);
  const pure = found.filter(({ justThere }) => justThere);
  const wanted = signsOf(pure.length > 0 ? pure : found, units);
  const matches: UnitMatch[] = [];
  const parts = (['training', 'validation'] as const).map((part) => ({ part, sequences: data[part] }));
  const total = data.training.length + data.validation.length;
  const size = network.shapes.reduce(
    (sum, { outputUnits, inputSteps }) => sum + 6 * outputUnits * (inputSteps ?? 1),
    1,
  );
  const portion = Math.max(1, Math.floor(PORTION / size));
  let searched = 0;
  for (const { part, sequences } of parts) {
    for (let at = 0; at < sequences.length && found.length > 0; at += portion) {
      await pause();
      report(searched / total);
      const some = sequences.subarray(at, at + portion);
      const inputs = sequenceInputs(data, some);
      const { hidden } = traced(inputs)!;
      const width = inputs.length / some.length;
      for (let n = 0; n < some.length; n++) {
        const states = hidden.subarray(n * steps * units, (n + 1) * steps * units);
        const best = bestWindow(states, wanted, to - from + 1, threshold);
        if (!best) continue;
        const input = inputs.slice(n * width, (n + 1) * width);
        keep(matches, {
          part,
          sequence: at + n,
          from: best.start + 1,
          to: best.start + 1 + to - from,
          ...best.match,
          input,
        });
      }
      searched += some.length;
    }
  }
  return { layer, from, to, threshold, units: found, searched: total, matches };
}

/** Units that are on with one sign throughout the range. @param hidden [T,H] */
function unitsIn(
  hidden: Float32Array,
  units: number,
  { from, to, threshold }: Pick<UnitPattern, 'from' | 'to' | 'threshold'>,
  steps: number,
): FoundUnit[] {
  const found: FoundUnit[] = [];
  for (let unit = 0; unit < units; unit++) {
    const at = (step: number) => hidden[(step - 1) * units + unit];
    const sign = Math.sign(at(from));
    const isOn = (step: number) => sign * at(step) >= threshold;
    let [throughout, sum] = [true, 0];
    for (let step = from; step <= to; step++) {
      throughout &&= isOn(step);
      sum += at(step);
    }
    if (!throughout) continue;
    const justThere = !(from > 1 && isOn(from - 1)) && !(to < steps && isOn(to + 1));
    found.push({ unit, mean: sum / (to - from + 1), justThere });
  }
  return found.sort((a, b) => Number(b.justThere) - Number(a.justThere) || Math.abs(b.mean) - Math.abs(a.mean));
}

/** [H] the sign that a wanted unit is on with; 0 for the others. */
function signsOf(found: readonly FoundUnit[], units: number): Int8Array {
  const signs = new Int8Array(units);
  for (const { unit, mean } of found) signs[unit] = Math.sign(mean);
  return signs;
}

/** The stretch of a sequence whose units fit best, in one pass. @param hidden [T,H] */
export function bestWindow(
  hidden: Float32Array,
  wanted: Int8Array,
  length: number,
  threshold: number,
): { start: number; match: Pick<UnitMatch, 'score' | 'common'> } | undefined {
  const units = wanted.length;
  const sought = wanted.reduce((count, sign) => count + Math.abs(sign), 0);
  /** For how many steps each unit has been on, negative for a negative sign. */
  const runs = new Int32Array(units);
  let best: { start: number; match: { score: number; common: number } } | undefined;
  for (let t = 0; t * units < hidden.length; t++) {
    let [active, common] = [0, 0];
    for (let u = 0; u < units; u++) {
      const value = hidden[t * units + u];
      const run = runs[u];
      const next = value >= threshold ? (run > 0 ? run + 1 : 1) : value <= -threshold ? (run < 0 ? run - 1 : -1) : 0;
      runs[u] = next;
      if (next >= length) {
        active++;
        if (wanted[u] > 0) common++;
      } else if (next <= -length) {
        active++;
        if (wanted[u] < 0) common++;
      }
    }
    const score = common / (sought + active - common);
    if (common > 0 && score > (best?.match.score ?? 0)) best = { start: t - length + 1, match: { score, common } };
  }
  return best;
}

/** Into a list of the best ones, best first, of equals the one that came first. */
function keep(matches: UnitMatch[], match: UnitMatch): void {
  const place = matches.findIndex(({ score }) => score < match.score);
  matches.splice(place < 0 ? matches.length : place, 0, match);
  matches.length = Math.min(matches.length, MATCHES);
}
