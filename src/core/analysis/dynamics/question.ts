/** What can be asked about how a model computes. Each takes a while, so each is asked for by itself. */
import type { InspectRequest } from '../request.js';
import { type LayerRest, layerRest } from './layerRest.js';
import { type Memory, memoryOf } from './memory.js';
import type { ConstantInput } from './rest.js';
import { type UnitAblations, unitAblations } from './unitAblations.js';

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
  | { readonly about: 'ablations' };

/** The answers, by what the question is about. */
export interface Answers {
  readonly rest: LayerRest;
  readonly memory: Memory;
  readonly ablations: UnitAblations;
}

/**
 * @param report told the share that is done, in [0,1].
 * @throws {RangeError} where the question does not fit the model; what `pause` throws.
 */
export function answer(
  request: InspectRequest,
  question: Question,
  report: (share: number) => void,
): Promise<Answers[keyof Answers]> {
  switch (question.about) {
    case 'rest':
      return layerRest(request, question, report);
    case 'memory':
      return memoryOf(request);
    case 'ablations':
      return unitAblations(request, report);
  }
}
