/** Opens the models of several runs on the same inputs. */
import * as vscode from 'vscode';
import { host } from '#host';
import type { ComparedModel, ComparedRun, Comparison } from '../../../webview/comparison/protocol.js';
import type { Inspection } from '../../core/analysis/inspection.js';
import { differences } from '../../core/config/differences.js';
import type { WrittenExperiment } from '../../core/config/experiment.js';
import { lookingAt, sameInputShape } from '../../core/config/sameInputs.js';
import { baseName, join } from '../../core/files.js';
import { RUNS_FOLDER, readEpochs, readManifest, readRunConfig } from '../../core/runs/runFolder.js';
import type { ConfigText } from '../../worker/protocol.js';
import { memoryLimit } from '../configs.js';
import { uriOf } from '../paths.js';
import { statusOf } from '../runStatus.js';
import type { WorkerPool } from '../workerPool.js';

/** Samples of the first run's data that all models are shown, besides `inspect.inputs`. */
const DATA_SAMPLES = 5;

/** A run folder and the config that it belongs to. */
export interface RunPlace {
  readonly config: vscode.Uri;
  readonly folder: string;
}

/** @throws {RunError} where there is no run. */
export async function placeOf(folder: string): Promise<RunPlace> {
  const { config, configFolder } = await readManifest(host.files, folder);
  const at = folder.replaceAll('\\', '/').lastIndexOf(`/${RUNS_FOLDER}/`);
  return { folder, config: uriOf(join(at < 0 ? configFolder : folder.slice(0, at), config)) };
}

/** As in a diff. Run folders begin with the time. */
export function oldestFirst(places: readonly RunPlace[]): RunPlace[] {
  return places.toSorted((a, b) => (baseName(a.folder) < baseName(b.folder) ? -1 : 1));
}

/** What is known at once. @throws {RunError} where a run is gone. */
export async function outline(places: readonly RunPlace[]): Promise<Comparison> {
  const runs = await Promise.all(
    places.map(async ({ config, folder }, index): Promise<ComparedRun> => {
      const manifest = await readManifest(host.files, folder);
      const { name, started, engine, seed, seconds, bestEpoch } = manifest;
      return {
        ...{ id: folder, letter: LETTERS[index], name, config: vscode.workspace.asRelativePath(config) },
        ...{ started, status: statusOf({ ...manifest, folder }), engine, seed, seconds, bestEpoch },
        epochs: await readEpochs(host.files, folder),
        model: { kind: 'working' },
      };
    }),
  );
  const texts = await Promise.all(places.map(({ folder }) => readRunConfig(host.files, folder)));
  return { runs, differences: differences(texts) };
}

const LETTERS = [...'ABCDEFG'];

/**
 * The models one after the other, the first one first: the others are shown its inputs.
 * @param found told of each.
 */
export async function inspectAll(
  places: readonly RunPlace[],
  workers: WorkerPool,
  found: (folder: string, model: ComparedModel) => void,
  token: vscode.CancellationToken,
): Promise<void> {
  const experiments = await Promise.all(places.map(experimentOf));
  const methods = [...new Set(experiments.flatMap((one) => one?.experiment.inspect.influence ?? []))];
  let inputs: number[][][] | undefined;
  for (const [index, place] of places.entries()) {
    if (token.isCancellationRequested) return;
    const [first, own] = [experiments[0], experiments[index]];
    const shared =
      index === 0 || (inputs !== undefined && first && own && sameInputShape(first.experiment, own.experiment));
    try {
      const text = own?.text ?? '';
      const config: ConfigText = {
        path: join(place.folder, 'config.lstm.json'),
        text: shared ? lookingAt(text, methods, index === 0 ? undefined : inputs) : text,
      };
      const { inspection } = await workers.use(config, (worker) =>
        worker.inspect({ run: place.folder, config, dataSamples: index === 0 ? DATA_SAMPLES : 0 }, () => {}, token),
      );
      if (index === 0) inputs = inspection.samples.map(({ input }) => rowsOf(input, inspection.features.length));
      found(place.folder, { kind: 'done', inspection: light(inspection), shared: shared === true });
    } catch (error) {
      if (token.isCancellationRequested) return;
      found(place.folder, { kind: 'failed', message: (error as Error).message });
    }
  }
}

/** The config as it was for the run; undefined where this version does not understand it any more. */
async function experimentOf({
  folder,
}: RunPlace): Promise<{ text: string; experiment: WrittenExperiment } | undefined> {
  const { readConfig } = await import('../../core/config/read.js');
  const text = await readRunConfig(host.files, folder).catch(() => '');
  const { experiment } = await readConfig(folder, text, memoryLimit());
  return experiment && { text, experiment };
}

function rowsOf(input: Float64Array, features: number): number[][] {
  return Array.from({ length: input.length / features }, (_, t) => [
    ...input.subarray(t * features, (t + 1) * features),
  ]);
}

/** Without what the comparison does not show. */
function light(inspection: Inspection): Inspection {
  const samples = inspection.samples.map((sample) => ({ ...sample, layers: [], attention: {}, withheld: true }));
  return { ...inspection, samples, population: undefined, overMany: undefined, inputCorrelation: [] };
}
