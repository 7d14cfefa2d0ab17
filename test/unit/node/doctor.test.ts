import assert from 'node:assert/strict';
import { doctorReport } from '../../../src/node/doctor.ts';

describe('the report of --doctor', () => {
  it('lists every host with how it is doing and what it has', () => {
    const problem = { code: 'host-unreachable', text: { message: 'Nothing answers.' } } as const;
    const report = doctorReport(
      {
        hosts: [
          {
            url: 'http://a',
            kind: 'ollama',
            state: 'up',
            version: '0.11.4',
            models: ['m'],
            loaded: [],
          },
          {
            url: 'http://b/v1',
            kind: 'openai',
            state: 'up',
            version: 'OpenAI',
            models: [],
            loaded: [],
          },
          { url: 'http://c', state: 'unstable', models: ['m', 'n'], loaded: [] },
          { url: 'http://d', state: 'down', models: [], loaded: [], problem },
        ],
        chosenModel: { name: 'm', digest: '', size: 1, capabilities: [] },
      },
      {},
    );
    assert.deepEqual(report.trimEnd().split('\n'), [
      'http://a: answers, Ollama 0.11.4',
      '  Models: m',
      'http://b/v1: answers, OpenAI-compatible',
      '  Models: –',
      'http://c: answers, but failed a moment ago',
      '  Models: m, n',
      'http://d',
      '  Nothing answers.',
      'Model in use: m',
    ]);
  });
});
