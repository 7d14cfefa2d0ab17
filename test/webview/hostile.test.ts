import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { NodeResult } from '../../src/protocol/messages.ts';
import { launchChromium } from '../support/chromium.ts';
import { openView, type Message, type View } from './support/openView.ts';
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
import { startViewServer, type ViewServer } from './support/viewServer.ts';

const script = 'window.hacked=true';
const foreign = 'http://127.0.0.1:9/x';

const html = [
  `<script>${script}</script>`,
  `<img src=x onerror="${script}">`,
  `<img src="${foreign}">`,
  `<svg onload="${script}"><script>${script}</script></svg>`,
  `<math><mtext><style><img src onerror="${script}"></style></mtext></math>`,
  `<iframe src="javascript:${script}"></iframe>`,
  `<iframe srcdoc="<script>parent.hacked=true</script>"></iframe>`,
  `<object data="${foreign}"></object><embed src="${foreign}">`,
  `<link rel=stylesheet href="${foreign}"><style>@import '${foreign}';</style>`,
  `<base href="${foreign}"><meta http-equiv=refresh content="0;url=${foreign}">`,
  `<form action="${foreign}"><button autofocus onfocus="${script}">x</button></form>`,
  `<a href="javascript:${script}" onclick="${script}">x</a>`,
  `<details open ontoggle="${script}">`,
  `<video><source onerror="${script}"></video>`,
  `<template><script>${script}</script></template>`,
  `<div style="background:url(${foreign})" onmouseover="${script}">x</div>`,
  `<!--><script>${script}</script-->`,
  `</code></pre><script>${script}</script>`,
];

const links = [
  `javascript:${script}`,
  `JaVaScRiPt:${script}`,
  `java\tscript:${script}`,
  `&#106;avascript:${script}`,
  `data:text/html,<script>${script}</script>`,
  'vbscript:x',
  'file:///etc/passwd',
  'command:workbench.action.quit',
  'vscode:extension/x',
  'vscode-resource:/etc/passwd',
  '//example.org/x',
  'blob:http://x/1',
];

const shapes: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `- ${payload}\n\n> ${payload}\n\n# ${payload}`,
  (payload) => `\`\`\`${payload}\n${payload}\n\`\`\`\n\n\`${payload}\``,
  (payload) => `| ${payload} | b |\n|---|---|\n| ${payload} | ${payload} |`,
];

const linkShapes: readonly ((url: string) => string)[] = [
  (url) => `[x](${url})`,
  (url) => `[x](<${url}>)`,
  (url) => `<${url}>`,
  (url) => `[x][r]\n\n[r]: ${url}`,
  (url) => `![x](${url})`,
  (url) => `[![x](${url})](${url} "${url}")`,
];

const payloads = [
  ...html.flatMap((payload) => shapes.map((shape) => shape(payload))),
  ...links.flatMap((url) => linkShapes.map((shape) => shape(url))),
  `![x](${foreign})`,
  `![x](${foreign} "title")`,
  `[x](${foreign} "\\" onmouseover=${script} \\"")`,
  'Apply \u202egpj.exe\u202c now \u2066x\u2069',
  'a\u200bb\u2060c `d\u{e0041}\u{e0042}`\n\n```\ne\u00adf\u0007g\n```',
];

/** Every place of the view that shows text nobody vouches for. */
function everywhere(text: string): Message {
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
  return {
    type: 'run-events',
    events: [
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
    ],
  };
}

/** The same text as an answer of an old conversation. */
function history(text: string): Message {
  const id = 'old';
  const events = [{ ...start, runId: id }];
  const texts = { answer: { text, thinking: text }, coder: { text, thinking: text } };
  const items = [
    { kind: 'user' as const, id: 'u', at: startedAt, text },
    { kind: 'run' as const, id, at: startedAt, events, texts },
  ];
  return snapshotOf({
    conversation: { id: conversationId, title: text, createdAt: startedAt, items },
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
  const unseen = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\u00ad\u0007\u{e0000}-\u{e007f}]/u;
  if (unseen.test(document.body.innerText)) found.push('a character that cannot be seen');
  return found;
}

describe('text nobody vouches for', function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: ViewServer;
  let view: View;
  before(async () => {
    server = await startViewServer();
    browser = await launchChromium(() => undefined);
    view = await openView(browser, server.origin);
  });
  after(async () => {
    await view?.close();
    await browser?.close();
    await server?.dispose();
  });

  async function assertInert(text: string): Promise<void> {
    const danger = await view.page.evaluate(findDanger);
    assert.deepEqual(danger, [], text);
    assert.equal(await view.page.evaluate('window.hacked'), undefined, text);
    assert.deepEqual(view.foreign, [], text);
    assert.deepEqual(view.errors, [], text);
  }

  it(`stays text in every place, live: ${payloads.length} payloads`, async () => {
    for (const text of payloads) {
      await view.send(snapshotOf(), everywhere(text));
      await view.page.evaluate(() => {
        document
          .querySelectorAll<HTMLButtonElement>('.node-row:enabled, .fold')
          .forEach((button) => button.click());
      });
      assert.ok(await view.page.evaluate(() => document.body.innerText.length > 100), text);
      await assertInert(text);
    }
  });

  it(`stays text when it comes from history: ${payloads.length} payloads`, async () => {
    for (const text of payloads) {
      await view.send(history(text));
      await assertInert(text);
    }
  });

  it('makes links of web addresses only, with the address that would be opened', async () => {
    const text = [...links.map((url) => `[bad](<${url}>)`), '[good](https://пример.рф/путь)'].join(
      '\n\n',
    );
    await view.send(history(text));
    const titles = await view.page
      .locator('.link')
      .evaluateAll((found) => found.map((link) => link.getAttribute('title')));
    assert.deepEqual(titles, ['https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C']);
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
