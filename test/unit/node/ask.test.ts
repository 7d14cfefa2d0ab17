import assert from 'node:assert/strict';
import type { InterruptAnswer } from '../../../src/app/index.ts';
import { ask, exitCodes } from '../../../src/node/ask.ts';
import type { CreateWorkflowEngine } from '../../../src/workflow/run.ts';
import { withCore } from '../../support/scriptedCore.ts';

describe('asking without an editor', () => {
  const options = { task: 'secret', mode: 'chat', apply: 'never' } as const;
  const { signal } = new AbortController();

  it('ends with the code for wrong usage when text may not leave the machine', async () => {
    await withCore({ isElsewhere: true }, async ({ caravan, server, events }) => {
      const { exitCode } = await ask(caravan, options, () => undefined, signal);
      assert.equal(exitCode, exitCodes.usage);
      const end = events.at(-1);
      assert.ok(end?.type === 'run-end');
      assert.match(end.error?.next?.message ?? '', /--allow-remote/);
      assert.equal(server.requests.length, 0);
    });
  });

  it('ends with the same code for a model that runs elsewhere', async () => {
    const models = [{ name: 'scripted:1b', remoteHost: 'https://ollama.com' }];
    await withCore({ models }, async ({ caravan, server }) => {
      const { exitCode } = await ask(caravan, options, () => undefined, signal);
      assert.equal(exitCode, exitCodes.usage);
      assert.equal(server.chats().length, 0);
    });
  });

  it('goes there when that is allowed', async () => {
    const ports = { askConsent: async () => true };
    await withCore({ isElsewhere: true, ports }, async ({ caravan, server }) => {
      const { exitCode } = await ask(caravan, options, () => undefined, signal);
      assert.equal(exitCode, exitCodes.done);
      assert.ok(server.chats().length > 0);
    });
  });

  describe('when the run asks about its plan', () => {
    const plan = {
      language: 'python',
      codePath: 'a.py',
      testPath: 'test_a.py',
      steps: [],
    } as const;
    const interrupt = { id: 'question', kind: 'plan', plan } as const;
    /** A graph that only asks. */
    const createEngine: CreateWorkflowEngine = () => ({
      start: async (_request, { ask: question }, emit, during) => {
        emit({ type: 'interrupt', interrupt });
        const answer = await question!(interrupt, during);
        const isApproved = answer.decision === 'approve';
        return { outcome: isApproved ? 'answered' : 'rejected', files: [], answer: '' };
      },
      resume: () => assert.fail('not part of this test'),
    });
    const ports = { loadEngine: async () => createEngine };
    const quiet = (): void => undefined;

    it('gives the word of the user to the run', async () => {
      for (const [word, code] of [
        [{ decision: 'approve' }, exitCodes.done],
        [{ decision: 'reject', reason: 'No.' }, exitCodes.noResult],
      ] as readonly [InterruptAnswer, number][]) {
        await withCore({ ports }, async ({ caravan }) => {
          const { exitCode } = await ask(caravan, options, quiet, signal, async (asked) => {
            assert.deepEqual(asked, interrupt);
            return word;
          });
          assert.equal(exitCode, code, word.decision);
        });
      }
    });

    it('ends the question with the run when it is stopped', async () => {
      await withCore({ ports }, async ({ caravan }) => {
        const stop = new AbortController();
        const result = await ask(caravan, options, quiet, stop.signal, (_asked, during) => {
          stop.abort();
          return new Promise((_resolve, reject) => {
            if (during.aborted) reject(during.reason as Error);
            during.addEventListener('abort', () => reject(during.reason as Error));
          });
        });
        assert.equal(result.exitCode, exitCodes.cancelled);
      });
    });

    it('stops the run and says why when nobody can be asked', async () => {
      await withCore({ ports }, async ({ caravan }) => {
        const asking = ask(caravan, options, quiet, signal, async () => {
          throw new Error('the terminal is gone');
        });
        await assert.rejects(asking, { message: 'the terminal is gone' });
        assert.deepEqual(caravan.activeRuns, []);
      });
    });
  });
});
