/** Looks at the data of a config before anything is trained; knows what it looked at last. */
import type { DataConfig } from '../core/config/experiment.js';
import type { Dataset } from '../core/data/dataset.js';
import type { ProblemAt } from '../core/data/load.js';
import { type DataPreview, type PreviewSequence, previewData, previewSequence } from '../core/data/preview/preview.js';
import type { ReadingTurns } from '../core/data/reading/source.js';
import { summarizeFile } from '../core/data/summary.js';
import { type Files, folderOf } from '../core/files.js';
import { pauser, readingTurns, type WorkerHost } from './host.js';
import { readData } from './prepare.js';
import type { ConfigText, PreviewParams, PreviewSequenceParams } from './protocol.js';

/** Bytes of data that are kept for the next question about them. */
const KEPT = 64 << 20;

export class Previews {
  private kept: { readonly key: string; readonly data: Dataset } | undefined;

  constructor(private readonly host: WorkerHost) {}

  /** Reads the data anew. @throws {BadInputError} where config or data are at fault; {CancelledError}. */
  async preview({ config }: PreviewParams, cancelled: () => boolean): Promise<DataPreview> {
    const { experiment, data, problemAt } = await this.read(config, cancelled);
    const turns = readingTurns(this.host, cancelled);
    const gaps = await gapsOf(experiment.data, folderOf(config.path), this.host.files, problemAt, turns);
    return previewData(experiment, data, pauser(this.host, cancelled), gaps);
  }

  /** @throws as `preview`; {RangeError} where there is no such sequence. */
  async sequence({ config, part, index }: PreviewSequenceParams, cancelled: () => boolean): Promise<PreviewSequence> {
    const data = this.kept?.key === keyOf(config) ? this.kept.data : (await this.read(config, cancelled)).data;
    return previewSequence(data, part, index);
  }

  private async read(config: ConfigText, cancelled: () => boolean) {
    this.kept = undefined;
    const read = await readData(config, this.host.files, readingTurns(this.host, cancelled));
    const { data } = read;
    if (data.rows.byteLength + data.targets.byteLength <= KEPT) this.kept = { key: keyOf(config), data };
    return read;
  }
}

/** Missing values by column, where others stand for them: the data no longer tell. */
export async function gapsOf(
  data: DataConfig,
  folder: string,
  files: Files,
  problemAt: ProblemAt,
  turns: ReadingTurns,
): Promise<ReadonlyMap<string, number>> {
  if (!('file' in data) || data.missing === undefined || data.missing === 'error') return new Map();
  const { columns } = await summarizeFile(data, folder, files, problemAt, turns);
  return new Map(columns.map(({ name, missing }) => [name, missing]));
}

function keyOf({ path, text }: ConfigText): string {
  return JSON.stringify([path, text]);
}
