/** How good the model is and how it got there, in a line of numbers. */
import type { Inspection } from '../../../src/core/analysis/inspection.js';
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
    ...fitFacts(kept?.metrics, inspection),
    ...(last ? epochFacts(last) : []),
    ...(bestEpoch === undefined ? [] : [keptFact(bestEpoch)]),
    ...(seconds === undefined ? [] : [['Training time', formatSeconds(seconds)] as const]),
  ];
}

/** A model of classes is as good as its answers, whatever the squares of its errors are. */
function fitFacts(metrics: EpochPoint['metrics'], inspection: Pick<Inspection, 'fit'> | undefined): Fact[] {
  if (metrics && 'accuracy' in metrics) {
    const text = 'Share of the answers on the validation part that are right';
    return [['Accuracy', formatNumber(metrics.accuracy), text]];
  }
  if (!inspection) return [];
  const { part, r2, mse } = inspection.fit;
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
