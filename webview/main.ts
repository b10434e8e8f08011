/** Starts the page: in VS Code it listens to the extension, in a report it shows the snapshot that it carries. */
import './styles/panel.css';
import { createApp } from './app.js';
import { startComparison } from './comparison/start.js';
import { registerControls } from './controls.js';
import { takeDrops } from './drops.js';
import { decodeSnapshot } from './embed.js';
import { connectHost } from './host.js';
import { MessageError, readMessage } from './messages.js';
import { SNAPSHOT_ID } from './page.js';
import { createStore, restorePage } from './store.js';
import { followSystemTheme } from './theme.js';

registerControls();
const root = document.getElementById('app')!;
if (root.dataset.page === 'comparison') startComparison(root);
else startExperiment(root);

function startExperiment(root: HTMLElement): void {
  const host = connectHost();
  const store = createStore(restorePage(host?.kept()));
  createApp(root, store, host);

  function receive(value: unknown): void {
    try {
      const message = readMessage(value);
      if (message.type === 'askLink') host?.post({ type: 'copyLink', selection: store.state.page.selection });
      else store.dispatch({ type: 'received', message });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      const problem = `This panel did not understand the extension. ${error.message}`;
      store.dispatch({ type: 'problem', problem });
      host?.post({ type: 'problem', message: error.message });
    }
  }

  if (host) {
    takeDrops(document.body, host);
    store.subscribe(({ snapshot, page }) => {
      if (snapshot) host.keep({ uri: snapshot.uri, page });
    });
    host.listen(receive);
    host.post({ type: 'ready' });
  } else {
    followSystemTheme();
    const embedded = document.getElementById(SNAPSHOT_ID)?.textContent ?? 'null';
    receive({ type: 'snapshot', snapshot: decodeSnapshot(embedded) });
  }
}
