/** Writes a run folder; `runFolder.ts` says what it holds. */
import { type Files, join } from '../files.js';
import { weightBytes } from '../formats/layersModel.js';
import type { Scaling } from '../formats/loadedModel.js';
import { writeModelFile } from '../formats/modelFile.js';
import type { LayerWeights, ModelSpec } from '../model/spec.js';
import type { EpochMetrics } from '../training/metrics.js';
import { checkpointPath, LAYOUT, type Manifest, type RunProcess, readManifest, resumePath } from './runFolder.js';

/** Writes one run. Every file is written whole; the manifest says last that the run is done. */
export class RunWriter {
  private constructor(
    private readonly files: Files,
    readonly folder: string,
    private manifest: Manifest,
  ) {}

  /** Makes the folder with its config and a manifest that says `running`. */
  static async start(
    files: Files,
    folder: string,
    configText: string,
    about: Omit<Manifest, 'layout' | 'status'>,
  ): Promise<RunWriter> {
    await files.makeFolder(join(folder, 'checkpoints'));
    const writer = new RunWriter(files, folder, { layout: LAYOUT, status: 'running', ...about });
    await files.write(join(folder, 'config.lstm.json'), configText);
    await writer.writeManifest({});
    return writer;
  }

  /** Goes on with a run after an epoch: what was written of later ones is forgotten. */
  static async resume(
    files: Files,
    folder: string,
    epochs: readonly EpochMetrics[],
    writer: RunProcess,
  ): Promise<RunWriter> {
    // The writer before may have had a start where this one has none.
    const { message: _, processStart: __, ...manifest } = await readManifest(files, folder);
    const resumedAfter = [...(manifest.resumedAfter ?? []), epochs.length];
    for (const part of [folder, join(folder, 'checkpoints')]) await files.clean(part);
    const resumed = new RunWriter(files, folder, { ...manifest, ...writer, status: 'running', resumedAfter });
    await files.write(join(folder, 'metrics.jsonl'), epochs.map(metricsLine).join(''));
    await resumed.writeManifest({});
    return resumed;
  }

  /** Adds lines to the metrics, one an epoch. */
  async epochs(metrics: readonly EpochMetrics[]): Promise<void> {
    await this.files.append(join(this.folder, 'metrics.jsonl'), metrics.map(metricsLine).join(''));
  }

  async checkpoint(epoch: number, weights: readonly LayerWeights[]): Promise<void> {
    await this.files.write(checkpointPath(this.folder, epoch), weightBytes(weights));
  }

  /** @param bytes of a `ResumePoint`. */
  async resumePoint(bytes: Uint8Array): Promise<void> {
    await this.files.write(resumePath(this.folder), bytes);
  }

  async model(spec: ModelSpec, weights: readonly LayerWeights[], scaling: Scaling): Promise<void> {
    const model = { name: this.manifest.name, spec, weights, scaling };
    await writeModelFile(this.files, join(this.folder, 'model.json'), model);
  }

  async analysis(document: unknown): Promise<void> {
    await this.files.write(join(this.folder, 'analysis.json'), JSON.stringify(document));
  }

  get ended(): boolean {
    return this.manifest.status !== 'running';
  }

  async end(
    ending: Pick<Manifest, 'status' | 'epochs'> &
      Partial<Pick<Manifest, 'bestEpoch' | 'seconds' | 'metrics' | 'message'>>,
  ): Promise<void> {
    await this.writeManifest(ending);
  }

  private async writeManifest(change: Partial<Manifest>): Promise<void> {
    const manifest = { ...this.manifest, ...change };
    await this.files.write(join(this.folder, 'manifest.json'), JSON.stringify(manifest, null, 2));
    this.manifest = manifest;
  }
}

function metricsLine(metrics: EpochMetrics): string {
  return `${JSON.stringify(metrics)}\n`;
}
