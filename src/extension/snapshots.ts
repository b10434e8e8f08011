/** What a page is told of an experiment. */
import * as vscode from 'vscode';
import type { Selection, Snapshot } from '../../webview/protocol.js';
import { baseName } from '../core/files.js';
import type { ExperimentState } from './experiments.js';

/** Bytes of traces that a snapshot may carry; of more, each sample's are sent when it is looked at. */
const LIGHT = 1 << 20;

export function withoutTraces(snapshot: Snapshot): Snapshot {
  const { inspection } = snapshot;
  const traces = inspection?.samples.flatMap(({ layers }) => layers) ?? [];
  const bytes = traces.reduce((sum, { hidden, gates }) => sum + hidden.byteLength * (2 + Object.keys(gates).length), 0);
  if (!inspection || bytes <= LIGHT) return snapshot;
  const samples = inspection.samples.map((sample) => ({ ...sample, layers: [], withheld: true }));
  // Of what the config's interventions do the page shows the answers.
  const interventions = inspection.interventions?.map(({ result, ...entry }) => ({
    ...entry,
    result: 'reason' in result ? result : result.map((one) => ({ ...one, layers: [] })),
  }));
  return { ...snapshot, inspection: { ...inspection, samples, interventions } };
}

/** What a page needs to show an experiment. */
export function snapshotOf(state: ExperimentState, select?: Partial<Selection>): Snapshot {
  return {
    title: baseName(state.uri.path),
    config: vscode.workspace.asRelativePath(state.uri),
    uri: state.uri.toString(),
    run: state.run?.started,
    gone: state.gone,
    status: state.status,
    epochs: state.epochs,
    bestEpoch: state.bestEpoch,
    seconds: state.seconds,
    trusted: vscode.workspace.isTrusted,
    inspection: state.inspection,
    embeddings: state.embeddings ?? [],
    findings: state.findings ?? [],
    checkpoints: state.checkpoints ?? [],
    select,
  };
}
