import assert from 'node:assert/strict';
import { defaultSettings } from '../../../src/app/settings.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { nodeSettings, parseOllamaHost } from '../../../src/node/nodeSettings.ts';

describe('node settings', () => {
  const hosts: Readonly<Record<string, string>> = {
    '': 'http://127.0.0.1:11434',
    '1.2.3.4': 'http://1.2.3.4:11434',
    '1.2.3.4:56': 'http://1.2.3.4:56',
    ':56': 'http://127.0.0.1:56',
    'example.com': 'http://example.com:11434',
    'example.com:56': 'http://example.com:56',
    'http://example.com': 'http://example.com:80',
    'https://example.com': 'https://example.com:443',
    'HTTPS://example.com:56/': 'https://example.com:56',
    'http://example.com:56/base/': 'http://example.com:56/base',
    '0.0.0.0': 'http://127.0.0.1:11434',
    '0.0.0.0:56': 'http://127.0.0.1:56',
    'http://0.0.0.0:56': 'http://127.0.0.1:56',
    '::1': 'http://[::1]:11434',
    '[::1]': 'http://[::1]:11434',
    '[::1]:56': 'http://[::1]:56',
    '[::]:56': 'http://[::1]:56',
    '::': 'http://[::1]:11434',
    ' "1.2.3.4:56" ': 'http://1.2.3.4:56',
    localhost: 'http://localhost:11434',
  };
  for (const [text, url] of Object.entries(hosts)) {
    it(`reads OLLAMA_HOST "${text}" as ${url}`, () => {
      assert.equal(nodeSettings({}, { OLLAMA_HOST: text }).value.host, url);
    });
  }

  it('takes a given host before the environment, and the default without both', () => {
    const environment = { OLLAMA_HOST: '1.2.3.4' };
    assert.equal(nodeSettings({ host: 'h:1' }, environment).value.host, 'http://h:1');
    assert.deepEqual(nodeSettings({}, {}).value, defaultSettings);
    assert.equal(nodeSettings({ model: 'm' }, {}).value.model, 'm');
  });

  it('refuses what is no address', () => {
    const texts = ['ftp://x', 'http://user:pass@x', 'a b', 'x:99999', 'x:y', 'http://x?q', 'a\\b'];
    for (const text of [...texts, '[::1', 'http://[x]']) {
      assert.throws(
        () => parseOllamaHost(text),
        (error) => error instanceof CaravanError && error.code === 'invalid-argument',
        text,
      );
    }
  });
});
