/** How alike the state spaces of two models are, layer by layer, on the same sequences. */
import { type Dataset, sequenceInputs } from '../../data/dataset.js';
import type { Network } from '../../engine/engine.js';
import type { Scaling } from '../../formats/loadedModel.js';
import { scale } from '../../scaler.js';
import { evaluated } from '../request.js';
import { linearCka, procrustesDistance, trace } from './measures.js';
import { type Centred, centred, crossProducts } from './products.js';

/** A model with the data that it was trained on. */
export interface Side {
  readonly data: Dataset;
  readonly network: Network;
  readonly scaling: Scaling;
}

export interface Similarity {
  /** Sequences of the evaluated part of the first model's data. */
  readonly sequences: number;
  readonly part: 'validation' | 'training';
  /** Names of the recurrent layers of the first and of the second model. */
  readonly layers: readonly [readonly string[], readonly string[]];
  /** Each layer of the first model with each of the second. */
  readonly pairs: readonly LayerPair[];
}

export interface LayerPair {
  readonly first: string;
  readonly second: string;
  /** Missing where `reason` says why they cannot be compared. */
  readonly cka?: number;
  readonly procrustes?: number;
  readonly reason?: string;
}

/** States, sequences times steps, that are compared: many times as many as most layers have units. */
const STATES = 4096;
/** Singular values of larger layers take too long. */
const MOST_UNITS = 512;
/** Numbers that one pass of a model may leave behind, about. */
const PORTION = 1 << 21;

/** Why two models cannot be shown the same sequences; undefined where they can. */
export function misfit(first: Dataset, second: Dataset): string | undefined {
  const shape = ({ length, features }: Dataset) => `${length} steps of ${features.length} features`;
  if (first.length !== second.length || first.features.length !== second.features.length) {
    return `One model reads ${shape(first)}, the other ${shape(second)}: no sequence fits both.`;
  }
  const other = first.features.find((name, index) => name !== second.features[index]);
  if (other === undefined) return undefined;
  return `The features are others (${first.features.join(', ')} and ${second.features.join(', ')}): the sequences of one mean nothing to the other.`;
}

/**
 * @param first its evaluated sequences are shown to both, each in its own model's units.
 * @param pause called now and then; throws to cancel.
 * @throws {Error} where `misfit` finds one.
 */
export async function similarityOf(first: Side, second: Side, pause: () => Promise<void>): Promise<Similarity> {
  const fault = misfit(first.data, second.data);
  if (fault) throw new Error(fault);
  const { part, name } = evaluated(first.data);
  const wanted = Math.min(part.length, Math.max(1, Math.floor(STATES / first.data.length)));
  const chosen = Uint32Array.from({ length: wanted }, (_, n) => part[Math.floor((n * part.length) / wanted)]);
  const raw = sequenceInputs(first.data, chosen);
  const traced = [await statesOf(first, raw, wanted, pause), await statesOf(second, raw, wanted, pause)];
  const [one, other] = await withProducts(onlyFinite(traced, wanted), pause);
  const pairs: LayerPair[] = [];
  for (const x of one) for (const y of other) pairs.push(await compare(x, y, pause));
  const names = [one, other].map((layers) => layers.map(({ layer }) => layer));
  const sequences = finiteSequences(traced, wanted).length;
  return { sequences, part: name, layers: [names[0], names[1]], pairs };
}

interface LayerStates {
  readonly layer: string;
  readonly steps: number;
  readonly units: number;
  /** [N,T,H] */
  readonly hidden: Float32Array;
}

async function statesOf(
  { network, scaling }: Side,
  raw: Float64Array,
  sequences: number,
  pause: () => Promise<void>,
): Promise<LayerStates[]> {
  const inputs = scale(raw, scaling.input);
  const size = raw.length / sequences;
  const left = network.shapes.reduce(
    (sum, { outputUnits, inputSteps }) => sum + 6 * outputUnits * (inputSteps ?? 1),
    1,
  );
  const portion = Math.max(1, Math.floor(PORTION / left));
  const all: LayerStates[] = [];
  for (let from = 0; from < sequences; from += portion) {
    await pause();
    const { layers } = network.trace(inputs.subarray(from * size, (from + portion) * size));
    for (const [index, { layer, steps, units, hidden }] of layers.entries()) {
      all[index] ??= { layer, steps, units, hidden: new Float32Array(sequences * steps * units) };
      all[index].hidden.set(hidden, from * steps * units);
    }
  }
  return all;
}

/** A sequence that leads either model to what is no number says nothing of both. */
function finiteSequences(models: readonly (readonly LayerStates[])[], sequences: number): number[] {
  const finite = (n: number) =>
    models.flat().every(({ hidden, steps, units }) => {
      const size = steps * units;
      return hidden.subarray(n * size, (n + 1) * size).every(Number.isFinite);
    });
  return Array.from({ length: sequences }, (_, n) => n).filter(finite);
}

function onlyFinite(models: readonly (readonly LayerStates[])[], sequences: number): LayerStates[][] {
  const kept = finiteSequences(models, sequences);
  return models.map((layers) =>
    layers.map((states) => {
      if (kept.length === sequences) return states;
      const size = states.steps * states.units;
      const hidden = new Float32Array(kept.length * size);
      for (const [at, n] of kept.entries()) hidden.set(states.hidden.subarray(n * size, (n + 1) * size), at * size);
      return { ...states, hidden };
    }),
  );
}

interface Prepared extends LayerStates {
  readonly centred: Centred;
  /** [H,H]; empty of a layer that is too large. */
  readonly own: Float64Array;
}

/** What a layer needs once, however many others it is compared with. */
async function withProducts(models: LayerStates[][], pause: () => Promise<void>): Promise<Prepared[][]> {
  const prepared: Prepared[][] = [];
  for (const layers of models) {
    const found: Prepared[] = [];
    for (const states of layers) {
      const about = centred(states.hidden, states.units);
      const small = states.units <= MOST_UNITS;
      found.push({
        ...states,
        centred: about,
        own: small ? await crossProducts(about, about, pause) : new Float64Array(),
      });
    }
    prepared.push(found);
  }
  return prepared;
}

async function compare(x: Prepared, y: Prepared, pause: () => Promise<void>): Promise<LayerPair> {
  const names = { first: x.layer, second: y.layer };
  if (x.steps !== y.steps) {
    return { ...names, reason: `${x.layer} has ${x.steps} steps, ${y.layer} has ${y.steps}.` };
  }
  const large = [x, y].find(({ units }) => units > MOST_UNITS);
  if (large) return { ...names, reason: `${large.layer} has more than ${MOST_UNITS} units.` };
  const cross = await crossProducts(x.centred, y.centred, pause);
  const cka = linearCka(cross, x.own, y.own);
  if (!Number.isFinite(cka)) return { ...names, reason: 'The state of one of them never changes.' };
  await pause();
  const procrustes = procrustesDistance(cross, x.units, trace(x.own, x.units), trace(y.own, y.units));
  return { ...names, cka, procrustes };
}
