import assert from 'node:assert/strict';
import { contentSecurityPolicy, webviewHtml } from '../../../src/vscode/webviewHtml.ts';

const source = "'self' https://*.vscode-cdn.net";

describe('webviewHtml', () => {
  it('allows our script by nonce and nothing remote, inline or evaluated', () => {
    assert.equal(
      contentSecurityPolicy(source, 'N0NCE'),
      `default-src 'none'; script-src 'nonce-N0NCE'; style-src ${source}; font-src ${source}; ` +
        `img-src ${source}; form-action 'none'; base-uri 'none'`,
    );
  });

  it('puts the policy before anything that could load', () => {
    const html = webviewHtml({
      scriptUri: 'https://file/main.js',
      styleUri: 'https://file/main.css',
      cspSource: source,
      nonce: 'N0NCE',
      language: 'ru',
      title: 'Caravan',
    });
    const policy = html.indexOf('Content-Security-Policy');
    assert.ok(policy > 0 && policy < html.indexOf('<link') && policy < html.indexOf('<script'));
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(html, /<html lang="ru">/);
    assert.match(html, /nonce="N0NCE" src="https:\/\/file\/main.js"/);
  });

  it('escapes what it is given', () => {
    const html = webviewHtml({
      scriptUri: '"><script>',
      styleUri: '<&"',
      cspSource: source,
      nonce: '"',
      language: '"><img>',
      title: '</title><script>',
    });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(!html.includes('<img>'));
  });
});
