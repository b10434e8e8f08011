/** What axe-core has to say of a page: only what is serious or worse. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';

const source = readFileSync(path.resolve('node_modules/axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** One line a place that breaks a rule of WCAG 2.2 A or AA or a best practice, seriously or critically. */
export async function seriousFindings(page: FrameLocator | Page): Promise<string[]> {
  const element = await page.locator('html').elementHandle();
  const frame = await element?.ownerFrame();
  if (!frame) throw new Error('There is no page to look at.');
  // As text: the browser evaluates it for us, past the page's policy, which forbids the page to do so.
  await frame.evaluate(`window.axe || (() => { ${source} })()`);
  const violations = await frame.evaluate<Violation[]>(`axe.run(document).then(({ violations }) => violations)`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`),
    );
}
