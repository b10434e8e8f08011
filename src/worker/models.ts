/** Questions about one model that come one after the other: it stays open between them. */
import { inspectCheckpoint } from '../core/analysis/checkpoint.js';
import { dynamicsOf } from '../core/analysis/dynamics/dynamics.js';
import { type Answers, answer } from '../core/analysis/dynamics/question.js';
import type { Dynamics } from '../core/analysis/dynamics/results.js';
import type { SampleInspection } from '../core/analysis/inspection.js';
import { explainedNetwork } from '../core/analysis/output.js';
import { type Frame, populationOf, populationStates } from '../core/analysis/population/population.js';
import type { InspectRequest } from '../core/analysis/request.js';
import { EMBEDDED_STATES, embed } from '../core/analysis/stateSpace/embedding.js';
import { inspectInput, inspectSequence } from '../core/analysis/whatIf.js';
import type { Network } from '../core/engine/engine.js';
import type { LayerWeights } from '../core/model/spec.js';
import { listCheckpoints, RunError, readCheckpoint } from '../core/runs/runFolder.js';
import { batchHere } from './batchHere.js';
import { pauser, readingTurns, type WorkerHost } from './host.js';
import { type OpenModel, openModel } from './open.js';
import type {
  CheckpointParams,
  EmbedParams,
  EmbedResult,
  InspectParams,
  QuestionParams,
  SequenceParams,
  WhatIfParams,
} from './protocol.js';

interface Kept {
  readonly key: string;
  readonly model: OpenModel;
  readonly network: Network;
  /** Its outputs are explained: the same, or one that gives logits. */
  readonly explained: Network;
  /** Of the final model; made when a checkpoint is first asked for. */
  frames?: readonly Frame[];
}

/** Progress is told at most this often, seconds. */
const REPORT_SECONDS = 0.1;

export class Models {
  private kept: Kept | undefined;

  constructor(private readonly host: WorkerHost) {}

  /** @throws {BadInputError}, {RunError}, {CancelledError}. */
  async embed(params: EmbedParams, report: (share: number) => void, cancelled: () => boolean): Promise<EmbedResult> {
    const request = await this.request(params, cancelled);
    const { layer, method, dimensions } = params;
    const { sequences, hidden, units } = await populationStates(request, layer, EMBEDDED_STATES[method]);
    const points = await embed({
      method,
      dimensions,
      states: hidden,
      units,
      seed: request.experiment.seed,
      pause: request.pause,
      report: this.nowAndThen(report),
    });
    return { points, sequences: [...sequences] };
  }

  /** The model as it was after an epoch, seen in the state space of the final one. @throws as `embed`. */
  async checkpoint({ epoch, sample, parts, ...params }: CheckpointParams, cancelled: () => boolean) {
    const request = await this.request(params, cancelled);
    const kept = this.kept!;
    const { run, weights } = kept.model;
    if (!run) throw new RunError('Only a run has checkpoints.');
    if (parts.many) kept.frames ??= (await populationOf(request)).frames;
    const then = await readCheckpoint(this.host.files, run.folder, epoch, weights);
    try {
      setWeights(kept, then);
      return await inspectCheckpoint(request, sample, parts, kept.frames ?? []);
    } finally {
      setWeights(kept, weights);
    }
  }

  /** @throws as `embed`; {RangeError} where the input does not fit the model. */
  async whatIf(params: WhatIfParams, cancelled: () => boolean): Promise<SampleInspection> {
    const { label, input, attention } = params;
    const request = await this.request(params, cancelled);
    return inspectInput(attention ? request : withoutAttention(request), label, input);
  }

  /** @throws as `embed`. */
  async dynamics(params: InspectParams, cancelled: () => boolean): Promise<Dynamics> {
    return dynamicsOf(await this.request(params, cancelled));
  }

  /** How the model computes. @throws as `embed`; {RangeError} where the question does not fit the model. */
  async answer(
    { question, ...params }: QuestionParams,
    report: (share: number) => void,
    cancelled: () => boolean,
  ): Promise<Answers[keyof Answers]> {
    const request = await this.request(params, cancelled);
    const kept = this.kept!;
    const { run, weights } = kept.model;
    const { files } = this.host;
    const checkpoints = run && {
      epochs: await listCheckpoints(files, run.folder),
      use: async (epoch: number) => setWeights(kept, await readCheckpoint(files, run.folder, epoch, weights)),
    };
    try {
      return await answer(request, question, this.nowAndThen(report), checkpoints);
    } finally {
      if (question.about === 'training') setWeights(kept, weights);
    }
  }

  /** @throws as `embed`; {RangeError} where there is no such sequence. */
  async sequence(params: SequenceParams, cancelled: () => boolean): Promise<SampleInspection> {
    return inspectSequence(await this.request(params, cancelled), params.sequence);
  }

  private nowAndThen(report: (share: number) => void): (share: number) => void {
    const { seconds } = this.host;
    let reported = seconds();
    return (share) => {
      if (seconds() - reported < REPORT_SECONDS) return;
      reported = seconds();
      report(share);
    };
  }

  /** Opens the model, unless it is the one that is open. */
  private async request(
    { run, config, dataSamples, sequence }: InspectParams,
    cancelled: () => boolean,
  ): Promise<InspectRequest> {
    const key = JSON.stringify([run, config]);
    if (this.kept?.key !== key) {
      this.kept?.network.dispose();
      if (this.kept && this.kept.explained !== this.kept.network) this.kept.explained.dispose();
      this.kept = undefined;
      const model = await openModel(this.host.files, { run, config }, readingTurns(this.host, cancelled));
      const engine = await this.host.viewer(model.experiment);
      const batchSize = batchHere(model.experiment);
      const network = await engine.createNetwork(model.spec, model.weights, batchSize);
      this.kept = { key, model, network, explained: await explainedNetwork(engine, network, model.data, batchSize) };
    }
    const { model, network, explained } = this.kept;
    const { experiment, data, scaling, source } = model;
    const pause = pauser(this.host, cancelled);
    return { experiment, data, network, explained, scaling, source, dataSamples, sequence, pause };
  }
}

function withoutAttention({ experiment, ...request }: InspectRequest): InspectRequest {
  return { ...request, experiment: { ...experiment, inspect: { ...experiment.inspect, attention: [] } } };
}

function setWeights({ network, explained }: Kept, weights: readonly LayerWeights[]): void {
  network.setWeights(weights);
  if (explained !== network) explained.setWeights(weights);
}
