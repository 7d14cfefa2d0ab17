import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultSettings } from '../../../src/app/index.ts';
import { readSettings, settingRanges } from '../../../src/vscode/readSettings.ts';

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

  it('gives settings within limits for anything JSON can hold', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(settingRanges)), fc.jsonValue()),
        (values) => {
          const settings = readSettings((key) => values[key]);
          const numbers: Record<string, number> = {
            maxConcurrent: settings.maxConcurrent,
            contextLength: settings.contextLength,
            maxAttempts: settings.maxAttempts,
            temperature: settings.temperature,
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
});
