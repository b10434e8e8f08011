/** Not a test but a measurement inside the extension host: how long the extension holds its thread to start. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** VS Code's own marks, milliseconds. */
interface Marks {
  getMarks(): { name: string; startTime: number }[];
}

suite('bench', () => {
  test('activation', async () => {
    const id = 'lstm-lens.lstm-lens';
    const [experiment] = await vscode.workspace.findFiles('sequence-addition/*.lstm.json');
    await vscode.window.showTextDocument(experiment);
    const extension = vscode.extensions.getExtension(id);
    while (!extension?.isActive) await new Promise((resolve) => setTimeout(resolve, 50));
    const marks = (globalThis as unknown as { MonacoPerformanceMarks: Marks }).MonacoPerformanceMarks.getMarks();
    const at = (name: string) =>
      marks.find((mark) => mark.name === `code/extHost/${name}/${id}`)?.startTime ?? Number.NaN;
    const load = at('didLoadExtensionCode') - at('willLoadExtensionCode');
    const activate = at('didActivateExtension') - at('willActivateExtension');
    writeFileSync(process.env.LSTM_LENS_BENCH as string, JSON.stringify({ load, activate }));
  });
});
