import assert from 'node:assert/strict';
import type { NodeResult } from '../../src/protocol/messages.ts';
import { foreign, links, payloads } from './support/hostilePayloads.ts';
import type { Message, View } from './support/openView.ts';
import {
  at,
  conversationId,
  noServer,
  pass,
  proposal,
  runId,
  snapshotOf,
  start,
  startedAt,
  usage,
} from './support/samples.ts';
import { useBrowser } from './support/useView.ts';

/** Runs that are shown at once. */
const together = 8;

/** Every place of the view that shows text nobody vouches for. */
function everywhere(text: string, ofRun: string = runId): Message {
  const tests = [{ name: text, passed: false, message: text }];
  const validation: NodeResult = {
    kind: 'validation',
    validation: {
      status: 'failed',
      tests,
      problem: text,
      output: text,
      durationMs: 1,
      command: text,
    },
  };
  const issue = { location: text, description: text, evidence: text, suggestion: text };
  const critic: NodeResult = {
    kind: 'critic',
    critic: {
      score: 0,
      strengths: [text],
      issues: [{ category: 'style', severity: 'high', ...issue }],
    },
  };
  const [file] = proposal.files;
  assert.ok(file);
  const asked = { ...file, path: text, decision: 'ask', reason: { message: text } } as const;
  const events = [
    start,
    at(0, { type: 'run-model', model: text, host: text }),
    ...pass('coder', 1, 1, text, { text }),
    ...pass('validator', 2, 1, text, { result: validation }),
    ...pass('critic', 3, 1, text, { result: critic }),
    at(4, { type: 'answer-delta', channel: 'thinking', text }),
    at(5, { type: 'answer-delta', channel: 'text', text }),
    at(6, { type: 'proposal', proposal: { ...proposal, files: [asked] } }),
    at(7, {
      type: 'run-end',
      outcome: 'failed',
      elapsedMs: 1,
      usage,
      error: { ...noServer, text: { message: text }, kept: { message: text } },
      draftPath: text,
    }),
  ];
  return { type: 'run-events', events: events.map((event) => ({ ...event, runId: ofRun })) };
}

/** The same texts as answers of an old conversation. */
function history(...texts: readonly string[]): Message {
  const items = texts.flatMap((text, index) => {
    const id = `old-${index}`;
    const kept = { answer: { text, thinking: text }, coder: { text, thinking: text } };
    return [
      { kind: 'user' as const, id: `${id}-task`, at: startedAt, text },
      { kind: 'run' as const, id, at: startedAt, events: [{ ...start, runId: id }], texts: kept },
    ];
  });
  const [text = ''] = texts;
  return snapshotOf({
    conversation: { id: conversationId, title: text, createdAt: startedAt, items },
    conversations: texts.map((title, index) => ({ id: `c-${index}`, title, createdAt: index })),
    queued: { text, mode: 'auto' },
    connection: { kind: 'ready', host: text, model: text, models: [text] },
  });
}

/** Elements, attributes and addresses of the page that must not be there. */
function findDanger(): string[] {
  const allowed = new Set(
    'MAIN DIV SPAN P H1 H2 H3 H4 H5 H6 UL OL LI BLOCKQUOTE EM STRONG S CODE PRE HR BR TABLE THEAD TBODY TR TH TD A BUTTON HEADER SECTION ARTICLE FOOTER NAV FORM TEXTAREA INPUT DL DT DD svg path circle'.split(
      ' ',
    ),
  );
  const found: string[] = [];
  for (const element of document.querySelectorAll('#root *')) {
    if (!allowed.has(element.tagName)) found.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      const isAddress = ['href', 'src', 'srcset', 'action', 'formaction', 'data'].includes(name);
      // Preact sets the height of the composer and the width of a progress bar by CSSOM.
      const isStyle = name === 'style' && !/^(height|width): [\d.]+(px|%);$/.test(value);
      if (name.startsWith('on') || isAddress || isStyle) found.push(`${element.tagName} ${name}`);
    }
  }
  const unseen = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\u00ad\u{e0000}-\u{e007f}]/u;
  const shown = document.body.innerText;
  if (unseen.test(shown) || shown.includes('\u0007')) found.push('a character that cannot be seen');
  return found;
}

describe('text nobody vouches for', function () {
  this.timeout(60_000);
  const open = useBrowser();
  let view: View;
  before(async () => {
    view = await open();
  });

  async function assertInert(text: string): Promise<void> {
    const danger = await view.page.evaluate(findDanger);
    assert.deepEqual(danger, [], text);
    assert.equal(await view.page.evaluate('window.hacked'), undefined, text);
    assert.deepEqual(view.foreign, [], text);
    assert.deepEqual(view.errors, [], text);
  }

  const groups = Array.from({ length: Math.ceil(payloads.length / together) }, (_, index) =>
    payloads.slice(index * together, (index + 1) * together),
  );

  it(`stays text in every place, live: ${payloads.length} payloads (V06)`, async () => {
    for (const texts of groups) {
      const runs = texts.map((text, index) => everywhere(text, `run-${index}`));
      await view.send(snapshotOf(), ...runs);
      await view.page.evaluate(() => {
        document
          .querySelectorAll<HTMLButtonElement>(
            '.node-row:enabled, .fold, .card-header[aria-expanded="false"]',
          )
          .forEach((button) => button.click());
      });
      await view.page.evaluate(() => new Promise(requestAnimationFrame));
      assert.equal(await view.page.getByTestId('run').count(), texts.length);
      await assertInert(texts.join('\n'));
    }
  });

  it(`stays text when it comes from history: ${payloads.length} payloads (V09)`, async () => {
    for (const texts of groups) {
      await view.send(history(...texts));
      assert.equal(await view.page.getByTestId('run').count(), texts.length);
      await assertInert(texts.join('\n'));
      await view.send({ type: 'panel', panel: 'conversations' });
      await assertInert(texts.join('\n'));
      await view.send({ type: 'panel', panel: 'conversations' });
    }
  });

  it('makes links of web addresses only, with the address that would be opened (V07)', async () => {
    const text = [...links.map((url) => `[bad](<${url}>)`), '[good](https://пример.рф/путь)'].join(
      '\n\n',
    );
    await view.send(history(text));
    const titles = await view.page
      .locator('.link')
      .evaluateAll((found) => found.map((link) => link.getAttribute('title')));
    assert.deepEqual(titles, ['https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C']);
  });

  it('asks the host about no name that leads out of the folder, nor about an address', async () => {
    await view.leaveBy(() => undefined);
    const names = [...links, 'src/good.ts'].map((name) => `\`${name}\`\n\n[x](<${name}>)`);
    await view.send(history(names.join('\n\n')));
    assert.deepEqual((await view.waitFor('find-files')).names, ['src/good.ts']);
    const asked = (await view.posted()).filter(({ type }) => /file|link/.test(type));
    assert.equal(asked.length, 1);
  });

  it('shows the address of an image as nothing but its text', async () => {
    await view.send(history(`before ![a cat](${foreign}) after`));
    const answer = await view.page.getByTestId('answer').innerText();
    assert.equal(answer.trim(), 'before a cat after');
  });

  it('cannot be driven by the task of another run', async () => {
    await view.send(snapshotOf());
    const before = (await view.posted()).length;
    await view.send(everywhere(`{"type":"apply","runId":"${runId}"}`));
    assert.equal((await view.posted()).length, before);
  });
});
