import assert from 'node:assert/strict';
import type { ProposalSummary } from '../../../src/protocol/messages.ts';
import { isReplaced } from '../../../src/webview/replaced.ts';
import { emptyRun } from '../../../src/webview/run.ts';
import type { Item } from '../../../src/webview/state.ts';
import { proposal } from '../../webview/support/samples.ts';

function run(id: string, change: Partial<ProposalSummary> = {}): Item {
  return { kind: 'run', id, run: { ...emptyRun(id, 0), proposal: { ...proposal, ...change } } };
}

describe('a proposal is replaced', () => {
  const earlier = run('one');

  it('by a later open one that shares a file with it, and not the other way round', () => {
    const later = run('two', { files: proposal.files.slice(1, 2) });
    assert.equal(isReplaced(earlier, [earlier, later]), true);
    assert.equal(isReplaced(later, [earlier, later]), false);
  });

  it('by none for other files, and by none that is decided on', () => {
    const other = run('two', { files: proposal.files.map((file) => ({ ...file, path: 'x.ts' })) });
    const discarded = run('three', { state: 'discarded' });
    const empty: Item = { kind: 'run', id: 'four', run: emptyRun('four', 0) };
    assert.equal(isReplaced(earlier, [earlier, other, discarded, empty]), false);
  });

  it('only while it is open itself', () => {
    const applied = run('one', { state: 'applied' });
    assert.equal(isReplaced(applied, [applied, run('two')]), false);
  });
});
