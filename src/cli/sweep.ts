import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc';
import { readConfig } from '../core/config/read.js';
import { SEED, shortNames, valuesText } from '../core/config/sweep/sweep.js';
import { folderOf, join } from '../core/files.js';
import { memoryIn } from '../core/memory.js';
import { BadInputError } from '../core/problems.js';
import { RUNS_FOLDER } from '../core/runs/runFolder.js';
import { planSweep, type SweepPlan, type Trial } from '../core/sweep/plan.js';
import { configurationResults, metricsOf } from '../core/sweep/results.js';
import { runSweep, type Sweeper, type TrialState } from '../core/sweep/run.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { isRunning } from '../worker/processes.js';
import type { ConfigText } from '../worker/protocol.js';
import { sweepOnRay } from '../worker/ray/sweepOnRay.js';
import { statusOf } from '../worker/runStatus.js';
import { findTrials, type Lend, type TrialWork, trainTrial } from '../worker/trials.js';
import { CancelledError, interruptible } from './interrupt.js';
import { builtFile, readConfigFile } from './paths.js';
import { findPythonHere, Workers } from './session.js';
import type { Shard } from './shard.js';
import { fitText, number, table } from './text.js';

interface Options {
  readonly out?: string;
  readonly shard?: Shard;
  readonly parallel?: number;
  readonly json?: boolean;
}

/** `lstm-lens sweep CONFIG [--out DIR] [--shard i/n] [--parallel k] [--json]`. */
export async function sweep(file: string, options: Options): Promise<void> {
  const config = await readConfigFile(file);
  const plan = await planOf(config, options.shard);
  const root = options.out === undefined ? join(folderOf(config.path), RUNS_FOLDER) : path.resolve(options.out);
  const before = await findTrials(nodeFiles, root, config.path, plan, (run) => statusOf(run, isRunning));
  const teller = new Teller(plan, before);
  const told = (trial: Trial, state: TrialState) => teller.trial(trial, state);
  const onRay = plan.spec.on === 'ray' && !options.shard;
  const { states, cancelled } = await interruptible(SIGNALS, async (token) => {
    const asked = () => token.isCancellationRequested;
    const ray = { config: config.path, plan, root, parallel: options.parallel, cancelled: asked, ended: told };
    const here = { config, plan, root, lanes: options.parallel ?? availableParallelism() };
    const ended = onRay ? await sweepOnRay(ray, await rayHere()) : await sweepHere(here, before, told, token);
    return { states: ended, cancelled: asked() };
  });
  const trials = plan.trials.map((trial) => ({ ...trial, ...states.get(trial.id)! }));
  process.stdout.write(
    options.json ? `${JSON.stringify(sweepDocument(plan, options.shard, trials))}\n` : `${describe(trials)}\n`,
  );
  if (cancelled) throw new CancelledError('cancelled; the same command goes on');
  const failed = trials.filter(({ status }) => status === 'failed').length;
  if (failed > 0) throw new Error(`${failed} of ${trials.length} trials failed`);
}

async function sweepHere(
  { lanes, ...own }: Pick<TrialWork, 'config' | 'plan' | 'root'> & Pick<Sweeper, 'lanes'>,
  before: ReadonlyMap<string, TrialState>,
  told: (trial: Trial, state: TrialState) => void,
  token: CancellationToken,
): Promise<Map<string, TrialState>> {
  const workers = new Workers();
  const sweeper: Sweeper = {
    lanes,
    cancelled: () => token.isCancellationRequested,
    async train(trial, state, until, lane) {
      const lend: Lend = async (config, request) => request(await workers.get(lane, config));
      const after = await trainTrial(nodeFiles, lend, { ...own, trial, before: state, until }, () => {}, token);
      told(trial, after);
      return after;
    },
  };
  try {
    return await runSweep(own.plan, before, sweeper);
  } finally {
    await workers.dispose();
  }
}

async function rayHere() {
  const python = await findPythonHere();
  const own = Object.entries(python.environment).filter(([name]) => name.startsWith('LSTM_LENS_'));
  return {
    python,
    script: builtFile('python/sweep.py'),
    command: [process.execPath, builtFile('cli.js')],
    environment: Object.fromEntries(own),
  };
}

/** By Ctrl+C, and by schedulers before they end a job for good. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function planOf(config: ConfigText, shard: Shard | undefined): Promise<SweepPlan> {
  const { experiment, problems, problemAt } = await readConfig(config.path, config.text, memoryIn(process.env));
  if (!experiment) throw new BadInputError(problems);
  const plan = await planSweep(config.text, experiment);
  if (!plan) {
    throw new BadInputError([problemAt([], 'The config has no "sweep", for example "sweep": { "seed": [1, 2, 3] }.')]);
  }
  if (!shard) return plan;
  // On Ray a shard is one trial, and Ray compares them.
  if (plan.spec.method === 'successiveHalving' && plan.spec.on !== 'ray') {
    const message =
      'Successive halving compares all trials with each other, so it cannot be divided into shards: use "grid" or "random".';
    throw new BadInputError([problemAt(['sweep', 'method'], message)]);
  }
  return { ...plan, trials: plan.trials.filter(({ index }) => index % shard.count === shard.index) };
}

/** A line a trial on stderr. */
class Teller {
  private ended = 0;

  constructor(
    private readonly plan: SweepPlan,
    private readonly before: ReadonlyMap<string, TrialState>,
  ) {
    process.stderr.write(`${plan.trials.length} trials\n`);
  }

  trial({ id, values }: Trial, state: TrialState): void {
    if (state.status === 'done' || state.status === 'failed') this.ended++;
    // Cancelled before its first epoch had ended.
    if (state.status === 'waiting') return;
    const earlier = this.before.get(id);
    const known = earlier?.status === 'done' && earlier.run === state.run;
    const result = known ? 'done before' : outcome(state);
    process.stderr.write(`[${this.ended}/${this.plan.trials.length}] ${valuesText(values)}: ${result}\n`);
  }
}

function outcome({ status, epochs, seconds, metrics, message }: TrialState): string {
  if (status === 'failed') return `failed: ${message}`;
  if (status === 'elsewhere') return 'another process trains it';
  return [`${epochs.length} epochs`, `${number(seconds, 3)} s`, ...(metrics ? [fitText(metrics)] : [])].join(', ');
}

type Result = Trial & TrialState;

/** The document that `sweep --json` prints: a contract that scripts rely on. */
function sweepDocument({ id, spec: { method } }: SweepPlan, shard: Shard | undefined, trials: readonly Result[]) {
  const metrics = metricsOf(trials);
  return {
    sweep: id,
    method,
    ...(shard && { shard: `${shard.index}/${shard.count}` }),
    trials: trials.map(({ id: trial, epochs, configuration: _, ...result }) => ({
      trial,
      ...result,
      epochs: epochs.length,
    })),
    configurations: configurationResults(trials, metrics[0] ?? 'r2').map(({ values, trials: own }) => ({
      values,
      trials: own.map(({ id: trial }) => trial),
      metrics: Object.fromEntries(metrics.map((metric) => [metric, configurationResults(own, metric)[0].spread])),
    })),
  };
}

function describe(trials: readonly Result[]): string {
  const metrics = metricsOf(trials);
  if (metrics.length === 0) return 'No trial has come to a result.';
  const names = Object.keys(trials[0].values).filter((name) => name !== SEED);
  const rows = configurationResults(trials, metrics[0]).map(({ values, trials: own }) => [
    names.map((name) => JSON.stringify(values[name])).join(', ') || 'all seeds',
    ...metrics.map((metric) => {
      const { n, mean, deviation } = configurationResults(own, metric)[0].spread;
      return n > 1 ? `${number(mean)} ± ${number(deviation, 2)}` : number(mean);
    }),
    `${own.filter(({ status }) => status === 'done').length} of ${own.length}`,
  ]);
  return table([[shortNames(names).join(', ') || '', ...metrics, 'seeds'], ...rows]);
}
