import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultSettings, type Settings } from '../../../src/app/index.ts';
import { describeError } from '../../../src/base/errors.ts';
import { readSettings as read } from '../../../src/app/readSettings.ts';
import { settingRanges, type SettingKey } from '../../../src/app/settingKeys.ts';

const certificate = '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n';
const files: Readonly<Record<string, string>> = { '/ca.pem': certificate, '/note.txt': 'no PEM' };

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error(`ENOENT ${path}`);
  return text;
}

function readSettings(get: (key: SettingKey) => unknown): Settings {
  return read(get, readFile).settings;
}

function readValues(values: Partial<Record<SettingKey, unknown>>) {
  const { settings, problems } = read((key) => values[key], readFile);
  return { settings, problems, texts: problems.map((problem) => describeError(problem)) };
}

describe('readSettings', () => {
  it('takes the defaults where nothing is set', () => {
    assert.deepEqual(
      readSettings(() => undefined),
      defaultSettings,
    );
  });

  it('takes what the user wrote', () => {
    const values: Record<string, unknown> = {
      host: ' http://box:11434 ',
      model: 'qwen2.5-coder:7b',
      maxConcurrent: 4,
      temperature: 0.75,
      'timeouts.idle': 0,
      keepAlive: '-1',
      allowUnsandboxedTests: true,
    };
    const settings = readSettings((key) => values[key]);
    assert.equal(settings.host, 'http://box:11434');
    assert.equal(settings.model, 'qwen2.5-coder:7b');
    assert.equal(settings.maxConcurrent, 4);
    assert.equal(settings.temperature, 0.75);
    assert.equal(settings.timeouts.idle, 0);
    assert.equal(settings.keepAlive, '-1');
    assert.equal(settings.allowUnsandboxedTests, true);
  });

  it('moves numbers out of range to the nearest limit and rounds whole ones', () => {
    const settings = readSettings((key) =>
      key === 'maxConcurrent' ? 0 : key === 'contextLength' ? 1e9 : key === 'maxAttempts' ? 2.4 : 3,
    );
    assert.equal(settings.maxConcurrent, 1);
    assert.equal(settings.contextLength, 262_144);
    assert.equal(settings.maxAttempts, 2);
    assert.equal(settings.temperature, 2);
  });

  it('falls back to the default for a value of the wrong type', () => {
    const settings = readSettings((key) => (key === 'host' ? 7 : key === 'model' ? null : 'often'));
    assert.deepEqual(settings, defaultSettings);
  });

  it('allows tests without a sandbox for nothing but true itself', () => {
    for (const value of ['true', 1, {}, null]) {
      assert.equal(readSettings(() => value).allowUnsandboxedTests, false);
    }
  });

  it('writes files unasked for nothing but false itself', () => {
    for (const value of [undefined, true, 0, 'false', null, {}]) {
      assert.equal(readSettings(() => value).approveWrites, true);
    }
    assert.equal(readSettings(() => false).approveWrites, false);
  });

  it('gives settings within limits for anything JSON can hold', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(settingRanges)), fc.jsonValue()),
        (values) => {
          const settings = readSettings((key) => values[key]);
          const numbers: Record<string, number> = {
            maxConcurrent: Number(settings.maxConcurrent),
            contextLength: settings.contextLength === 'auto' ? 8_192 : settings.contextLength,
            maxAttempts: settings.maxAttempts,
            temperature: settings.temperature === 'auto' ? 0.2 : settings.temperature,
            'timeouts.connect': settings.timeouts.connect,
            'timeouts.firstByte': settings.timeouts.firstByte,
            'timeouts.idle': settings.timeouts.idle,
            'timeouts.total': settings.timeouts.total,
          };
          for (const [key, [least, most]] of Object.entries(settingRanges)) {
            const value = numbers[key] ?? Number.NaN;
            assert.ok(value >= least && value <= most, `${key} = ${value}`);
          }
        },
      ),
    );
  });

  it('takes several hosts with what each needs, the first before the single one', () => {
    const { settings, problems } = readValues({
      host: 'http://unused:1',
      hosts: [
        'gpu:11434/',
        { url: 'https://lab.example/v1', caFile: '/ca.pem', proxy: 'http://proxy:3128' },
        { url: 'http://box:8000', kind: 'openai', h2c: true },
      ],
    });
    assert.deepEqual(problems, []);
    assert.equal(settings.host, 'http://gpu:11434');
    assert.equal(settings.access, undefined);
    assert.deepEqual(settings.moreHosts, [
      { url: 'https://lab.example/v1', ca: certificate, proxy: 'http://proxy:3128/' },
      { url: 'http://box:8000', kind: 'openai', h2c: true },
    ]);
  });

  it('gives the first host its access', () => {
    const { settings } = readValues({ hosts: [{ url: 'https://a', caFile: '/ca.pem' }] });
    assert.deepEqual(settings.access, { ca: certificate });
    assert.equal(settings.moreHosts, undefined);
  });

  it('leaves out each host it cannot use, names its place and the next step, and keeps the rest', () => {
    const bad: readonly unknown[] = [
      7,
      'ftp://x',
      { url: 'http://a', kind: 'grpc' },
      { url: 'http://a', caFile: '/missing.pem' },
      { url: 'http://a', caFile: '/note.txt' },
      { url: 'http://a', proxy: 'socks5://user:canary@p' },
      { url: 'http://a', h2c: 'yes' },
      { url: 'http://a', apiKey: 'canary' },
      'http://user:canary@a',
    ];
    const { settings, problems, texts } = readValues({
      hosts: [...bad, 'http://good:1', 'http://good:1/'],
      model: 'm',
    });
    assert.equal(settings.host, 'http://good:1');
    assert.equal(settings.moreHosts, undefined);
    assert.equal(settings.model, 'm');
    assert.equal(problems.length, bad.length + 1);
    for (const [index, text] of texts.entries()) {
      const place = index < bad.length ? index + 1 : bad.length + 2;
      assert.ok(text.startsWith(`caravan.hosts, entry ${place}: `), text);
      assert.ok(problems[index]?.next, text);
      assert.ok(!text.includes('canary'), text);
    }
  });

  it('uses the single host where no host of the list can be used', () => {
    const { settings, problems } = readValues({ host: 'http://one:1', hosts: [null] });
    assert.equal(settings.host, 'http://one:1');
    assert.equal(problems.length, 1);
  });

  it('takes no secret out of an address', () => {
    const { settings, texts } = readValues({ host: 'http://user:canary@one:1' });
    assert.equal(settings.host, 'http://one:1');
    assert.match(texts.join(), /caravan\.host .*Set Access Key/);
    assert.ok(!texts.join().includes('canary'));
  });

  it('takes "auto" for the calls at once, and one reserved call', () => {
    const { settings, problems } = readValues({ maxConcurrent: 'auto', reserveInteractive: true });
    assert.equal(settings.maxConcurrent, 'auto');
    assert.equal(settings.reserved, 1);
    assert.deepEqual(problems, []);
    assert.match(readValues({ maxConcurrent: 'many' }).texts[0] ?? '', /maxConcurrent.*"auto"/);
  });

  it('takes "auto" for the context, and says what a number must be like', () => {
    const { settings, problems } = readValues({ contextLength: 'auto' });
    assert.deepEqual([settings.contextLength, problems], ['auto', []]);
    const { texts, settings: others } = readValues({ contextLength: 'large' });
    assert.equal(others.contextLength, 'auto');
    assert.match(texts[0] ?? '', /contextLength must be a number from 1024 .*auto is used/);
  });

  it('takes models by role, and says which roles there are', () => {
    const { settings, texts } = readValues({
      modelRoles: { coder: ' big:7b ', poet: 'x', critic: 3 },
    });
    assert.deepEqual(settings.roles, { coder: 'big:7b' });
    assert.equal(texts.length, 2);
    assert.match(texts[0] ?? '', /“poet”.*intent, planner/);
    assert.match(texts[1] ?? '', /“critic”/);
  });

  it('names each setting it does not take as it stands', () => {
    const { problems, texts } = readValues({
      host: 1,
      model: null,
      contextLength: 12,
      keepAlive: 'soon',
      allowUnsandboxedTests: 'yes',
      hosts: {},
      modelRoles: [],
      'timeouts.idle': '5',
    });
    for (const name of ['host', 'model', 'contextLength', 'keepAlive', 'allowUnsandboxedTests']) {
      assert.equal(texts.filter((text) => text.includes(`caravan.${name} `)).length, 1, name);
    }
    for (const name of ['hosts', 'modelRoles', 'timeouts.idle']) {
      assert.equal(texts.filter((text) => text.includes(`caravan.${name} `)).length, 1, name);
    }
    assert.ok(problems.every(({ code, next }) => code === 'invalid-argument' && next));
  });
});
