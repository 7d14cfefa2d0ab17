import assert from 'node:assert/strict';
import { translate } from '../../../src/base/userText.ts';
import { ContextProfiles, type ContextSetting } from '../../../src/llm/contextProfiles.ts';

describe('the context a model gets', () => {
  const { signal } = new AbortController();
  const model = { name: 'm', canThink: false, contextLength: 131_072 };
  const choosing = (
    loaded?: number,
    setting: ContextSetting = 'auto',
  ): { contexts: ContextProfiles; asked: () => number } => {
    let asked = 0;
    const contexts = new ContextProfiles(
      () => setting,
      async () => {
        asked++;
        return loaded;
      },
    );
    return { contexts, asked: () => asked };
  };

  it('is the smallest step that fits what is needed', async () => {
    for (const [needed, expected] of [
      [10, 8_192],
      [8_192, 8_192],
      [8_193, 16_384],
      [20_000, 32_768],
      [90_000, 32_768],
    ] as const) {
      const { contexts } = choosing();
      assert.equal(await contexts.lengthFor(model, needed, undefined, signal), expected);
    }
  });

  it('is never more than the model was made for, nor other than the setting says', async () => {
    const short = { ...model, contextLength: 4_096 };
    assert.equal(await choosing().contexts.lengthFor(short, 9_000, undefined, signal), 4_096);
    const { contexts, asked } = choosing(32_768, 12_000);
    assert.equal(await contexts.lengthFor(model, 20_000, undefined, signal), 12_000);
    assert.equal(await contexts.lengthFor(short, 10, undefined, signal), 4_096);
    assert.equal(asked(), 0);
  });

  it('is the one it is loaded with, where that is enough', async () => {
    const get = (loaded: number, needed: number): Promise<number> =>
      choosing(loaded).contexts.lengthFor(model, needed, undefined, signal);
    assert.equal(await get(4_096, 1_000), 4_096);
    assert.equal(await get(4_096, 5_000), 8_192);
    assert.equal(await get(65_536, 1_000), 65_536);
  });

  it('leaves a run room to grow', async () => {
    const { contexts } = choosing(4_096);
    contexts.hold('run');
    assert.equal(await contexts.lengthFor(model, 1_000, 'run', signal), 8_192);
    const other = choosing().contexts;
    other.hold('run');
    assert.equal(await other.lengthFor(model, 4_000, 'run', signal), 16_384);
  });

  it('stays while a run has the model, whoever calls, and rises for the next one', async () => {
    const { contexts } = choosing();
    contexts.hold('one');
    contexts.hold('two');
    const at = (needed: number, run?: string): Promise<number> =>
      contexts.lengthFor(model, needed, run, signal);
    assert.equal(await at(100, 'one'), 8_192);
    assert.deepEqual(
      await Promise.all([at(20_000), at(20_000, 'two'), at(20_000, 'one')]),
      [8_192, 8_192, 8_192],
    );
    assert.match(translate(contexts.adviceFor(model, 20_000, 8_192)), /next run .* 32768 tokens/);
    contexts.release('one');
    assert.equal(await at(100), 8_192);
    contexts.release('two');
    contexts.hold('three');
    assert.equal(await at(100, 'three'), 32_768);
  });

  it('is the same for two that ask at once', async () => {
    const { contexts } = choosing();
    contexts.hold('run');
    const both = [contexts.lengthFor(model, 100, 'run', signal)];
    both.push(contexts.lengthFor(model, 200, undefined, signal));
    assert.deepEqual(await Promise.all(both), [8_192, 8_192]);
  });

  it('is not asked for again by calls that it fits, until the settings change', async () => {
    const { contexts, asked } = choosing();
    for (let call = 0; call < 3; call++) await contexts.lengthFor(model, 100, undefined, signal);
    assert.equal(asked(), 1);
    contexts.forget();
    await contexts.lengthFor(model, 100, undefined, signal);
    assert.equal(asked(), 2);
  });

  it('outlives a change of the settings as long as a run has it', async () => {
    let setting: ContextSetting = 'auto';
    const contexts = new ContextProfiles(
      () => setting,
      async () => undefined,
    );
    contexts.hold('run');
    await contexts.lengthFor(model, 100, 'run', signal);
    setting = 2_048;
    contexts.forget();
    assert.equal(await contexts.lengthFor(model, 100, undefined, signal), 8_192);
    contexts.release('run');
    assert.equal(await contexts.lengthFor(model, 100, undefined, signal), 2_048);
  });

  it('says what to do where it does not suffice', () => {
    const advice = (needed: number, setting: ContextSetting, limit = 131_072): string =>
      translate(
        choosing(undefined, setting).contexts.adviceFor(
          { ...model, contextLength: limit },
          needed,
          8_192,
        ),
      );
    assert.match(advice(9_000, 'auto'), /next run gets a context of 16384/);
    assert.match(advice(40_000, 'auto'), /set caravan\.contextLength to 65536/);
    assert.match(advice(9_000, 8_192), /set caravan\.contextLength to 16384/);
    assert.match(advice(9_000, 'auto', 8_192), /longer context: m reads 8192/);
    assert.equal(advice(8_000, 'auto'), 'Shorten the task.');
  });

  it('is taken for long where an engine was started with its own', async () => {
    const { contexts, asked } = choosing();
    const engine = { name: 'm', canThink: false, ownsContext: true };
    assert.equal(await contexts.lengthFor(engine, 10, undefined, signal), 32_768);
    assert.match(translate(contexts.adviceFor(engine, 40_000, 32_768)), /contextLength to 65536/);
    assert.equal(asked(), 0);
  });
});
