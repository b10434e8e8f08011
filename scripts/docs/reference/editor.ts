/** `docs/reference/editor.md`: settings, commands and keys of the extension, from its manifest. */
import manifest from '../../../package.json';
import texts from '../../../package.nls.json';
import { code, page, plain, table } from './markdown.js';

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
}

export function editorReference(): string {
  const { configuration, commands, keybindings } = manifest.contributes;
  const settings = Object.entries<Setting>(configuration.properties).map(([key, setting]) => [
    code(key),
    code(JSON.stringify(setting.default)),
    setting.markdownDescription ? text(setting.markdownDescription) : plain(text(setting.description ?? '')),
  ]);
  const actions = commands.map(({ command, title }) => {
    const keys = keybindings.find((binding) => binding.command === command);
    return [`LSTM Lens: ${plain(text(title))}`, code(command), keys ? keysText(keys) : ''];
  });
  return page(
    'Settings, commands and keys',
    "the extension's manifest, `package.json`",
    '## Settings',
    table(['setting', 'default', 'what it says'], settings),
    '## Commands',
    'As the command palette names them; those that need an experiment, a run or a sweep are there where one is open or ' +
      'chosen.',
    table(['command', 'id', 'keys'], actions),
  );
}

function keysText({ key, mac }: { readonly key: string; readonly mac: string }): string {
  return `${code(key)}, on a Mac ${code(mac)}`;
}

/** The manifest names its texts: "%command.train%". */
function text(name: string): string {
  return name.replace(/^%(.*)%$/, (_, key: keyof typeof texts) => texts[key]);
}
