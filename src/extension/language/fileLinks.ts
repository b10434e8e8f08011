/** From the name of a file to the file, and from the name of a column to its place in the file's header. */
import * as vscode from 'vscode';
import { type NamePlace, namePlaces } from '../../core/config/filePlaces.js';
import { isConfig } from '../configs.js';
import { dataFileOf, named } from './dataFiles.js';

export class FileLinks implements vscode.DocumentLinkProvider, vscode.DefinitionProvider {
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    if (!isConfig(document.uri)) return [];
    return namePlaces(document.getText())
      .filter(({ kind }) => kind !== 'column')
      .map((place) => new vscode.DocumentLink(rangeOf(document, place), named(document.uri, place.name)));
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.DefinitionLink[] | undefined> {
    // To find a column its file is opened, which a folder that is not trusted may not ask for.
    if (!isConfig(document.uri) || !vscode.workspace.isTrusted) return undefined;
    const place = namePlaces(document.getText()).find((one) => rangeOf(document, one).contains(position));
    if (!place) return undefined;
    const targetUri = place.kind === 'column' ? dataFileOf(document) : named(document.uri, place.name);
    const outside = targetUri && !vscode.workspace.getWorkspaceFolder(targetUri);
    if (!targetUri || (place.kind === 'column' && outside) || !(await exists(targetUri))) return undefined;
    const targetRange =
      place.kind === 'column' ? await headerPlace(targetUri, place.name) : new vscode.Range(0, 0, 0, 0);
    if (!targetRange) return undefined;
    return [{ originSelectionRange: rangeOf(document, place), targetUri, targetRange }];
  }
}

function rangeOf(document: vscode.TextDocument, { offset, length }: NamePlace): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Where a column's name stands in the first line. */
async function headerPlace(file: vscode.Uri, column: string): Promise<vscode.Range | undefined> {
  const line = (await vscode.workspace.openTextDocument(file)).lineAt(0).text;
  const cells = [...line.matchAll(/"((?:[^"]|"")*)"|[^,]+/g)];
  const cell = cells.find(([text, quoted]) => (quoted ?? text).replaceAll('""', '"') === column);
  return cell && new vscode.Range(0, cell.index, 0, cell.index + cell[0].length);
}
