import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../webview/page.js';
import { snapshot } from './fixtures.js';

const panel = panelHtml({
  script: 'https://host/panel.js?a&b',
  style: 'https://host/panel.css',
  nonce: 'abc+/=',
  cspSource: 'https://host',
  title: '<b>&"quoted"',
});
const report = panelHtml({
  script: 'const a = "</script><!--<script>";',
  style: 'a::after { content: "</style>"; }',
  nonce: 'abc',
  cspSource: '',
  title: 'report',
  inline: snapshot({ title: '</script><script>alert(1)</script>' }),
});
const policyOf = (html: string) => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];

describe('the page', () => {
  it('allows only what carries its nonce or comes from its host', () => {
    expect(policyOf(panel)).toBe(
      "default-src 'none'; script-src 'nonce-abc+/='; style-src https://host 'nonce-abc+/='; img-src https://host data:; " +
        'font-src https://host',
    );
    for (const html of [panel, report]) expect(html).not.toContain('unsafe');
  });

  it('escapes what it is given', () => {
    expect(panel).toContain('<title>&lt;b&gt;&amp;&quot;quoted&quot;</title>');
    expect(panel).toContain('src="https://host/panel.js?a&amp;b"');
  });

  it('gives the toolkit the nonce for the style sheet that it tries out', () => {
    expect(panel).toContain('<meta property="csp-nonce" content="abc+/=">');
  });

  it('has no inline style or handler', () => {
    expect(panel).not.toMatch(/ style=| on[a-z]+=|javascript:/);
  });
});

describe('the report', () => {
  it('is one file that loads nothing', () => {
    expect(policyOf(report)).toBe("default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc'; img-src data:");
    expect(report).not.toMatch(/<link|src="/);
  });

  it('has no element that its contents could end', () => {
    expect(report.match(/<\/script>/g)).toHaveLength(2);
    expect(report.match(/<\/style>/g)).toHaveLength(1);
    expect(report).not.toContain('<!--');
    expect(report).not.toContain('<script>');
  });

  it('keeps the meaning of its script', () => {
    const script = /<script nonce="abc">(.*?)<\/script>/s.exec(report)?.[1];
    expect(new Function(`${script} return a;`)()).toBe('</script><!--<script>');
  });
});
