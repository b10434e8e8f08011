/** What can be asked about how a model computes. Each takes a while, so each is asked for by itself. */
import type { Intervention } from '../../config/interventions.js';
import { baselineOf } from '../baseline.js';
import type { Unfit } from '../influence/influence.js';
import { subjectOf } from '../inspect.js';
import type { InspectRequest } from '../request.js';
import { carriedOf } from './carried.js';
import { intervene } from './interventions.js';
import { type LayerRest, layerRest } from './layerRest.js';
import { type Memory, memoryOf } from './memory.js';
import type { ConstantInput } from './rest.js';
import type { Carried, InterventionResult, TrainingDynamics, UnitSearch } from './results.js';
import { type Checkpoints, trainingDynamics } from './trainingDynamics.js';
import { type UnitAblations, unitAblations } from './unitAblations.js';
import { searchUnits, type UnitPattern } from './unitSearch.js';

/** Where one layer's state comes to rest. */
export interface RestQuestion {
  readonly about: 'rest';
  readonly layer: string;
  readonly input: ConstantInput;
}

export type Question =
  | RestQuestion
  /** How long each layer holds what it has. */
  | { readonly about: 'memory' }
  /** What the answer owes to each unit. */
  | { readonly about: 'ablations' }
  /** What the layers carry from step to step. */
  | { readonly about: 'carried' }
  /** Where the same units are active. */
  | { readonly about: 'units'; readonly pattern: UnitPattern }
  /** What becomes of a shown sample, by its index, when the model is changed while it runs. */
  | {
      readonly about: 'interventions';
      readonly interventions: readonly Intervention[];
      readonly sample: number;
    }
  /** How it all came about in training. */
  | { readonly about: 'training' };

/** The answers, by what the question is about. */
export interface Answers {
  readonly rest: LayerRest;
  readonly memory: Memory;
  readonly ablations: UnitAblations;
  readonly carried: Carried;
  readonly units: UnitSearch | Unfit;
  readonly interventions: readonly InterventionResult[];
  readonly training: TrainingDynamics | Unfit;
}

/**
 * @param report told the share that is done, in [0,1].
 * @param checkpoints of the run, where there is one; what used them leaves the networks with weights of theirs.
 * @throws {RangeError} where the question does not fit the model; what `pause` throws.
 */
export async function answer(
  request: InspectRequest,
  question: Question,
  report: (share: number) => void,
  checkpoints?: Checkpoints,
): Promise<Answers[keyof Answers]> {
  const { experiment, data, scaling } = request;
  const subject = () => subjectOf(request, baselineOf(experiment, data, scaling));
  switch (question.about) {
    case 'rest':
      return layerRest(request, question, report);
    case 'memory':
      return memoryOf(request);
    case 'ablations':
      return unitAblations(request, report);
    case 'carried':
      return carriedOf(request, subject(), report);
    case 'units':
      return searchUnits(request, question.pattern, report);
    case 'interventions':
      return intervene(request, subject(), question.interventions, question.sample);
    case 'training':
      if (!checkpoints) return { reason: 'Only a run has kept the weights of its epochs.' };
      return trainingDynamics(request, subject(), { kind: 'config' }, checkpoints, report);
  }
}
