import assert from 'node:assert/strict';
import { keyOf, type Caravan, type ConsentRequest } from '../../../src/app/index.ts';
import { isOnThisMachine } from '../../../src/app/hostSettings.ts';
import { callOnce, elsewhere, withCore, type ScriptedWork } from '../../support/scriptedCore.ts';

describe('consent', () => {
  const remote = [{ name: 'scripted:1b', remoteHost: 'https://ollama.com' }];
  const carried = (server: {
    readonly requests: readonly { readonly rawBody: string }[];
  }): number => server.requests.filter(({ rawBody }) => rawBody.includes('secret')).length;

  /** Asks nobody, answers as told and keeps what was asked. */
  function answering(answer: boolean) {
    const asked: ConsentRequest[] = [];
    const askConsent = async (request: ConsentRequest): Promise<boolean> => {
      asked.push(request);
      return answer;
    };
    return { asked, ports: { askConsent } };
  }

  it('is not needed for a server on this machine', async () => {
    const { asked, ports } = answering(false);
    await withCore({ ports }, async ({ run, server }) => {
      assert.equal((await run()).outcome, 'answered');
      assert.equal(carried(server), 1);
      assert.deepEqual(asked, []);
    });
  });

  it('is asked for once for another machine, before any text goes there', async () => {
    const { asked, ports } = answering(true);
    await withCore({ ports, isElsewhere: true }, async ({ run, server }) => {
      assert.equal((await run()).outcome, 'answered');
      assert.equal((await run()).outcome, 'answered');
      assert.equal(carried(server), 2);
      assert.deepEqual(asked, [{ kind: 'host', origin: elsewhere, isEncrypted: false }]);
    });
  });

  it('refused, ends the run with what to do next and sends nothing', async () => {
    const { asked, ports } = answering(false);
    await withCore({ ports, isElsewhere: true }, async ({ run, server, caravan }) => {
      const { outcome, error } = await run();
      assert.equal(outcome, 'failed');
      assert.equal(error?.code, 'consent-missing');
      assert.deepEqual(error.text.args, [elsewhere]);
      assert.match(error.next?.message ?? '', /Agree when Caravan asks.*another server/);
      assert.equal(server.requests.length, 0);
      await assert.rejects(insertion(caravan), { code: 'consent-missing' });
      assert.equal(server.requests.length, 0);
      assert.equal(asked.length, 2, 'a refusal is no answer for ever');
    });
  });

  it('missing, lets the connection be diagnosed all the same', async () => {
    const { asked, ports } = answering(false);
    await withCore({ ports, isElsewhere: true }, async ({ caravan, server }) => {
      const { problem, hosts } = await caravan.diagnose(new AbortController().signal);
      assert.equal(problem, undefined);
      assert.equal(hosts[0]?.url, elsewhere);
      assert.equal(asked.length, 0);
      assert.ok(server.requests.every(({ rawBody }) => !rawBody.includes('content')));
    });
  });

  it('is not stretched to a host that the settings name later, while a call waits', async () => {
    let go = (): void => undefined;
    const changed = new Promise<void>((resolve) => (go = resolve));
    const { ports } = answering(true);
    await withCore(
      {
        ports,
        isElsewhere: true,
        work: async (...args) => {
          await changed;
          await callOnce(...args);
        },
      },
      async ({ run, change, events, server }) => {
        const ended = run();
        while (!events.some(({ type }) => type === 'run-model')) await new Promise(setImmediate);
        change({ host: 'http://other.example:11434' });
        go();
        const { error } = await ended;
        assert.equal(error?.code, 'consent-missing');
        assert.deepEqual(error.text.args, ['http://other.example:11434']);
        assert.equal(carried(server), 0);
      },
    );
  });

  it('is asked for once for a model that runs elsewhere, on whichever host', async () => {
    const { asked, ports } = answering(true);
    await withCore({ ports, models: remote }, async ({ run }) => {
      assert.equal((await run()).outcome, 'answered');
      assert.equal((await run()).outcome, 'answered');
      assert.deepEqual(asked, [
        { kind: 'model', model: 'scripted:1b', remoteHost: 'https://ollama.com' },
      ]);
    });
  });

  it('refused for a model, ends the run with what to do next', async () => {
    const { asked, ports } = answering(false);
    await withCore({ ports, models: remote }, async ({ run, server }) => {
      const { error } = await run();
      assert.equal(error?.code, 'model-remote');
      assert.ok(error.next);
      assert.equal(asked.length, 1);
      assert.equal(server.chats().length, 0);
    });
  });

  it('is asked for once when two runs need it at the same time', async () => {
    let answer: (agreed: boolean) => void = () => undefined;
    const asked: ConsentRequest[] = [];
    const askConsent = (request: ConsentRequest): Promise<boolean> => {
      asked.push(request);
      return new Promise((resolve) => (answer = resolve));
    };
    await withCore({ ports: { askConsent }, isElsewhere: true }, async ({ run, events }) => {
      const runs = [run(), run()];
      const started = (): number => events.filter(({ type }) => type === 'run-start').length;
      while (started() < 2 || asked.length === 0) await new Promise(setImmediate);
      answer(true);
      for (const each of await Promise.all(runs)) assert.equal(each.outcome, 'answered');
      assert.equal(asked.length, 1);
    });
  });

  describe('for what looks like a secret', () => {
    const token = ['gh', 'p_', 'k3Jx9QmZ7Lw2Vb8Nc5Rt1Yh6Pd4Sg0AaTfEu'].join('');
    const askWith = (text: string): ScriptedWork => {
      return async ({ model }, _runId, signal) => {
        const messages = [{ role: 'user', content: `secret\n${text}` } as const];
        await model.generate({ messages, label: 'coder', lane: 'agent', signal });
      };
    };
    const kinds = (asked: readonly ConsentRequest[]): string => asked.map(keyOf).join('\n');

    it('is not asked for while everything stays on this machine', async () => {
      const { asked, ports } = answering(false);
      await withCore({ ports, work: askWith(token) }, async ({ run, server }) => {
        assert.equal((await run()).outcome, 'answered');
        assert.equal(carried(server), 1);
        assert.deepEqual(asked, []);
      });
    });

    it('is asked for once a secret, which is not repeated', async () => {
      const { asked, ports } = answering(true);
      await withCore(
        { ports, isElsewhere: true, work: askWith(token) },
        async ({ run, server }) => {
          assert.equal((await run()).outcome, 'answered');
          assert.equal((await run()).outcome, 'answered');
          assert.equal(carried(server), 2);
          assert.match(kinds(asked), /^host \S+\nsecret [0-9a-f]{64}$/);
          assert.ok(!JSON.stringify(asked).includes(token.slice(4, 12)));
        },
      );
    });

    it('refused, ends the run with what was found and sends nothing', async () => {
      const ports = { askConsent: async ({ kind }: ConsentRequest) => kind === 'host' };
      await withCore(
        { ports, isElsewhere: true, work: askWith(token) },
        async ({ run, server, log }) => {
          const { error } = await run();
          assert.equal(error?.code, 'consent-missing');
          assert.deepEqual(error.text.args, [elsewhere, 'GitHub']);
          assert.match(error.next?.message ?? '', /Take it out/);
          assert.equal(carried(server), 0);
          const told = `${JSON.stringify(error)} ${log.join('\n')}`;
          assert.ok(!told.includes(token.slice(4, 12)));
        },
      );
    });

    for (const answer of [true, false]) {
      it(`is asked for at the first call of a remote model named by its role: ${answer}`, async () => {
        const asked: ConsentRequest[] = [];
        const askConsent = async (request: ConsentRequest): Promise<boolean> => {
          asked.push(request);
          return request.kind !== 'secret' || answer;
        };
        const models = ['scripted:1b', { name: 'cloud:1b', remoteHost: 'https://ollama.com' }];
        const settings = { roles: { coder: 'cloud:1b' } };
        const options = { ports: { askConsent }, models, settings, work: askWith(token) };
        await withCore(options, async ({ run, server }) => {
          assert.equal((await run()).outcome, answer ? 'answered' : 'failed');
          assert.equal(carried(server), answer ? 1 : 0);
          assert.match(kinds(asked), /^model cloud:1b \S+\nsecret [0-9a-f]{64}$/);
          if (answer) assert.equal(server.chats()[0]?.model, 'cloud:1b');
        });
      });
    }

    it('is asked for a model that runs elsewhere too', async () => {
      const { asked, ports } = answering(true);
      await withCore({ ports, models: remote, work: askWith(token) }, async ({ run }) => {
        assert.equal((await run()).outcome, 'answered');
        assert.match(kinds(asked), /^model \S+ \S+\nsecret [0-9a-f]{64}$/);
      });
    });
  });

  it('without anybody to ask is a no', async () => {
    await withCore({ isElsewhere: true }, async ({ run }) => {
      assert.equal((await run()).error?.code, 'consent-missing');
    });
  });

  it('knows which addresses stay on this machine', () => {
    for (const url of [
      'http://127.0.0.1:11434',
      'http://127.9.9.9',
      'localhost:11434',
      'http://LOCALHOST/v1',
      'http://api.localhost:1',
      'http://[::1]:11434',
      'http://2130706433:1',
      '0.0.0.0',
    ]) {
      assert.equal(isOnThisMachine({ url }), true, url);
    }
    for (const url of [
      'http://192.168.0.2:11434',
      'http://127.0.0.1.example',
      'http://localhost.example',
      'http://notlocalhost',
      'https://[2001:db8::1]',
      'not an address',
    ]) {
      assert.equal(isOnThisMachine({ url }), false, url);
    }
    const local = 'http://127.0.0.1:1';
    assert.equal(isOnThisMachine({ url: local, proxy: 'http://proxy.example:3128' }), false);
    assert.equal(isOnThisMachine({ url: local, proxy: local }), true);
  });
});

async function insertion(caravan: Caravan): Promise<void> {
  const request = { instruction: 'secret', languageId: 'ts', path: 'a.ts', before: '', after: '' };
  for await (const piece of caravan.insert(request, new AbortController().signal))
    assert.fail(piece);
}
