/** What is known of a layer, or of a measure, as the text of a hover. */
import * as vscode from 'vscode';
import { ATTENTIONS, explain, METHODS } from '../../../webview/explain.js';
import { formatPercent } from '../../../webview/format.js';
import type { Inspection, LayerSummary } from '../../core/analysis/inspection.js';
import type { LayerPopulation } from '../../core/analysis/population/population.js';

/** A text of a file, which is to be no markup. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>!#|&~]/g, '\\$&');
}

/** Shape and parameters; of a recurrent layer that was inspected how saturated its gates are, and how well its states tell the answer. */
export function layerText(
  { name, outputShape, parameters }: LayerSummary,
  inspection: Pick<Inspection, 'population'> | undefined,
): string {
  const { t } = vscode.l10n;
  const head = t('**{0}**: output {1}, {2} parameters', name, outputShape, parameters.toLocaleString('en-US'));
  // A bidirectional layer has one entry for each direction.
  const population = inspection?.population;
  const traced = population?.layers.filter(({ mean }) => mean.layer.replace(/\.(for|back)ward$/, '') === name) ?? [];
  return [head, ...traced.map((layer) => stateText(layer, population!.runningName, traced.length > 1))].join('\n\n');
}

function stateText({ mean, gates, space }: LayerPopulation, answer: string, named: boolean): string {
  const { t } = vscode.l10n;
  const share = (values: Float64Array) => formatPercent(values.reduce((sum, value) => sum + value, 0) / values.length);
  const lines = Object.entries(gates).map(([gate, { closed, open }]) =>
    t('- {0} gate: {1} shut, {2} wide open', gate, share(closed), share(open)),
  );
  const last = space.probe.at(-1);
  if (last !== undefined && Number.isFinite(last)) {
    lines.push(
      t('- {0}, read from the state at the last step by a linear probe: R² {1}', plain(answer), last.toFixed(3)),
    );
  }
  return [...(named ? [`*${mean.layer}*`] : []), ...lines].join('\n');
}

/** What an influence method or an attention-like matrix is, and how far it can be believed on this model. */
export function measureText(id: string, inspection: Inspection | undefined): string | undefined {
  const all: Readonly<
    Record<string, (typeof METHODS)[keyof typeof METHODS] | (typeof ATTENTIONS)[keyof typeof ATTENTIONS]>
  > = { ...METHODS, ...ATTENTIONS };
  if (!Object.hasOwn(all, id)) return undefined;
  const explanation = all[id];
  const row = inspection?.trust.find(({ method }) => method === id);
  const left = inspection?.unfit.find((entry) => entry.id === id);
  const known = row && !Number.isNaN(row.pearson);
  return [
    `**${explanation.name}**`,
    explain(explanation),
    ...(known ? [vscode.l10n.t('On this model: r = {0} with the true contributions.', row.pearson.toFixed(2))] : []),
    ...(left ? [vscode.l10n.t('Left out of this model: {0}', left.reason)] : []),
  ].join('\n\n');
}
