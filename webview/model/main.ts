/** Starts the page of a model file. */
import '../styles/panel.css';
import '../styles/model.css';
import { MessageError } from '../checks.js';
import { registerControls } from '../controls.js';
import { createModelApp } from './app.js';
import { readModelMessage } from './messages.js';
import type { ModelPageMessage } from './protocol.js';

declare function acquireVsCodeApi(): { postMessage(message: ModelPageMessage): void };

registerControls();
const api = acquireVsCodeApi();
const post = (message: ModelPageMessage) => api.postMessage(message);
const app = createModelApp(document.getElementById('app')!, post);
window.addEventListener('message', ({ data }) => {
  try {
    app.show(readModelMessage(data));
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    post({ type: 'problem', message: error.message });
  }
});
post({ type: 'ready' });
