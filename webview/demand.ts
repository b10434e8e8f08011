/** Asks for what a large snapshot has left out, once it is to be shown. */
import type { Inspection } from '../src/core/analysis/inspection.js';
import type { Host } from './host.js';

/** @returns to be called with what is shown, at every drawing; asks once for each sample of an inspection. */
export function createDemand(host: Host): (inspection: Inspection | undefined, sample: number) => void {
  let asked: readonly [Inspection['source'] | undefined, string] | undefined;
  return (inspection, sample) => {
    const wanted = inspection?.samples[sample];
    if (!wanted?.withheld) {
      asked = undefined;
      return;
    }
    if (asked?.[0] === inspection?.source && asked?.[1] === wanted.label) return;
    asked = [inspection?.source, wanted.label];
    host.post({ type: 'sample', index: sample });
  };
}
