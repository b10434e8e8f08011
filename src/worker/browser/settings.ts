/** What a web worker is told by the script that it is started with: it has it before the first message. */

/** The global variable of the settings. */
export const SETTINGS = 'lstmLensSettings';

export interface Settings {
  /** MiB that data and model may take. */
  readonly memory: number;
  /** Paths of folders and files that it may read for a config. */
  readonly reach: readonly string[];
  /** Stands for the process in the manifests of runs. */
  readonly processId: number;
}
