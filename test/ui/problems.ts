/**
 * Notices what goes wrong inside webviews: errors, breaches of the content security policy, requests to other machines.
 * Only there, because the workbench around them logs dozens of errors of its own in a headless VS Code.
 */
import type { BrowserContext, Request } from 'playwright-core';

export interface WebviewProblem {
  kind: 'error' | 'policy' | 'request';
  text: string;
}

/** Starts watching every webview that opens in the context; the array grows as problems happen. */
export async function watchWebviews(context: BrowserContext): Promise<WebviewProblem[]> {
  const problems: WebviewProblem[] = [];
  await context.exposeBinding('reportWebviewProblem', (_source, problem: WebviewProblem) => problems.push(problem));
  await context.addInitScript({ content: reportingScript });
  context.on('request', (request) => {
    if (isFromWebview(request) && isExternal(request)) problems.push({ kind: 'request', text: request.url() });
  });
  return problems;
}

/**
 * Runs in every frame before its page. VS Code fills a webview's frame through `document.open()`, which removes all
 * listeners, so they are added again after each. A frame does not know yet what it will show, so that is asked when
 * there is something to report. A string, for it belongs to the browser and not to this program.
 */
const reportingScript = `
  if (self !== top) {
    const report = (kind, text) => {
      if (location.pathname.includes('/webview/browser/pre/')) window.reportWebviewProblem({ kind, text });
    };
    const listen = () => {
      addEventListener('error', (event) => {
        const element = event.target !== window ? event.target : undefined;
        report('error', element ? 'cannot load ' + (element.src ?? element.href) : event.error?.stack ?? event.message);
      }, true);
      addEventListener('unhandledrejection', (event) => report('error', event.reason?.stack ?? String(event.reason)));
      addEventListener('securitypolicyviolation', (event) => report('policy',
        event.violatedDirective + ' forbids ' + event.blockedURI + ' at ' + event.sourceFile + ':' + event.lineNumber));
    };
    const { open } = Document.prototype;
    Document.prototype.open = function (...args) {
      const result = open.apply(this, args);
      listen();
      return result;
    };
    const { error } = console;
    console.error = (...args) => {
      report('error', args.map((arg) => arg?.stack ?? String(arg)).join(' '));
      error(...args);
    };
  }
`;

function isFromWebview(request: Request): boolean {
  // A service worker's request has no frame.
  return request.serviceWorker() === null && request.frame().url().includes('/webview/browser/pre/');
}

function isExternal(request: Request): boolean {
  const { protocol, hostname } = new URL(request.url());
  // Webviews address local files by the second name; VS Code's service worker answers, and nothing leaves the machine.
  return /^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1' && !hostname.endsWith('.vscode-cdn.net');
}
