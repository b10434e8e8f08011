/** The only place that knows VS Code's side of the page. A report has no such side. */
import type { PanelMessage } from './protocol.js';
import type { PageState } from './store.js';

/** What VS Code keeps for the page while it is hidden, and over a reload of the window. */
export interface KeptState {
  /** Whose panel this is: the extension reads it when it brings the panel back. */
  readonly uri: string;
  readonly page: PageState;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

/** The messages and the kept state are those of the experiment's page, unless it is another one. */
export interface Host<Message = PanelMessage, Kept = KeptState> {
  post(message: Message): void;
  /** What `keep` was last given, as it is: it may be from an older version. */
  kept(): unknown;
  keep(state: Kept): void;
  /** Calls `receive` with every message from the extension. */
  listen(receive: (message: unknown) => void): void;
}

/** The extension, or undefined in a report. Call it once: VS Code gives its side away only once. */
export function connectHost<Message = PanelMessage, Kept = KeptState>(): Host<Message, Kept> | undefined {
  if (typeof acquireVsCodeApi !== 'function') return undefined;
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
    listen: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
  };
}
