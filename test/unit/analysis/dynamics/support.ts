/** Models of known weights on a made-up task, ready to be asked. */
import { baselineOf } from '../../../../src/core/analysis/baseline.js';
import { subjectOf } from '../../../../src/core/analysis/inspect.js';
import type { InspectRequest } from '../../../../src/core/analysis/request.js';
import { resolveExperiment } from '../../../../src/core/config/experiment.js';
import type { ExperimentFile } from '../../../../src/core/config/schema.js';
import { loadData } from '../../../../src/core/data/load.js';
import { type LayerWeights, layerShapes } from '../../../../src/core/model/spec.js';
import { Random } from '../../../../src/core/random.js';
import { nodeFiles } from '../../../../src/worker/nodeFiles.js';
import { withSamples } from '../../../../src/worker/samples.js';
import { wasmEngine } from '../../engine/support.js';
import { initialWeights } from '../../support/weights.js';

const problemAt = (path: (string | number)[], message: string): never => {
  throw new Error(`${path.join('.')}: ${message}`);
};

/** Values of a layer's arrays, by their names; those that are not named are zero. */
export type Known = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** @param known weights by layer; drawn where a layer is not named. */
export async function asked(file: ExperimentFile, known: Known = {}, dataSamples = 2) {
  const written = resolveExperiment(file, 'test');
  const wanted = { seed: written.seed, loss: written.train.loss, everyStep: false };
  const data = await loadData(written.data, wanted, '.', nodeFiles, problemAt);
  const experiment = withSamples(written, data, problemAt);
  const spec = { length: data.length, features: data.features.length, layers: experiment.model.layers ?? [] };
  const drawn = initialWeights(spec, Random.for(1, 'weights'));
  const weights = layerShapes(spec).map(({ layer, tensors }, index): LayerWeights => {
    const values = known[layer.name];
    if (!values) return drawn[index];
    return {
      layer: layer.name,
      tensors: tensors.map(({ name, shape }) => {
        const size = shape.reduce((product, n) => product * n, 1);
        return { name, shape, values: Float32Array.from({ length: size }, (_, i) => values[name]?.[i] ?? 0) };
      }),
    };
  });
  const network = await (await wasmEngine()).createNetwork(spec, weights, 32);
  const scaling = { input: data.inputScaler, target: data.targetScaler };
  const request: InspectRequest = {
    ...{ experiment, data, network, explained: network, scaling, source: 'here', dataSamples },
    pause: async () => {},
  };
  return { request, subject: subjectOf(request, baselineOf(experiment, data, scaling)) };
}

/** The sum of five numbers by a linear layer of two units whose first one is exactly the sum so far. */
export const exactSum = (change: Partial<ExperimentFile> = {}) =>
  asked(
    {
      data: { task: 'sum', samples: 200, standardize: false },
      model: {
        layers: [
          { type: 'simpleRnn', units: 2, activation: 'linear' },
          { type: 'dense', units: 1 },
        ],
      },
      ...change,
    },
    {
      // The second unit is the last input.
      simpleRnn_1: { kernel: [1, 1], recurrentKernel: [1, 0, 0, 0] },
      dense_1: { kernel: [1, 0] },
    },
  );
