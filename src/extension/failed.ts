/** How a page is told what failed: in one sentence, with the place where there is one. */
import * as vscode from 'vscode';
import type { Failure } from '../../webview/protocol.js';
import { BadInputError } from '../core/problems.js';
import { uriOf } from './paths.js';

/** Of bad input the first problem; the others are in the Problems panel. */
export function failedBy(error: Error): Failure {
  if (!(error instanceof BadInputError)) return { kind: 'failed', message: error.message };
  const [{ message, file, line, column }] = error.problems;
  const others = error.problems.length - 1;
  const more = others > 0 ? vscode.l10n.t(' (and {0} more, see the Problems panel)', others) : '';
  const place = { file: vscode.workspace.asRelativePath(uriOf(file)), line, column };
  return { kind: 'failed', message: message + more, place };
}
