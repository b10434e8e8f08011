/** The config's `train` with every default filled in. */
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import type { LossSpec, OptimizerSpec, TrainingSpec } from '../engine/trainingSpec.js';
import { EarlyStoppingSchema, LossSchemas, OptimizerSchemas, ScheduleSchemas, type TrainFile } from './trainSchema.js';

type Schedules = typeof ScheduleSchemas;
type Filled<T extends TSchema> = Required<Static<T>>;

/** How the learning rate changes; formulas are in `training/schedule.ts`. */
export type ScheduleSpec =
  | Filled<Schedules['constant']>
  | Filled<Schedules['exponential']>
  /** `warmupTarget` is missing where there is no warm-up. */
  | (Omit<Filled<Schedules['cosine']>, 'warmupTarget'> & { warmupTarget?: number })
  | PlateauSpec;
export type PlateauSpec = Filled<Schedules['reduceOnPlateau']>;
export type EarlyStoppingSpec = Filled<typeof EarlyStoppingSchema>;

export interface TrainingPlan extends TrainingSpec {
  readonly schedule: ScheduleSpec;
  readonly earlyStopping?: EarlyStoppingSpec;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
}

/** @param file `train` as the schema's own defaults have completed it. @param seed the experiment's. */
export function resolveTraining(file: TrainFile, seed: number): TrainingPlan {
  const { optimizer, loss, earlyStopping, ...rest } = file as Required<Omit<TrainFile, 'earlyStopping'>> & TrainFile;
  const { schedule = { type: 'constant' }, ...settings } = named<OptimizerSpec & { schedule?: ScheduleSpec }>(
    OptimizerSchemas,
    optimizer,
  );
  return {
    ...(rest as Required<typeof rest>),
    seed,
    optimizer: settings,
    schedule: named<ScheduleSpec>(ScheduleSchemas, schedule),
    loss: named<LossSpec>(LossSchemas, loss),
    ...(earlyStopping && { earlyStopping: Value.Default(EarlyStoppingSchema, earlyStopping) as EarlyStoppingSpec }),
  };
}

/** What is written by its name or with some settings, with all of them. */
function named<T>(schemas: Record<string, TSchema>, written: string | { type: string }): T {
  const object = typeof written === 'string' ? { type: written } : written;
  return Value.Default(schemas[object.type], structuredClone(object)) as T;
}
