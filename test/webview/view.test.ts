import assert from 'node:assert/strict';
import type { ConnectionState, FromView, RunEvent } from '../../src/protocol/messages.ts';
import type { Message, View } from './support/openView.ts';
import {
  answered,
  answerText,
  at,
  conversationId,
  firstSteps,
  lastSteps,
  noServer,
  proposal,
  runId,
  snapshotOf,
  start,
  startedAt,
  task,
  usage,
  writingCode,
} from './support/samples.ts';
import { useView } from './support/useView.ts';

const run = (...events: readonly RunEvent[]): Message => ({ type: 'run-events', events });
const finished = run(...firstSteps, ...lastSteps);

describe('the view in a browser', function () {
  this.timeout(60_000);
  let view: View;
  useView((opened) => {
    view = opened;
  });

  const count = async (type: FromView['type']): Promise<number> =>
    (await view.posted()).filter((message) => message.type === type).length;

  describe('composer', () => {
    beforeEach(() => view.send(snapshotOf()));

    it('sends with Enter, breaks the line with Shift+Enter, and empties itself', async () => {
      const composer = view.page.getByTestId('composer');
      await composer.pressSequentially('one');
      await composer.press('Shift+Enter');
      await composer.pressSequentially('two');
      await composer.press('Enter');
      const sent = await view.waitFor('send');
      assert.deepEqual(sent, { type: 'send', text: 'one\ntwo', mode: 'auto' });
      assert.equal(await composer.inputValue(), '');
      await view.page.getByTestId('user').getByText('one').waitFor();
    });

    it('sends nothing that is empty', async () => {
      await view.page.getByTestId('composer').press('Enter');
      await view.page.getByTestId('composer').fill('   ');
      await view.page.getByTestId('composer').press('Enter');
      assert.ok(await view.page.getByTestId('send').isDisabled());
      assert.equal(await count('send'), 0);
    });

    it('turns send into Stop while a run goes on, and Escape stops too', async () => {
      await view.send(run(start));
      assert.equal(await view.page.getByTestId('send').count(), 0);
      await view.page.getByTestId('composer').press('Escape');
      assert.deepEqual(await view.waitFor('stop'), { type: 'stop', runId });
      assert.ok(await view.page.getByTestId('stop').isDisabled());
      await view.send(
        run(at(9, { type: 'run-end', outcome: 'cancelled', elapsedMs: 9_000, usage })),
      );
      await view.page.getByTestId('send').waitFor();
      assert.equal(await view.page.getByTestId('run').getAttribute('data-outcome'), 'cancelled');
    });

    it('stops with the button', async () => {
      await view.send(run(start));
      await view.page.getByTestId('stop').click();
      assert.deepEqual(await view.waitFor('stop'), { type: 'stop', runId });
    });

    it('queues what is sent while a run goes on, and gives it back to be changed', async () => {
      await view.send(run(start));
      const { page } = view;
      assert.equal(await page.getByTestId('queue').count(), 0);
      await page.getByTestId('composer').fill('next');
      await page.getByTestId('queue').waitFor();
      await page.getByTestId('composer').press('Enter');
      assert.deepEqual(await view.waitFor('queue'), { type: 'queue', text: 'next', mode: 'auto' });
      assert.equal(await count('send'), 0);
      await view.send({ type: 'queued', queued: { text: 'next', mode: 'auto' } });
      await page.getByTestId('queued').getByText('Next: next').waitFor();
      await page.getByTestId('queued-edit').click();
      assert.deepEqual(await view.waitFor('unqueue'), { type: 'unqueue', isEdited: true });
      await view.send({ type: 'queued' }, { type: 'compose', text: 'next', mode: 'auto' });
      assert.equal(await page.getByTestId('composer').inputValue(), 'next');
      assert.equal(await page.getByTestId('queued').count(), 0);
    });

    it('recalls what was sent with the up arrow', async () => {
      await view.send(finished);
      const composer = view.page.getByTestId('composer');
      await composer.press('ArrowUp');
      assert.equal(await composer.inputValue(), task);
      await composer.press('ArrowDown');
      assert.equal(await composer.inputValue(), '');
    });

    it('recalls the newest again after a recalled one was sent with the mouse', async () => {
      const second = 'And now with numbers';
      const items = [task, second].map((text, index) => ({
        kind: 'user' as const,
        id: `asked-${index}`,
        at: startedAt,
        text,
      }));
      const conversation = { id: conversationId, title: '', createdAt: startedAt, items };
      await view.send(snapshotOf({ conversation }));
      const composer = view.page.getByTestId('composer');
      await composer.press('ArrowUp');
      await composer.press('ArrowUp');
      assert.equal(await composer.inputValue(), task);
      await view.page.getByTestId('send').click();
      await view.waitFor('send');
      await composer.press('ArrowUp');
      assert.equal(await composer.inputValue(), second);
    });

    it('gives back what could not be sent', async () => {
      await view.page.getByTestId('composer').fill('try this');
      await view.page.getByTestId('composer').press('Enter');
      await view.send({ type: 'error', error: noServer });
      assert.equal(await view.page.getByTestId('composer').inputValue(), 'try this');
      await view.page.getByTestId('error').getByText('No model server answers').waitFor();
    });

    it('grows with its text up to a part of the view', async () => {
      const composer = view.page.getByTestId('composer');
      const height = async (): Promise<number> => (await composer.boundingBox())?.height ?? 0;
      const low = await height();
      await composer.fill(Array.from({ length: 8 }, () => 'line').join('\n'));
      const high = await height();
      assert.ok(high > low + 50, `${low} → ${high}`);
      await composer.fill(Array.from({ length: 80 }, () => 'line').join('\n'));
      assert.ok((await height()) <= 760 * 0.41);
    });

    it('picks the mode with the keyboard alone and sends with it', async () => {
      await view.page.getByTestId('mode-button').focus();
      await view.page.keyboard.press('Enter');
      await view.page.keyboard.press('ArrowDown');
      await view.page.keyboard.press('Enter');
      assert.equal(await view.page.getByTestId('mode-button').getAttribute('data-mode'), 'chat');
      await view.page.getByTestId('composer').fill('Hello');
      await view.page.getByTestId('composer').press('Enter');
      assert.equal((await view.waitFor('send')).mode, 'chat');
    });

    it('closes the mode menu with Escape and gives the focus back', async () => {
      await view.page.getByTestId('mode-button').click();
      await view.page.keyboard.press('Escape');
      assert.equal(await view.page.getByRole('menu').count(), 0);
      assert.equal(
        await view.page.evaluate(() => document.activeElement?.getAttribute('data-testid')),
        'mode-button',
      );
    });

    it('takes the text a command puts there, with its mode and the focus', async () => {
      await view.send({ type: 'compose', text: 'Explain this', mode: 'analyze' });
      const composer = view.page.getByTestId('composer');
      assert.equal(await composer.inputValue(), 'Explain this');
      assert.ok(await composer.evaluate((element) => element === document.activeElement));
      assert.equal(await view.page.getByTestId('mode-button').getAttribute('data-mode'), 'analyze');
    });

    it('names the model and opens the choice of models', async () => {
      await view.page.getByTestId('model-button').getByText('qwen2.5-coder:7b').click();
      await view.waitFor('select-model');
    });
  });

  describe('run', () => {
    beforeEach(() => view.send(snapshotOf()));

    it('lists the ten nodes with their states, and marks the one that runs', async () => {
      await view.send(run(...firstSteps, ...writingCode));
      const states = await view.page
        .locator('[data-testid="steps"] li.node')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state')));
      assert.deepEqual(states, [
        ...Array.from({ length: 4 }, () => 'done'),
        'running',
        ...Array.from({ length: 5 }, () => 'pending'),
      ]);
      const coder = view.page.getByTestId('node-coder');
      assert.equal(await coder.getAttribute('aria-current'), 'step');
      assert.match(await coder.getByTestId('node-phase').innerText(), /^writing ~\d+ tok\/s$/);
      assert.match(await coder.getByTestId('node-text').innerText(), /export function slugify/);
    });

    it('says each phase in words, and tells a screen reader without figures', async () => {
      const phase = (name: 'queued' | 'loading', position?: number): RunEvent =>
        at(20, { type: 'node-phase', node: 'coder', phase: name, ...(position && { position }) });
      await view.send(run(...firstSteps, ...writingCode.slice(0, 1), phase('queued', 2)));
      const live = view.page.getByTestId('live');
      const shown = view.page.getByTestId('node-phase');
      assert.equal(await shown.innerText(), 'waiting (2nd)');
      await live.getByText('Write code: waiting', { exact: true }).waitFor({ state: 'attached' });
      await view.send(run(phase('loading')));
      assert.equal(await shown.innerText(), 'loading model');
      const delta = at(23, { type: 'node-delta', node: 'coder', channel: 'text', text: 'x' });
      await view.send(run(delta));
      await live.getByText('Write code', { exact: true }).waitFor({ state: 'attached' });
      const changes = await view.page.evaluate(() => {
        const region = document.querySelector('[data-testid="live"]');
        const seen: string[] = [];
        if (!region) return undefined;
        new MutationObserver(() => seen.push(region.textContent)).observe(region, {
          characterData: true,
          childList: true,
          subtree: true,
        });
        Object.assign(window, { seen });
        return region.textContent;
      });
      assert.equal(changes, 'Write code');
      for (let index = 0; index < 5; index += 1)
        await view.send(run({ ...delta, at: delta.at + 500 }));
      assert.deepEqual(await view.page.evaluate('seen'), []);
    });

    it('lets time pass under the running step', async () => {
      await view.page.clock.install({ time: startedAt + 20_000 });
      await view.send(run({ ...start, at: startedAt + 20_000 }));
      const elapsed = view.page.getByTestId('steps').locator('.card-detail .elapsed');
      assert.equal(await elapsed.innerText(), '0s');
      await view.page.clock.runFor(65_000);
      assert.equal(await elapsed.innerText(), '1m 05s');
    });

    it('groups the attempts of the debug loop, with each one’s tests', async () => {
      await view.send(finished);
      const validator = view.page.getByTestId('node-validator');
      await validator.getByText('attempt 2').waitFor();
      await validator.getByRole('button').first().click();
      assert.equal(await validator.getByTestId('attempt').count(), 2);
      const [first, second] = await validator.getByTestId('tests').all();
      assert.equal(await first?.locator('.test.failed').count(), 1);
      assert.match((await first?.innerText()) ?? '', /got 'caf-au-lait'/);
      assert.equal(await second?.locator('.test.failed').count(), 0);
    });

    it('opens a finished step with the keyboard: its result and its text', async () => {
      await view.send(finished);
      await view.page.getByTestId('node-planner').getByRole('button').focus();
      await view.page.keyboard.press('Enter');
      await view.page.getByText('Trim the dashes').waitFor();
      await view.page.getByTestId('node-critic').getByRole('button').click();
      await view.page.getByTestId('issue').getByText('An empty title is not tested.').waitFor();
    });

    it('says why a run failed, where the draft is, and offers help', async () => {
      const end = at(20, {
        type: 'run-end',
        outcome: 'failed',
        elapsedMs: 20_000,
        usage,
        error: noServer,
        draftPath: '/drafts/run-1',
      });
      await view.send(run(start, end));
      const error = view.page.getByTestId('error');
      assert.match(await error.innerText(), /No model server.*Start Ollama.*\/drafts\/run-1/s);
      await error.getByTestId('error-action').click();
      await view.waitFor('diagnose');
    });
  });

  describe('proposal', () => {
    beforeEach(() => view.send(snapshotOf(), finished));

    it('counts lines and applies everything at once, but not twice', async () => {
      const card = view.page.getByTestId('proposal');
      assert.match(await card.locator('.card-header').innerText(), /3 files changed\s*\+38\s*−1/);
      await view.page.getByTestId('apply').click();
      assert.deepEqual(await view.waitFor('apply'), { type: 'apply', runId });
      assert.ok(await view.page.getByTestId('apply').isDisabled());
      await view.send(
        run(at(70, { type: 'proposal', proposal: { ...proposal, state: 'applied' } })),
      );
      assert.equal(await card.getAttribute('data-state'), 'applied');
      assert.equal(await view.page.getByTestId('apply').count(), 0);
      assert.equal(await view.page.getByTestId('proposal-note').innerText(), 'Applied');
    });

    it('can be decided again after an error', async () => {
      await view.page.getByTestId('apply').click();
      await view.send({ type: 'error', error: noServer });
      assert.ok(await view.page.getByTestId('apply').isEnabled());
    });

    it('discards and reviews, whole or one file', async () => {
      await view.page.getByTestId('review').click();
      assert.deepEqual(await view.waitFor('review'), { type: 'review', runId });
      await view.page.locator('[data-path="src/slugify.test.ts"] button').click();
      const one = { type: 'review', runId, path: 'src/slugify.test.ts' };
      assert.deepEqual(await view.waitFor('review'), one);
      await view.page.getByTestId('discard').click();
      assert.deepEqual(await view.waitFor('discard'), { type: 'discard', runId });
    });

    it('names a file that needs confirming only once it is ticked, and never a denied one', async () => {
      const [file] = proposal.files;
      assert.ok(file);
      const reason = { message: 'VS Code runs commands from this file.' };
      const files = [
        file,
        { ...file, path: '.vscode/tasks.json', decision: 'ask', reason } as const,
        { ...file, path: '.git/hooks/pre-commit', decision: 'deny' } as const,
      ];
      await view.send(run(at(62, { type: 'proposal', proposal: { ...proposal, files } })));
      await view.page.getByText(reason.message).waitFor();
      assert.equal(await view.page.getByTestId('confirm').count(), 1);
      await view.page.getByTestId('apply').click();
      assert.deepEqual((await view.waitFor('apply')).paths, ['src/slugify.ts']);
      await view.send({ type: 'error', error: noServer });
      await view.page.getByTestId('confirm').check();
      await view.page.getByTestId('apply').click();
      const both = ['src/slugify.ts', '.vscode/tasks.json'];
      assert.deepEqual((await view.waitFor('apply')).paths, both);
    });
  });

  describe('conversation', () => {
    it('shows an answer as it comes, its thinking folded, its code to copy', async () => {
      await view.send(snapshotOf(), run(...answered.slice(0, -1)));
      await view.page.getByTestId('answer').getByText('text toolkit').waitFor();
      assert.equal(await view.page.getByText('The user wants an overview.').count(), 0);
      await view.page.getByRole('button', { name: 'Thought for 4.0s' }).click();
      await view.page.getByText('The user wants an overview.').waitFor();
      await view.page.getByRole('button', { name: 'Copy', exact: true }).click();
      assert.match((await view.waitFor('copy')).text, /^import \{ truncate \}/);
    });

    it('offers its code for the cursor and for a new file', async () => {
      await view.send(snapshotOf(), run(...answered));
      for (const [name, place] of [
        ['Insert at cursor', 'cursor'],
        ['New file', 'new-file'],
        ['Apply to a file', 'file'],
      ] as const) {
        await view.page.getByRole('button', { name }).click();
        const { code, ...rest } = await view.waitFor('use-code');
        assert.match(code, /^import \{ truncate \}/);
        assert.deepEqual(rest, { type: 'use-code', language: 'ts', place });
      }
    });

    it('asks the host before it opens a link, also by keyboard', async () => {
      await view.send(snapshotOf(), run(...answered));
      const link = view.page.getByRole('link', { name: "the runner's manual" });
      assert.equal(await link.getAttribute('href'), null);
      await link.focus();
      await view.page.keyboard.press('Enter');
      const { url } = await view.waitFor('open-link');
      assert.equal(url, 'https://nodejs.org/api/test.html');
    });

    it('never renders a settled block again while a long answer streams', async () => {
      const block = `## Part\n\n${answerText}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`;
      const text = block.repeat(6);
      await view.send(snapshotOf(), run(...answered.slice(0, 5)));
      const delta = (part: string): Message =>
        run(at(6, { type: 'answer-delta', channel: 'text', text: part }));
      await view.send(delta(text));
      // Code gets its colours once, when it is about to be seen.
      await view.page.setViewportSize({ width: 320, height: 16_000 });
      await view.page.waitForFunction(() =>
        [...document.querySelectorAll('.code-block')].every((code) =>
          code.querySelector('[class^="token-"]'),
        ),
      );
      const kept = await view.page.evaluate(() => {
        const all = [...document.querySelectorAll('.block-group > *')];
        const settled = all.slice(0, -2);
        const touched: string[] = [];
        for (const element of settled) {
          new MutationObserver(() => touched.push(element.tagName)).observe(element, {
            attributes: true,
            characterData: true,
            childList: true,
            subtree: true,
          });
        }
        Object.assign(window, { settled, touched });
        return settled.length;
      });
      assert.ok(kept > 30, `${kept} blocks`);
      for (let from = 0; from < block.length; from += 40) {
        await view.send(delta(block.slice(from, from + 40)));
      }
      const result = await view.page.evaluate(() => {
        const { settled, touched } = window as unknown as { settled: Element[]; touched: string[] };
        const now = document.querySelectorAll('.block-group > *');
        return { same: settled.every((element, index) => element === now[index]), touched };
      });
      assert.deepEqual(result, { same: true, touched: [] });
    });

    it('renders no older turn again while a run streams', async () => {
      const items = [1, 2, 3].map((index) => ({
        kind: 'run' as const,
        id: `old-${index}`,
        at: startedAt,
        events: answered.map((event) => ({ ...event, runId: `old-${index}` })),
        texts: { answer: { text: answerText, thinking: '' } },
      }));
      const conversation = { id: conversationId, title: '', createdAt: startedAt, items };
      await view.send(snapshotOf({ conversation }), run(start));
      // Code gets its colours once, when it is about to be seen.
      for (const code of await view.page.locator('.item pre').all()) {
        await code.scrollIntoViewIfNeeded();
        await code.locator('[class^="token-"]').first().waitFor();
      }
      await view.page.evaluate(() => {
        const touched: string[] = [];
        document.querySelectorAll('.item').forEach((item, index) => {
          if (index > 2) return;
          new MutationObserver(() => touched.push(`${index}`)).observe(item, {
            attributes: true,
            characterData: true,
            childList: true,
            subtree: true,
          });
        });
        Object.assign(window, { touched });
      });
      await view.send(run(...firstSteps.slice(2), ...writingCode));
      assert.deepEqual(await view.page.evaluate('touched'), []);
    });

    it('stays at the end while text comes, unless someone reads further up', async () => {
      await view.send(snapshotOf(), run(...answered.slice(0, 5)));
      const delta = run(
        at(6, { type: 'answer-delta', channel: 'text', text: `${answerText}\n\n`.repeat(8) }),
      );
      const messages = view.page.getByTestId('messages');
      const toEnd = (): Promise<number> =>
        messages.evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
      await view.send(delta);
      assert.ok((await toEnd()) <= 1);
      await messages.evaluate((list) => list.scrollTo(0, 0));
      await view.page.getByRole('button', { name: 'Go to the latest' }).waitFor();
      await view.send(delta);
      assert.equal(await messages.evaluate((list) => list.scrollTop), 0);
      await view.page.getByRole('button', { name: 'Go to the latest' }).click();
      assert.ok((await toEnd()) <= 1);
    });
  });

  describe('messages', () => {
    it('asks for a snapshot after a gap, once, and shows it (V01)', async () => {
      await view.send(snapshotOf());
      await view.sendRaw({ seq: 5, ...run(start) });
      await view.sendRaw({ seq: 6, ...run(...firstSteps) });
      assert.equal(await count('resync'), 1);
      assert.equal(await view.page.getByTestId('run').count(), 0);
      await view.sendRaw({ seq: 7, ...snapshotOf() });
      await view.sendRaw({ seq: 8, ...run(start) });
      assert.equal(await view.page.getByTestId('run').count(), 1);
      assert.equal(await count('resync'), 1);
    });

    it('ignores what is no message of the host', async () => {
      await view.send(snapshotOf());
      for (const value of [null, 'x', { type: 'snapshot' }, { seq: 2, type: 'eval', code: '1' }]) {
        await view.sendRaw(value);
      }
      await view.page.getByTestId('welcome').waitFor();
    });

    it('keeps draft and mode over a reload, and shows the rest from the snapshot (V01)', async () => {
      await view.send(snapshotOf());
      await view.page.getByTestId('composer').fill('half a tho');
      await view.page.getByTestId('mode-button').click();
      // The page goes in the same task as the click: no frame is drawn in between.
      await view.leaveBy(() => {
        document.querySelector<HTMLElement>('[data-testid="mode-plan"]')?.click();
      });
      assert.equal(await view.page.getByTestId('composer').inputValue(), 'half a tho');
      assert.equal(await view.page.getByTestId('mode-button').getAttribute('data-mode'), 'plan');
      const events = [...firstSteps, ...lastSteps].filter(({ type }) => type !== 'node-delta');
      const item = { kind: 'run', id: runId, at: startedAt, events, texts: {} } as const;
      const conversation = { id: conversationId, title: '', createdAt: startedAt, items: [item] };
      await view.send(snapshotOf({ conversation }));
      assert.equal(await view.page.getByTestId('node-critic').getAttribute('data-state'), 'done');
      await view.page.getByTestId('apply').waitFor();
    });
  });

  describe('banner', () => {
    const problem = (code: 'no-model' | 'host-unreachable'): ConnectionState => ({
      kind: 'problem',
      error: { ...noServer, code },
      ...(code === 'no-model' && { suggestedModel: 'qwen2.5-coder:1.5b' }),
    });
    const resumable = [
      { runId, conversationId, task, finishedNodes: ['intent'], interruptedAt: startedAt },
    ];
    const cases: readonly [string, Message, string, FromView][] = [
      [
        'no-server',
        snapshotOf({ connection: problem('host-unreachable') }),
        'Try Again',
        { type: 'retry-connection' },
      ],
      [
        'no-model',
        snapshotOf({ connection: problem('no-model') }),
        'Download qwen2.5-coder:1.5b',
        { type: 'pull-model', name: 'qwen2.5-coder:1.5b' },
      ],
      ['untrusted', snapshotOf({ isTrusted: false }), 'Manage Trust', { type: 'manage-trust' }],
      ['no-folder', snapshotOf({ hasFolder: false }), 'Open Folder', { type: 'open-folder' }],
      ['resumable', snapshotOf({ resumable }), 'Resume', { type: 'resume', runId }],
      ['resumable', snapshotOf({ resumable }), 'Dismiss', { type: 'dismiss', runId }],
    ];
    for (const [kind, message, label, expected] of cases) {
      it(`${kind} offers “${label}”`, async () => {
        await view.send(message);
        const banner = view.page.getByTestId('banner');
        assert.equal(await banner.getAttribute('data-kind'), kind);
        assert.equal(await banner.count(), 1);
        await banner.getByRole('button', { name: label }).click();
        assert.deepEqual(await view.waitFor(expected.type), expected);
      });
    }

    it('offers what makes files in a folder that has none, and puts it into the composer', async () => {
      await view.send(snapshotOf({ isFolderEmpty: true }));
      const welcome = view.page.getByTestId('welcome');
      await welcome.getByText('This folder is empty').waitFor();
      assert.equal(
        await welcome.getByRole('button', { name: /failing test|this project/ }).count(),
        0,
      );
      await welcome.getByRole('button', { name: /class Stack/ }).click();
      assert.match(await view.page.getByTestId('composer').inputValue(), /class Stack/);
      await view.send(snapshotOf());
      await welcome.getByRole('button', { name: 'Find and fix the failing test' }).waitFor();
      assert.equal(await welcome.getByText('This folder is empty').count(), 0);
    });

    it('follows the download of a model and goes when it is there', async () => {
      const connection = { kind: 'pulling', model: 'qwen', status: 'pulling' } as const;
      await view.send(snapshotOf({ connection }));
      await view.send({ type: 'connection', connection: { ...connection, fraction: 0.4 } });
      const bar = view.page.getByTestId('banner').getByRole('progressbar');
      assert.equal(await bar.getAttribute('aria-valuenow'), '40');
      await view.send({
        type: 'connection',
        connection: { kind: 'ready', host: 'h', model: 'qwen', models: ['qwen'] },
      });
      assert.equal(await view.page.getByTestId('banner').count(), 0);
    });
  });
});
