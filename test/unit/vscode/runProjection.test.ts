import assert from 'node:assert/strict';
import { RunProjection } from '../../../src/vscode/runProjection.ts';
import { event } from './fakes.ts';

describe('RunProjection', () => {
  it('keeps events and folds streamed text by node and channel', () => {
    const run = new RunProjection('run', 7);
    const all = [event.start('c'), event.nodeStart(), event.delta('a'), event.thinking('t')];
    for (const each of [...all, event.delta('b')]) run.add(each);
    assert.deepEqual(run.item, {
      kind: 'run',
      id: 'run',
      at: 7,
      events: [event.start('c'), event.nodeStart()],
      texts: { coder: { text: 'ab', thinking: 't' } },
    });
  });

  it('keeps only the last of a row of phases', () => {
    const run = new RunProjection('run', 0);
    run.add(event.phase('queued'));
    run.add(event.phase('writing'));
    assert.deepEqual(run.item.events, [event.phase('writing')]);
  });

  it('goes on from what an interrupted run had done, and leaves that alone', () => {
    const earlier = {
      kind: 'run',
      id: 'run',
      at: 3,
      events: [event.start('c')],
      texts: { coder: { text: 'ab', thinking: '' } },
    } as const;
    const run = new RunProjection('run', 9, earlier);
    run.add(event.delta('c'));
    assert.equal(run.item.texts['coder']?.text, 'abc');
    assert.equal(run.item.at, 3);
    assert.equal(earlier.texts.coder.text, 'ab');
  });
});
