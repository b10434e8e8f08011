/** Learning rates that change, as Keras's schedules and its callback ReduceLROnPlateau define them. */
import type { PlateauSpec, ScheduleSpec } from '../config/training.js';
import { cosineOfTurns, power } from '../exactMath.js';

/** What an epoch's monitors can be. */
export interface Losses {
  readonly loss: number;
  /** Undefined where no sequences validate. */
  readonly validationLoss?: number;
}

export interface Schedule {
  /** The rate of an update. @param step its number over all epochs, from 0. */
  rate(step: number): number;
  /** Hears how each epoch went. */
  epochDone(losses: Losses): void;
}

/** @param learningRate where the schedule starts. */
export function createSchedule(spec: ScheduleSpec, learningRate: number): Schedule {
  if (spec.type === 'reduceOnPlateau') return new ReduceOnPlateau(spec, learningRate);
  return { rate: (step) => rateAt(spec, learningRate, step), epochDone() {} };
}

/** The rate of a schedule that knows nothing but the step. */
function rateAt(spec: Exclude<ScheduleSpec, PlateauSpec>, learningRate: number, step: number): number {
  switch (spec.type) {
    case 'constant':
      return learningRate;
    case 'exponential': {
      const times = step / spec.decaySteps;
      return learningRate * power(spec.decayRate, spec.staircase ? Math.floor(times) : times);
    }
    case 'cosine': {
      const { decaySteps, alpha, warmupTarget, warmupSteps } = spec;
      if (warmupTarget === undefined) return learningRate * cosineDecay(step, decaySteps, alpha);
      if (step < warmupSteps) return learningRate + ((warmupTarget - learningRate) * step) / warmupSteps;
      return warmupTarget * cosineDecay(step - warmupSteps, decaySteps, alpha);
    }
  }
}

/** From 1 down to alpha. */
function cosineDecay(step: number, decaySteps: number, alpha: number): number {
  const wave = (1 + cosineOfTurns(Math.min(step / decaySteps, 1))) / 2;
  return (1 - alpha) * wave + alpha;
}

class ReduceOnPlateau implements Schedule {
  private best = Number.POSITIVE_INFINITY;
  private wait = 0;
  private cooldown = 0;

  constructor(
    private readonly spec: PlateauSpec,
    private current: number,
  ) {}

  rate(): number {
    return this.current;
  }

  epochDone(losses: Losses): void {
    const { monitor, factor, patience, minDelta, cooldown, minLearningRate } = this.spec;
    const value = losses[monitor];
    if (value === undefined) return;
    if (this.cooldown > 0) {
      this.cooldown--;
      this.wait = 0;
    }
    if (value < this.best - minDelta) {
      this.best = value;
      this.wait = 0;
    } else if (this.cooldown === 0) {
      this.wait++;
      if (this.wait < patience || this.current <= minLearningRate) return;
      this.current = Math.max(this.current * factor, minLearningRate);
      this.cooldown = cooldown;
      this.wait = 0;
    }
  }
}
