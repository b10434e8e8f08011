/** Layouts of states that keep neighbours together: made step by step, so that they can be watched and stopped. */
import { TSNE } from '@keckelt/tsne';
import { UMAP } from 'umap-js';
import { Random } from '../../random.js';
import { principalAxes } from './pca.js';
import { project } from './projection.js';

export const EMBEDDING_METHODS = ['tsne', 'umap'] as const;
export type EmbeddingMethod = (typeof EMBEDDING_METHODS)[number];

/** States that a layout takes at most: every step of t-SNE looks at all pairs. */
export const EMBEDDED_STATES: Readonly<Record<EmbeddingMethod, number>> = { tsne: 800, umap: 2000 };

const TSNE_STEPS = 500;
const PERPLEXITY = 30;
const NEIGHBOURS = 15;
/** Deviation of the first coordinates: small against the distances that they grow to. */
const START = 1e-4;

export interface EmbeddingRequest {
  readonly method: EmbeddingMethod;
  /** [R,H] */
  readonly states: Float32Array;
  readonly units: number;
  readonly dimensions: 2 | 3;
  readonly seed: number;
  /** Called between steps; throws to cancel. */
  readonly pause: () => Promise<void>;
  /** @param share done, in [0,1]. */
  readonly report: (share: number) => void;
}

/** @returns [R,dimensions] */
export async function embed(request: EmbeddingRequest): Promise<Float32Array> {
  const { states, units, method, dimensions } = request;
  // Fewer states than this have no neighbourhoods to keep.
  if (states.length / units < 8) {
    return project(states, await principalAxes(states, units, dimensions, request.pause), dimensions);
  }
  return method === 'tsne' ? tsne(request) : umap(request);
}

/** van der Maaten & Hinton 2008, from the principal components (Kobak & Berens 2019): no chance is left in it. */
async function tsne({ states, units, dimensions, pause, report }: EmbeddingRequest): Promise<Float32Array> {
  const rows = rowsOf(states, units);
  const axes = await principalAxes(states, units, dimensions, pause);
  const start = project(states, axes, dimensions);
  const layout = new TSNE({ dim: dimensions, perplexity: Math.min(PERPLEXITY, (rows.length - 1) / 3), epsilon: 10 });
  layout.initDataRaw(rows);
  // The library starts at random places; these are its own arrays.
  const scale = START / deviationOf(start, dimensions);
  for (const [r, point] of (layout.getSolution() as number[][]).entries()) {
    for (let d = 0; d < dimensions; d++) point[d] = start[r * dimensions + d] * scale;
  }
  for (let step = 0; step < TSNE_STEPS; step++) {
    await pause();
    layout.step();
    report((step + 1) / TSNE_STEPS);
  }
  return Float32Array.from((layout.getSolution() as number[][]).flat());
}

/** McInnes, Healy & Melville 2018; its chance comes from the seed. */
async function umap({ states, units, dimensions, seed, pause, report }: EmbeddingRequest): Promise<Float32Array> {
  const rows = rowsOf(states, units);
  const random = Random.for(seed, 'layout');
  const layout = new UMAP({
    nComponents: dimensions,
    nNeighbors: Math.min(NEIGHBOURS, rows.length - 1),
    random: () => random.uniform(),
  });
  await pause();
  const epochs = layout.initializeFit(rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    await pause();
    layout.step();
    report((epoch + 1) / epochs);
  }
  return Float32Array.from(layout.getEmbedding().flat());
}

function rowsOf(states: Float32Array, units: number): number[][] {
  return Array.from({ length: states.length / units }, (_, r) =>
    Array.from(states.subarray(r * units, (r + 1) * units)),
  );
}

/** Of the first coordinate; one where all points are the same. */
function deviationOf(points: Float32Array, dimensions: number): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += dimensions) sum += points[i] ** 2;
  return Math.sqrt(sum / (points.length / dimensions)) || 1;
}
