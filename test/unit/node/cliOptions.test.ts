import assert from 'node:assert/strict';
import { parseCliOptions, usage } from '../../../src/node/cliOptions.ts';

describe('the command line', () => {
  const task = ['--task', 'do it', '--folder', '.'];

  it('names several servers, and what else belongs to them', () => {
    const options = parseCliOptions([
      ...task,
      ...['--host', 'a:1', '--host', 'https://b/v1', '--model', 'm', '--settings', 's.json'],
      ...['--allow-remote', '--trace', 't.jsonl'],
    ]);
    assert.ok(options.command === 'ask');
    assert.deepEqual(options.hosts, ['a:1', 'https://b/v1']);
    assert.deepEqual([options.model, options.settings, options.trace], ['m', 's.json', 't.jsonl']);
    assert.equal(options.allowRemote, true);
  });

  it('agrees to nothing by itself', () => {
    const options = parseCliOptions(task);
    assert.ok(options.command === 'ask');
    assert.deepEqual([options.allowRemote, options.hosts], [false, []]);
    assert.equal(options.approvePlan, false);
  });

  it('takes the servers for a diagnosis too', () => {
    assert.deepEqual(parseCliOptions(['--doctor', '--host', 'a', '--model', 'm']), {
      command: 'doctor',
      hosts: ['a'],
      allowRemote: false,
      model: 'm',
      json: false,
    });
  });

  it('lists past runs of a folder without a task', () => {
    const options = parseCliOptions(['--runs', '--folder', 'f', '--storage', 's', '--json']);
    assert.deepEqual(options, {
      command: 'runs',
      folder: 'f',
      json: true,
      storage: 's',
      hosts: [],
      allowRemote: false,
    });
  });

  it('says what is wrong with an option', () => {
    for (const argv of [['--runs'], ['--task', 'x'], ['--no-such'], [...task, '--mode', 'dance']]) {
      assert.throws(() => parseCliOptions(argv), { code: 'invalid-argument' }, argv.join(' '));
    }
  });

  it('lists every option in its help', () => {
    for (const option of [
      'host',
      'settings',
      'allow-remote',
      'approve-plan',
      'trace',
      'doctor',
      'runs',
      'json',
    ]) {
      assert.ok(usage.includes(`--${option} `), option);
    }
    assert.ok(usage.includes('CARAVAN_ACCESS_KEY'));
  });
});
