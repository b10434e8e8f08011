/** How good the model is and how it got there, in a line of numbers. */
import type { Fit, Inspection } from '../../../src/core/analysis/inspection.js';
import type { Metrics } from '../../../src/core/training/metrics.js';
import type { Fact } from '../../fact.js';
import { formatCount, formatNumber, formatSeconds } from '../../format.js';
import type { EpochPoint, Snapshot } from '../../protocol.js';

export function runFacts(
  { epochs, bestEpoch, seconds }: Pick<Snapshot, 'epochs' | 'bestEpoch' | 'seconds'>,
  inspection: Pick<Inspection, 'fit'> | undefined,
): Fact[] {
  const last = epochs.at(-1);
  const kept = bestEpoch === undefined ? last : epochs[bestEpoch - 1];
  return [
    ...fitFacts(inspection?.fit, kept?.metrics),
    ...(last ? epochFacts(last) : []),
    ...(bestEpoch === undefined ? [] : [keptFact(bestEpoch)]),
    ...(seconds === undefined ? [] : [['Training time', formatSeconds(seconds)] as const]),
  ];
}

/**
 * How well the model answers: of a model of classes how many answers are right, whatever the squares of its errors are.
 * @param metrics of an epoch, which are all that is known while the model trains.
 */
export function fitFacts(fit: Fit | undefined, metrics?: EpochPoint['metrics']): Fact[] {
  if (!fit) return metrics ? metricFacts(metrics) : [];
  const { part } = fit;
  if (fit.kind === 'classes') {
    const { accuracy, wholeSequences } = fit;
    const right: Fact = ['Accuracy', formatNumber(accuracy), `Share of the answers on the ${part} part that are right`];
    if (wholeSequences === undefined) return [right];
    const whole = `Share of the sequences of the ${part} part all of whose answers are right`;
    return [right, ['Whole sequences', formatNumber(wholeSequences), whole]];
  }
  return regressionFacts(fit, part);
}

function metricFacts(metrics: Metrics): Fact[] {
  if (!('accuracy' in metrics)) return regressionFacts(metrics, 'validation');
  return [['Accuracy', formatNumber(metrics.accuracy), 'Share of the answers on the validation part that are right']];
}

function regressionFacts({ r2, mse }: { r2: number; mse: number }, part: string): Fact[] {
  return [
    ['R²', formatNumber(r2), `Share of the variance of the ${part} part that the model explains`],
    ['MSE', formatNumber(mse), `Mean squared error on the ${part} part, in units of the target squared`],
  ];
}

function epochFacts({ epoch, loss, validationLoss, learningRate }: EpochPoint): Fact[] {
  const facts: Fact[] = [['Loss', formatNumber(loss), `Training loss of epoch ${epoch}`]];
  if (validationLoss !== undefined) facts.push(['Validation loss', formatNumber(validationLoss)]);
  if (learningRate !== undefined) {
    facts.push(['Learning rate', formatNumber(learningRate), `Of the last update of epoch ${epoch}`]);
  }
  facts.push(['Epochs', formatCount(epoch)]);
  return facts;
}

function keptFact(epoch: number): Fact {
  return ['Kept', `epoch ${formatCount(epoch)}`, 'The epoch with the best loss, whose weights were kept'];
}
