/** Offers the changes that mend a config's problems. */
import type { Edit } from 'jsonc-parser';
import * as vscode from 'vscode';
import { changed } from '../../core/config/edits.js';
import type { Problem, Severity } from '../../core/problems.js';
import { isConfig, isUnsaved } from '../configs.js';
import { workspaceEdit } from './edits.js';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** A problem as the Problems panel has it, with its fixes. */
export class ProblemDiagnostic extends vscode.Diagnostic {
  constructor(readonly problem: Problem) {
    const { line, column, endLine, endColumn, message, severity } = problem;
    // Of what is no error only the first line is underlined: a block that works would be hard to read.
    const end =
      severity === 'error' ? [endLine, endColumn] : [line, endLine > line ? Number.MAX_SAFE_INTEGER : endColumn];
    super(new vscode.Range(line - 1, column - 1, end[0] - 1, end[1] - 1), message, SEVERITIES[severity]);
    this.source = 'LSTM Lens';
  }
}

export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

  /** @param problemsOf what is known to be wrong with a config now. */
  constructor(private readonly problemsOf: (config: vscode.Uri) => readonly vscode.Diagnostic[]) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    if (!isConfig(document.uri) && !isUnsaved(document.uri)) return [];
    const text = document.getText();
    const own = this.problemsOf(document.uri)
      .filter((one) => one instanceof ProblemDiagnostic && one.range.intersection(range))
      .flatMap((diagnostic) =>
        ((diagnostic as ProblemDiagnostic).problem.fixes ?? []).map(({ title, path, value, insert }) =>
          action(document, diagnostic, title, () => changed(text, [...path], value, { isArrayInsertion: insert })),
        ),
      );
    // VS Code's JSON support has put the schema's problems there.
    const { schemaFixes } = await import('../../core/config/read.js');
    const schema = diagnostics
      .filter(({ source }) => source !== 'LSTM Lens')
      .flatMap((diagnostic) =>
        schemaFixes(text, document.offsetAt(diagnostic.range.start) + 1).map(({ title, edits }) =>
          action(document, diagnostic, title, () => edits),
        ),
      );
    const found = [...own, ...schema].flatMap((one) => one ?? []);
    if (found[0]) found[0].isPreferred = true;
    return found;
  }
}

/** Undefined where the text has changed so much that the fix no longer fits. */
function action(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  title: string,
  editsOf: () => readonly Edit[],
): vscode.CodeAction | undefined {
  try {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    made.diagnostics = [diagnostic];
    made.edit = workspaceEdit(document, editsOf());
    return made;
  } catch {
    return undefined;
  }
}
