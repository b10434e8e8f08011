/** Looks at the data of a config before anything is trained; knows what it looked at last. */
import type { Dataset } from '../core/data/dataset.js';
import { type DataPreview, type PreviewSequence, previewData, previewSequence } from '../core/data/preview/preview.js';
import type { ReadingTurns } from '../core/data/reading/source.js';
import { readingTurns, type WorkerHost } from './host.js';
import { readData } from './prepare.js';
import type { ConfigText, PreviewParams, PreviewProgress, PreviewSequenceParams } from './protocol.js';

/** Bytes of data that are kept for the next question about them. */
const KEPT = 64 << 20;

export class Previews {
  private kept: { readonly key: string; readonly data: Dataset } | undefined;

  constructor(private readonly host: WorkerHost) {}

  /**
   * Reads the data anew.
   * @param report called with progress at human rates.
   * @throws {BadInputError} where config or data are at fault; {CancelledError}.
   */
  async preview(
    { config }: Pick<PreviewParams, 'config'>,
    report: (progress: PreviewProgress) => void,
    cancelled: () => boolean,
  ): Promise<DataPreview> {
    const turns = (phase: PreviewProgress['phase']) =>
      readingTurns(this.host, cancelled, (share) => report({ phase, share }));
    const { experiment, data } = await this.read(config, turns('reading'));
    return previewData(experiment, data, turns('looking'));
  }

  /** @throws as `preview`; {RangeError} where there is no such sequence. */
  async sequence({ config, part, index }: PreviewSequenceParams, cancelled: () => boolean): Promise<PreviewSequence> {
    const data =
      this.kept?.key === keyOf(config)
        ? this.kept.data
        : (await this.read(config, readingTurns(this.host, cancelled))).data;
    return previewSequence(data, part, index);
  }

  private async read(config: ConfigText, turns: ReadingTurns) {
    this.kept = undefined;
    const read = await readData(config, this.host.files, turns);
    const { data } = read;
    if (data.rows.byteLength + data.targets.byteLength <= KEPT) this.kept = { key: keyOf(config), data };
    return read;
  }
}

function keyOf({ path, text }: ConfigText): string {
  return JSON.stringify([path, text]);
}
