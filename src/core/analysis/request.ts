/** What is to be inspected. */
import type { Experiment } from '../config/experiment.js';
import type { Dataset } from '../data/dataset.js';
import type { Network } from '../engine/engine.js';
import type { Scaling } from '../formats/loadedModel.js';
import type { Inspection } from './inspection.js';
import type { ReportPart } from './parts.js';

export interface InspectRequest {
  readonly experiment: Experiment;
  readonly data: Dataset;
  readonly network: Network;
  /** The network whose outputs are explained: see `explainedNetwork`. */
  readonly explained: Network;
  /** The statistics that the model was trained with. */
  readonly scaling: Scaling;
  readonly source: string;
  /** How many samples of the data to show besides `inspect.inputs`. */
  readonly dataSamples: number;
  /** A further sample to show: the place of a sequence in the evaluated part. */
  readonly sequence?: number;
  /** Called between two steps of the work: gives others a turn, throws to cancel. */
  readonly pause: () => Promise<void>;
  /** Called with what is known early: everything but attention, trust and correlation, which take longest. */
  readonly preview?: (inspection: Inspection) => void;
  readonly report?: ReportPart;
}

/** The validation part, or the training part where there is none. */
export function evaluated(data: Dataset): { part: Uint32Array; name: 'validation' | 'training' } {
  return data.validation.length > 0
    ? { part: data.validation, name: 'validation' }
    : { part: data.training, name: 'training' };
}
