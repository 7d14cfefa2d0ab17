import assert from 'node:assert/strict';
import { defaultSettings, type Diagnosis } from '../../../src/app/index.ts';
import { translate } from '../../../src/base/userText.ts';
import { modelSize } from '../../../src/vscode/modelSize.ts';
import { diagnosisReport, type HostPlace } from '../../../src/vscode/diagnosisReport.ts';

const place: HostPlace = {
  remoteName: undefined,
  isWeb: false,
  hostname: 'laptop',
  platform: 'linux x64',
  nodeVersion: '24.0.0',
  editorVersion: '1.120.0',
  extensionVersion: '0.1.0',
};
const host = {
  url: 'http://127.0.0.1:11434',
  state: 'up',
  version: '0.11.4',
  models: ['small'],
  loaded: ['small'],
} as const;

describe('diagnosisReport', () => {
  it('names host, version, models, the one in use and the machine', () => {
    const diagnosis: Diagnosis = {
      hosts: [host],
      chosenModel: { name: 'small', digest: '', size: 1.5e9, parameters: '1.5B', capabilities: [] },
    };
    const report = diagnosisReport(diagnosis, defaultSettings, place, {});
    for (const wanted of [
      'Everything is ready',
      '`http://127.0.0.1:11434`: answers, Ollama 0.11.4',
      'installed models: `small`',
      'in memory now: `small`',
      'In use: `small` (1.5B, 1.5 GB)',
      'On this computer',
      'Machine: laptop (linux x64)',
      'VS Code 1.120.0, Node 24.0.0, Caravan 0.1.0',
    ]) {
      assert.ok(report.includes(wanted), `${wanted} is missing in\n${report}`);
    }
  });

  it('says the cause and what to do when nothing answers', () => {
    const problem = {
      code: 'host-unreachable',
      text: { message: 'Nothing answers at {0}.', args: ['http://a'] },
      next: { message: 'Start Ollama.' },
    } as const;
    const diagnosis: Diagnosis = {
      hosts: [{ url: 'http://a', state: 'down', models: [], loaded: [], problem }],
      problem,
    };
    const report = diagnosisReport(diagnosis, { ...defaultSettings, model: 'mine' }, place, {});
    assert.match(report, /\*\*Nothing answers at http:\/\/a\.\*\*/);
    assert.match(report, /\*\*What to do:\*\* Start Ollama\./);
    assert.match(report, /`http:\/\/a`: does not answer/);
    assert.match(report, /Model in your settings: `mine`/);
  });

  it('names the folder that Caravan works in, or says that none of several is chosen (F14)', () => {
    const where = (change: Partial<HostPlace>): string =>
      diagnosisReport({ hosts: [] }, defaultSettings, { ...place, ...change }, {});
    assert.match(where({ folder: '/ws/b', folders: 2 }), /works in: `\/ws\/b`/);
    assert.match(where({ folders: 2 }), /Several folders are open, and you have chosen none/);
    assert.doesNotMatch(where({ folders: 0 }), /older/);
  });

  it('tells where the extension runs, since localhost means that machine (F15)', () => {
    const where = (change: Partial<HostPlace>): string =>
      diagnosisReport({ hosts: [] }, defaultSettings, { ...place, ...change }, {});
    assert.match(where({ remoteName: 'wsl' }), /Windows Subsystem for Linux/);
    assert.match(where({ remoteName: 'ssh-remote' }), /over SSH/);
    assert.match(where({ remoteName: 'dev-container' }), /In a container/);
    assert.match(where({ remoteName: 'codespaces' }), /GitHub codespace/);
    assert.match(where({ remoteName: 'tunnel' }), /remote machine \(tunnel\)/);
    assert.match(
      where({ remoteName: '127.0.0.1:8000', isWeb: true }),
      /serves VS Code to your browser/,
    );
  });

  it('gives sizes in the unit that fits', () => {
    assert.equal(translate(modelSize(4_683_087_332, 'en')), '4.7 GB');
    assert.equal(translate(modelSize(4_683_087_332, 'ru')), '4,7 GB');
    assert.equal(translate(modelSize(270_898_672, 'en')), '271 MB');
    assert.equal(translate(modelSize(1, 'en')), '1 MB');
  });

  it('lists every host of the settings with how it is doing', () => {
    const hosts = [
      { ...host, kind: 'ollama' },
      { ...host, url: 'http://b/v1', kind: 'openai' },
      { ...host, url: 'http://c', state: 'slow' },
      { ...host, url: 'http://d', state: 'unstable' },
      { ...host, url: 'http://e', state: 'down' },
    ] as const;
    const settings = {
      ...defaultSettings,
      moreHosts: [{ url: 'http://b/v1', proxy: 'http://user:canary@p:1' }],
      roles: { coder: 'big:7b' },
    };
    const report = diagnosisReport({ hosts }, settings, place, {});
    for (const wanted of [
      'Address in your settings: `http://127.0.0.1:11434`',
      'Address in your settings: `http://b/v1`',
      '`http://127.0.0.1:11434`: answers, Ollama 0.11.4',
      '`http://b/v1`: answers, OpenAI-compatible',
      '`http://c`: answers slowly',
      '`http://d`: answers, but failed a moment ago',
      '`http://e`: does not answer',
      '- coder: `big:7b`',
    ]) {
      assert.ok(report.includes(wanted), `${wanted} is missing in\n${report}`);
    }
    assert.ok(!report.includes('canary'));
  });

  it('says which settings are not taken as they stand, and what to do', () => {
    const problems = [
      {
        code: 'invalid-argument',
        text: { message: 'caravan.x is bad.' },
        next: { message: 'Mend it.' },
      },
    ] as const;
    const report = diagnosisReport({ hosts: [] }, defaultSettings, place, {}, problems);
    assert.match(report, /## Settings that are not taken[^\n]*\n\n- caravan\.x is bad\. Mend it\./);
    assert.ok(!diagnosisReport({ hosts: [] }, defaultSettings, place, {}).includes('## Settings'));
  });

  it('speaks the language of the bundle', () => {
    const bundle = { 'Where Caravan runs': 'Где работает Caravan' };
    const report = diagnosisReport({ hosts: [] }, defaultSettings, place, bundle);
    assert.match(report, /## Где работает Caravan/);
  });
});
