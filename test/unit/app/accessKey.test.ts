import assert from 'node:assert/strict';
import { errorReply } from '../../support/scriptedReplies.ts';
import { withCore } from '../../support/scriptedCore.ts';

describe('an access key', () => {
  const canary = 'sk-canary-0123456789';
  const { signal } = new AbortController();

  /** A secret store for one key, and a server that wants it. */
  function guarded() {
    let key: string | undefined = canary;
    const asked: string[] = [];
    return {
      asked,
      setKey: (next: string | undefined) => (key = next),
      options: {
        ports: {
          accessKey: async (origin: string) => {
            asked.push(origin);
            return key;
          },
        },
        script: ({ headers }: { headers: Readonly<Record<string, unknown>> }) =>
          headers['authorization'] === `Bearer ${canary}`
            ? undefined
            : errorReply(401, `unauthorized: ${String(headers['authorization'])}`),
      },
    };
  }

  it('is asked for by origin and sent, and is nowhere in events, log and trace', async () => {
    const { asked, options } = guarded();
    await withCore(options, async ({ run, server, caravan, events, log }) => {
      assert.equal((await run()).outcome, 'answered');
      assert.deepEqual(asked, [server.url]);
      assert.ok(caravan.trace().length > 0);
      const told = JSON.stringify([events, log, caravan.trace(), await caravan.diagnose(signal)]);
      assert.ok(!told.includes('canary'), told);
      assert.ok(!told.includes('secret code'), told);
    });
  });

  it('that was removed is not sent any more, and the failure does not repeat it', async () => {
    const { setKey, options } = guarded();
    await withCore(options, async ({ run, server, caravan, events, log }) => {
      await run();
      setKey(undefined);
      caravan.accessKeysChanged();
      const before = server.requests.length;
      const { error } = await run();
      assert.equal(error?.code, 'host-refused');
      assert.ok(error.next);
      const after = server.requests.slice(before);
      assert.ok(after.length > 0 && after.every(({ headers }) => !headers['authorization']));
      setKey(canary);
      assert.equal((await run()).outcome, 'answered', 'a refused request asks for the key again');
      assert.ok(!JSON.stringify([events, log, caravan.trace()]).includes('canary'));
    });
  });

  it('that the server refuses and repeats is not told on', async () => {
    const { setKey, options } = guarded();
    setKey('sk-canary-wrong');
    await withCore(options, async ({ run, caravan, events, log }) => {
      assert.equal((await run()).error?.code, 'host-refused');
      const told = JSON.stringify([events, log, caravan.trace(), await caravan.diagnose(signal)]);
      assert.ok(!told.includes('canary'), told);
    });
  });
});
