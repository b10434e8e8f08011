import { Random } from '../../random.js';
import { type InfluenceInput, type InfluenceResult, predictionWork, stepwise } from './influence.js';

/** Up to here all 2^T coalitions are evaluated, where they may cost as much. */
export const EXACT_STEPS = 14;
/** Fewer permutations than this have no standard error worth the name. */
const LEAST_PERMUTATIONS = 16;
/** Input values that are laid out for one call of the engine, and multiplications that it takes, at most about. */
const CHUNK = { values: 1 << 20, work: 1e8 };

/**
 * The Shapley values (Shapley 1953) of the game whose players are the steps: a coalition's steps stand as they are, all
 * others at the baseline, and the output is what it wins. TimeSHAP calls this the event level (Bento 2021,
 * https://arxiv.org/abs/2012.00073). Exact over all 2^T coalitions where `evaluations` allows it and T is at most 14;
 * beyond, the mean over random permutations (Castro 2009) with its standard error, the same for every sample. Adds up to
 * y(x) - y(baseline) either way.
 */
export function shapley(input: InfluenceInput): Promise<InfluenceResult> {
  const { length } = input.network.spec;
  const exact = length <= EXACT_STEPS && 2 ** length <= input.evaluations;
  return exact ? exactShapley(input) : sampledShapley(input);
}

async function exactShapley(input: InfluenceInput): Promise<InfluenceResult> {
  const { network, inputs, baseline } = input;
  const players = network.spec.length;
  const count = 2 ** players;
  const samples = inputs.length / baseline.length;
  const worth = await coalitionOutputs(input, count, (coalition, step) => ((coalition >> step) & 1) === 1);
  const perStep = new Float64Array(samples * players);
  for (let n = 0; n < samples; n++) {
    await input.pause();
    perStep.set(shapleyValues(players, worth.subarray(n * count, (n + 1) * count)), n * players);
  }
  return stepwise(perStep, network);
}

/**
 * @param worth [2^players] of each coalition, whose players are the ones among its bits.
 * @returns [players] sum over the coalitions S without a player of |S|! (players-|S|-1)! / players! times what the
 * player adds to S.
 */
export function shapleyValues(players: number, worth: ArrayLike<number>): Float64Array {
  // |S|! (n-|S|-1)! / n! = 1 / (n binomial(n-1, |S|)).
  const weights = new Float64Array(players);
  for (let size = 0, ways = 1; size < players; ways *= (players - 1 - size) / (size + 1), size++) {
    weights[size] = 1 / (players * ways);
  }
  const values = new Float64Array(players);
  for (let coalition = 0; coalition < worth.length; coalition++) {
    const weight = weights[bitCount(coalition)];
    for (let player = 0; player < players; player++) {
      if ((coalition >> player) & 1) continue;
      values[player] += weight * (worth[coalition | (1 << player)] - worth[coalition]);
    }
  }
  return values;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

async function sampledShapley(input: InfluenceInput): Promise<InfluenceResult> {
  const { network, inputs, baseline, seed, evaluations } = input;
  const { length } = network.spec;
  const permutations = Math.max(LEAST_PERMUTATIONS, Math.floor(evaluations / length));
  const random = Random.for(seed, 'permutations');
  const samples = inputs.length / baseline.length;
  const [mean, squares] = [new Float64Array(samples * length), new Float64Array(samples * length)];
  for (let drawn = 1; drawn <= permutations; drawn++) {
    const order = random.permutation(length);
    const place = new Uint32Array(length);
    for (const [at, step] of order.entries()) place[step] = at;
    // Coalition k holds the first k steps of the permutation.
    const worth = await coalitionOutputs(input, length + 1, (coalition, step) => place[step] < coalition);
    for (let i = 0; i < mean.length; i++) {
      const at = Math.floor(i / length) * (length + 1) + place[i % length];
      const added = worth[at + 1] - worth[at];
      const off = added - mean[i];
      mean[i] += off / drawn;
      squares[i] += off * (added - mean[i]);
    }
  }
  const standardError = squares.map((sum) => Math.sqrt(sum / (permutations - 1) / permutations));
  const note = `Mean over ${permutations} random permutations of the steps, as 2^${length} coalitions are too many.`;
  return { ...stepwise(mean, network), standardError, note };
}

/**
 * The explained output of every sample under every coalition.
 * @param holds whether a coalition holds a step.
 * @returns [N,count]
 */
async function coalitionOutputs(
  { network, inputs, baseline, output, pause }: InfluenceInput,
  count: number,
  holds: (coalition: number, step: number) => boolean,
): Promise<Float64Array> {
  const { length, features } = network.spec;
  const size = length * features;
  const total = (inputs.length / size) * count;
  const rows = Math.max(
    1,
    Math.min(total, Math.floor(CHUNK.values / size), Math.floor(CHUNK.work / predictionWork(network))),
  );
  const mixed = new Float32Array(rows * size);
  const worth = new Float64Array(total);
  for (let first = 0; first < total; first += rows) {
    await pause();
    const chunk = Math.min(rows, total - first);
    for (let row = 0; row < chunk; row++) {
      const [sample, coalition] = [Math.floor((first + row) / count), (first + row) % count];
      for (let step = 0; step < length; step++) {
        const [source, from] = holds(coalition, step) ? [inputs, sample * size] : [baseline, 0];
        for (let i = step * features; i < (step + 1) * features; i++) mixed[row * size + i] = source[from + i];
      }
    }
    const outputs = network.predict(mixed.subarray(0, chunk * size));
    for (let row = 0; row < chunk; row++) worth[first + row] = outputs[row * network.outputSize + output];
  }
  return worth;
}
