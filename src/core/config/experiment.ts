/** A config with every default filled in: what the rest of the program works with. */
import type { Static } from 'typebox';
import Value from 'typebox/value';
import type { EngineName, Precision } from '../engine/engine.js';
import type { Layer } from '../model/spec.js';
import type { Intervention } from './interventions.js';
import type { LayerConfig } from './layerSchema.js';
import { DEFAULT_ATTENTIONS } from './measures.js';
import {
  type AttentionKind,
  type ExperimentFile,
  ExperimentSchema,
  type FileDataSchema,
  type InfluenceMethod,
  type TaskDataSchemas,
} from './schema.js';
import { resolveSweep, type SweepSpec } from './sweep/sweep.js';
import { resolveTraining, type TrainingPlan } from './training.js';

type InspectFile = NonNullable<ExperimentFile['inspect']>;
type Filled<T> = Required<T> & { split: { validation: number } };
type Tasks = typeof TaskDataSchemas;
/** One member a kind of task. */
export type TaskData = { [Kind in keyof Tasks]: Filled<Static<Tasks[Kind]>> }[keyof Tasks];
type FileKeys = Static<typeof FileDataSchema>;
export type FileData = FileKeys &
  Pick<Required<FileKeys>, 'transform' | 'standardize' | 'missing'> & {
    split: NonNullable<FileKeys['split']> & { validation: number };
  };
export type DataConfig = TaskData | FileData;

/** An expectation as one writes it: a comparison, or the ends of a range. */
export type Bound = string | readonly number[];

/** A sample: [T][F], raw units. */
export type Rows = readonly (readonly number[])[];
/** As the config gives it: a text is made rows of as soon as it is known which characters the data have. */
export type WrittenSample = Rows | string;

/** What the config says, before its data are read. */
export type WrittenExperiment = Experiment<WrittenSample>;

export interface Experiment<Sample = Rows> {
  readonly name: string;
  readonly seed: number;
  readonly data: DataConfig;
  readonly model: {
    readonly layers?: readonly Layer[];
    readonly from?: string;
    readonly names?: Readonly<Record<string, string>>;
  };
  readonly train: TrainingPlan;
  readonly engine: EngineName;
  readonly precision: Precision;
  readonly sweep?: SweepSpec;
  readonly inspect: {
    readonly inputs?: readonly Sample[];
    readonly influence: readonly InfluenceMethod[];
    readonly attention: readonly AttentionKind[];
    /** Which output is explained; `step` from 1. */
    readonly explain: { readonly class?: string; readonly target?: string; readonly step?: number };
    /** Samples to take the mean of, where it is neither the data's mean nor zero. */
    readonly baseline: 'mean' | 'zero' | readonly Sample[];
    readonly interventions: readonly Intervention<Sample>[];
    /** [F] raw units, where it is neither the data's mean nor zero. */
    readonly constantInput: 'mean' | 'zero' | readonly number[];
  };
  /** Bounds by the paths of numbers, in the order of the text. */
  readonly expect: Readonly<Record<string, Bound>>;
}

/**
 * Fills in the schema's defaults.
 * @param file a config that the schema accepts.
 * @param fallbackName the name where the config gives none.
 */
export function resolveExperiment(file: ExperimentFile, fallbackName: string): WrittenExperiment {
  const full = Value.Default(ExperimentSchema, {
    ...structuredClone(file),
    data: { split: {}, ...(file.data as object) },
    train: file.train ?? {},
    inspect: file.inspect ?? {},
  }) as ExperimentFile;
  const baseline = full.inspect?.baseline;
  return {
    name: full.name ?? fallbackName,
    seed: full.seed as number,
    data: full.data as DataConfig,
    model: { ...full.model, layers: full.model.layers && nameLayers(full.model.layers) },
    train: resolveTraining(full.train as NonNullable<ExperimentFile['train']>, full.seed as number),
    engine: full.engine as EngineName,
    precision: full.precision as Precision,
    ...(file.sweep && { sweep: resolveSweep(file.sweep) }),
    inspect: {
      influence: full.inspect?.influence as InfluenceMethod[],
      attention: attentionKinds(file),
      explain: full.inspect?.explain ?? {},
      baseline: typeof baseline === 'object' ? baselineSamples(baseline) : (baseline as 'mean' | 'zero'),
      interventions: (file.inspect?.interventions ?? []).map(resolveIntervention),
      constantInput: file.inspect?.constantInput ?? 'mean',
      inputs: full.inspect?.inputs?.map(wholeSample),
    },
    expect: (file.expect ?? {}) as Record<string, Bound>,
  };
}

/** An attention layer is looked at unless something else was asked for. */
function attentionKinds({ inspect, model }: ExperimentFile): readonly AttentionKind[] {
  const looks = model.layers?.some(({ type }) => type === 'selfAttention');
  return inspect?.attention ?? (looks ? [...DEFAULT_ATTENTIONS, 'selfAttention'] : DEFAULT_ATTENTIONS);
}

function baselineSamples(baseline: Exclude<InspectFile['baseline'], string | undefined>) {
  return 'meanOf' in baseline ? baseline.meanOf.map(wholeSample) : [wholeSample(baseline)];
}

function resolveIntervention(written: NonNullable<InspectFile['interventions']>[number]): Intervention<WrittenSample> {
  switch (written.type) {
    case 'clampUnits':
      return { state: 'hidden', value: 0, ...written };
    case 'patchState': {
      const { sample } = written;
      return { state: 'both', ...written, sample: typeof sample === 'number' ? sample : wholeSample(sample) };
    }
    default:
      return written;
  }
}

/** One number a step is a step of one feature; a text stays one. */
function wholeSample(sample: string | readonly (number | readonly number[])[]): WrittenSample {
  return typeof sample === 'string' ? sample : sample.map((step) => (typeof step === 'number' ? [step] : step));
}

/**
 * Gives every layer without a name its type and number among its type: lstm_1, lstm_2, dense_1; a wrapped layer is
 * called by its type.
 */
export function nameLayers(layers: readonly LayerConfig[]): Layer[] {
  const count: Record<string, number> = {};
  return layers.map((layer) => {
    count[layer.type] = (count[layer.type] ?? 0) + 1;
    const inner = 'layer' in layer ? { layer: { name: layer.layer.type, ...layer.layer } } : {};
    return { name: `${layer.type}_${count[layer.type]}`, ...layer, ...inner } as Layer;
  });
}
