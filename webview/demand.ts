/** Asks for what a snapshot has left out, once it is to be shown: a sample's traces, or a sequence that is no sample yet. */
import type { Inspection } from '../src/core/analysis/inspection.js';
import type { Host } from './host.js';

/**
 * To be called at every drawing; asks once for each sample or sequence of an inspection.
 * @param sequence that is wanted as a sample.
 * @param sample that is shown, an index.
 */
export type Demand = (inspection: Inspection | undefined, sequence?: number, sample?: number) => void;

export function createDemand(host: Host): Demand {
  let asked: readonly [Inspection['source'] | undefined, string] | undefined;
  const ask = (source: string, what: string, post: () => void) => {
    if (asked?.[0] === source && asked[1] === what) return;
    asked = [source, what];
    post();
  };
  return (inspection, sequence, sample) => {
    if (!inspection) return;
    const { samples, source } = inspection;
    const shown = sample === undefined ? undefined : samples[sample];
    if (sequence !== undefined && !samples.some((other) => other.sequence === sequence)) {
      ask(source, `sequence ${sequence}`, () => host.post({ type: 'sequence', sequence }));
    } else if (sample !== undefined && shown?.withheld) {
      ask(source, shown.label, () => host.post({ type: 'sample', index: sample }));
    } else {
      asked = undefined;
    }
  };
}
