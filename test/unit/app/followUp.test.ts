import assert from 'node:assert/strict';
import type { Conversation, RunEvent } from '../../../src/app/index.ts';
import { filesToBuildOn } from '../../../src/app/followUp.ts';
import type { ProposalState } from '../../../src/workspace/proposalStore.ts';
import type { ProposedFile } from '../../../src/workspace/types.ts';

const file = (path: string, changes: Partial<ProposedFile> = {}): ProposedFile => ({
  path,
  operation: 'create',
  before: undefined,
  beforeHash: undefined,
  after: `proposed ${path}`,
  hash: '',
  added: 1,
  removed: 0,
  decision: { decision: 'allow', realPath: `/project/${path}` },
  ...changes,
});

const proposed: RunEvent = {
  runId: 'made',
  at: 1,
  type: 'proposal',
  proposal: { id: 'p', files: [], verification: 'verified', state: 'open' },
};
const conversation: Conversation = {
  id: 'c',
  title: '',
  createdAt: 0,
  items: [
    { kind: 'run', id: 'made', at: 1, events: [proposed], texts: {} },
    { kind: 'run', id: 'talk', at: 2, events: [], texts: {} },
  ],
};

/** What a message builds on after a run that proposed the files. */
async function builtOn(
  state: ProposalState,
  files: readonly ProposedFile[] = [file('one.ts'), file('one.test.ts')],
  task = 'Now make it async',
): Promise<readonly string[]> {
  const proposal = { id: 'p', runId: 'made', root: '/project', files, verification: 'verified' };
  const load = async (runId: string) => {
    assert.equal(runId, 'made');
    return { proposal, state } as never;
  };
  const read = async (path: string) => (path === 'gone.ts' ? undefined : `written ${path}`);
  const found = await filesToBuildOn(task, conversation, { load }, { read });
  return found.map(({ path, content }) => `${path}: ${content}`);
}

describe('what a follow-up builds on', () => {
  it('is the code of the last run that made files: as proposed, then as it is now', async () => {
    assert.deepEqual(await builtOn('open'), ['one.ts: proposed one.ts']);
    assert.deepEqual(await builtOn('applied'), ['one.ts: written one.ts']);
  });

  it('is nothing that the user did not want', async () => {
    assert.deepEqual(await builtOn('discarded'), []);
    assert.deepEqual(await builtOn('undone'), []);
    const denied = { decision: 'deny', realPath: '/project/one.ts' } as const;
    assert.deepEqual(await builtOn('open', [file('one.ts', { decision: denied })]), []);
    assert.deepEqual(await builtOn('open', [file('one.ts', { isLeftOut: true })]), []);
  });

  it('is nothing that is gone or too long for a prompt', async () => {
    assert.deepEqual(await builtOn('applied', [file('gone.ts')]), []);
    assert.deepEqual(await builtOn('open', [file('one.ts', { operation: 'delete' })]), []);
    assert.deepEqual(await builtOn('open', [file('one.ts', { after: 'x'.repeat(60_001) })]), []);
  });

  it('is nothing where the message speaks of something else', async () => {
    assert.deepEqual(await builtOn('open', undefined, 'Write a function chunk(list, n)'), []);
    assert.deepEqual(await builtOn('open', undefined, 'Make src/other.ts async'), []);
  });
});
