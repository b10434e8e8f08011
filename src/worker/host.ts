/** What the worker needs from the place it runs in. */
import type { Experiment } from '../core/config/experiment.js';
import type { ReadingTurns } from '../core/data/reading/source.js';
import type { Engine } from '../core/engine/engine.js';
import type { Files } from '../core/files.js';
import type { RunProcess } from '../core/runs/runFolder.js';
import type { Job } from './keras/job.js';
import type { KerasSettings, KerasTraining } from './keras/kerasTraining.js';
import type { Standing } from './runStatus.js';

export interface WorkerHost {
  readonly files: Files;
  /** The one that an experiment asks for, made at the first use. @throws {Error} where TensorFlow cannot be loaded. */
  engine(experiment: Pick<Experiment, 'engine' | 'precision'>): Promise<Engine>;
  /** One to look at its trained model with: of the same precision, and on all cores. @throws as `engine`. */
  viewer(experiment: Pick<Experiment, 'engine' | 'precision'>): Promise<Engine>;
  /** Lets waiting messages in, a cancel among them. */
  yieldTurn(): Promise<void>;
  /** Seconds from some fixed moment. */
  seconds(): number;
  now(): Date;
  readonly version: string;
  /** How the manifests of runs name the process that this worker is in. */
  readonly writer: RunProcess;
  /** Whether the process that a run names is still there, and may write it. */
  isRunning(run: Standing): boolean;
  /** Starts Keras in a Python, where processes can be started. @throws {Error} where something is missing, with what mends it. */
  keras?(job: Job, settings: KerasSettings): Promise<KerasTraining>;
  /** MiB that data and model may take. */
  readonly memory: number;
}

/** Thrown inside the worker when a request was cancelled. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled.');
    this.name = 'CancelledError';
  }
}

/** Work goes on at most this long before waiting messages are let in. */
const TURN_SECONDS = 0.02;

/** A `pause` for long work: yields now and then, and throws once `cancelled` says so. */
export function pauser(host: WorkerHost, cancelled: () => boolean): () => Promise<void> {
  let turn = host.seconds();
  return async () => {
    if (host.seconds() - turn < TURN_SECONDS) return;
    await host.yieldTurn();
    turn = host.seconds();
    if (cancelled()) throw new CancelledError();
  };
}

/** Progress of a reading is told at most this often, seconds. */
const REPORT_SECONDS = 0.1;

/** Lets others in between the parts of a file, and tells how far it is read. */
export function readingTurns(
  host: WorkerHost,
  cancelled: () => boolean,
  report: (share: number) => void = () => {},
): ReadingTurns {
  let reported = host.seconds();
  return {
    pause: pauser(host, cancelled),
    memory: host.memory,
    progress(share) {
      if (host.seconds() - reported < REPORT_SECONDS) return;
      reported = host.seconds();
      report(share);
    },
  };
}
