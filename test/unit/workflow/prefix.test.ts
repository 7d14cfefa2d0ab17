import assert from 'node:assert/strict';
import { summaryTitle } from '../../../src/agents/blocks.ts';
import { fileLines, historyLimit } from '../../../src/agents/promptBudget.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { prefixOf } from '../../../src/workflow/promptPrefix.ts';
import {
  bench,
  FakeContext,
  FakeValidator,
  fileSystem,
  goodModel,
  mendedAtLast,
  never,
  removeFolders,
  request,
} from './support.ts';

describe('prompts of a run', () => {
  afterEach(removeFolders);

  it('each begin, byte for byte, with all that the one before had before its attempts and instruction', async () => {
    const model = goodModel();
    const context = new FakeContext({ 'other.ts': 'export const other = 1;\n' });
    const run = await bench({
      model,
      context,
      validator: new FakeValidator(...mendedAtLast),
    });
    await createWorkflowEngine({ fileSystem }).start(request(), run, run.emit, never);
    const prompts = model.calls.map(({ request: { messages, label } }) => ({
      label,
      system: messages[0]?.content ?? '',
      user: Buffer.from(messages[1]?.content ?? ''),
    }));
    assert.ok(prompts.length >= 8, `${prompts.length} calls`);
    assert.equal(new Set(prompts.map((prompt) => prompt.system)).size, 1);
    for (const [index, { user, label }] of prompts.entries()) {
      const previous = prompts[index - 1];
      if (!previous) continue;
      const shared = sharedBytes(previous.user, user);
      const blocks = Math.min(
        instructionStart(previous.user),
        attemptsStart(previous.user),
        // Further samples of tests are made without a look at the first one.
        label === 'test_generator' ? testsStart(previous.user) : Infinity,
      );
      assert.ok(shared >= blocks, `${label} shares ${shared} of ${blocks} bytes`);
    }
  });

  for (const promptTokens of [undefined, 16_000]) {
    it(`share a long history byte for byte, cut for prompts of ${promptTokens ?? 'unknown'} tokens`, async () => {
      const model = goodModel();
      const run = await bench({ model, validator: new FakeValidator(...mendedAtLast) });
      const history = [
        { role: 'user' as const, content: `${summaryTitle}\n- User: ${'früher '.repeat(60)}` },
        ...Array.from({ length: 40 }, (_, index) => ({
          role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
          content: `turn ${index} ${'ö'.repeat(600)}`,
        })),
      ];
      const task = request({ history, ...(promptTokens && { promptTokens }) });
      await createWorkflowEngine({ fileSystem }).start(task, run, run.emit, never);
      const prompts = model.calls.map(({ request: { messages } }) => messages[1]?.content ?? '');
      const title = '# Conversation so far\n';
      const parts = prompts.map((prompt) => prompt.slice(0, prompt.indexOf('# Task\n')));
      assert.ok(parts.length >= 8 && parts.every((part) => part.includes(title)));
      const [first = ''] = parts;
      for (const part of parts) assert.deepEqual(Buffer.from(part), Buffer.from(first));
      const block = first.slice(first.indexOf(title) + title.length).trimEnd();
      const limit = historyLimit(promptTokens);
      assert.ok(block.length <= limit && block.length > limit - 700, `${block.length} of ${limit}`);
      assert.ok(block.startsWith(`User: ${summaryTitle}`));
      assert.ok(block.includes(`turn 39 ${'ö'.repeat(600)}`));
      assert.doesNotMatch(block, /turn 0 /);
    });
  }

  it('show no attempt to a fresh start, and the best one to a fix', async () => {
    const model = goodModel();
    const run = await bench({
      model,
      validator: new FakeValidator(...mendedAtLast),
    });
    await createWorkflowEngine({ fileSystem }).start(request(), run, run.emit, never);
    const textsOf = (label: string): readonly string[] =>
      model.requests(label).map(({ messages }) => messages[1]?.content ?? '');
    for (const fresh of textsOf('coder')) {
      assert.doesNotMatch(fresh, /# (?:Code|Test results), attempt/);
    }
    assert.equal(textsOf('coder').length, 3);
    const [fix] = textsOf('fixer');
    assert.match(fix ?? '', /# Code, attempt 1\n[\s\S]*# Test results, attempt 1\n/);
    assert.doesNotMatch(fix ?? '', /attempt [23]/);
    assert.equal(model.requests('debugger').length, 1);
  });

  for (const [promptTokens, kept] of [
    [undefined, 2],
    [3_000, 2],
    [8_000, 5],
    [16_000, 11],
  ] as const) {
    it(`keep the newest attempts, whole, that fit into ${promptTokens ?? 'unknown'} tokens`, () => {
      const attempt = (n: number): string => `# Code, attempt ${n}\n${'x'.repeat(4_000)}`;
      const attempts = Array.from({ length: 20 }, (_, index) => attempt(index + 1));
      const { blocks } = prefixOf(['# Task\nsort', ...attempts], promptTokens);
      assert.deepEqual(blocks, ['# Task\nsort', ...attempts.slice(-kept)]);
    });
  }

  for (const promptTokens of [undefined, 8_000, 16_000]) {
    it(`show of a long code file what the task is about, in prompts of ${promptTokens ?? 'unknown'} tokens`, async () => {
      const body = Array.from({ length: 20 }, (_, index) => `  value += ${index};`).join('\n');
      const part = (name: string): string =>
        `export function ${name}(value) {\n${body}\n  return value;\n}\n`;
      const parts = Array.from({ length: 60 }, (_, index) => part(`part${index}`));
      const file = [...parts, part('slugify')].join('\n');
      const model = goodModel();
      const run = await bench({
        model,
        context: new FakeContext({ 'slugify.ts': file }),
        validator: new FakeValidator(...mendedAtLast),
      });
      const task = request({
        task: 'Change slugify in slugify.ts to join words',
        ...(promptTokens && { promptTokens }),
      });
      await createWorkflowEngine({ fileSystem }).start(task, run, run.emit, never);
      const prompts = model.requests('coder').map(({ messages }) => messages[1]?.content ?? '');
      const shown = prompts.map(
        (prompt) => /# The code file as it is now\n[^]*?\n```\n/.exec(prompt)?.[0] ?? '',
      );
      const [first = ''] = shown;
      assert.ok(shown.length > 1 && shown.every((block) => block === first));
      assert.ok(first.includes(part('slugify').trimEnd()));
      const lines = first.split('\n').length;
      const most = fileLines(promptTokens);
      assert.ok(lines > most - 30 && lines < most + 130, `${lines} lines of ${most}`);
    });
  }
});

/** Where the role's own instruction begins: it goes last, after the blocks. */
function instructionStart(prompt: Buffer): number {
  const starts = [
    'Plan how to do the task',
    'Write the tests for the task now',
    'Write the code file for the task',
    'The code failed. Kind of failure',
    'The code above fails its tests',
    'Look back at this run',
    'Review the last code attempt',
  ];
  const at = Math.max(...starts.map((start) => prompt.lastIndexOf(`\n\n${start}`)));
  assert.ok(at > 0, prompt.toString());
  return at + 2;
}

/** Where the first attempt at the code begins. */
function attemptsStart(prompt: Buffer): number {
  const at = prompt.indexOf('\n\n# Code, attempt ');
  return at < 0 ? prompt.length : at + 2;
}

/** Where the tests begin. */
function testsStart(prompt: Buffer): number {
  const at = prompt.indexOf('\n\n# Tests the code must pass');
  return at < 0 ? prompt.length : at + 2;
}

function sharedBytes(a: Buffer, b: Buffer): number {
  let index = 0;
  while (index < a.length && index < b.length && a[index] === b[index]) index++;
  return index;
}
