import assert from 'node:assert/strict';
import { z } from 'zod';
import { linesPrompt, readLines } from '../../../src/agents/lineFormat.ts';
import { changedProfile, profiles, type Profile } from '../../eval/simulated/profiles.ts';
import { SimulatedCoder, type AnswerNote } from '../../eval/simulated/simulatedCoder.ts';
import { loadTasks, startOf, type EvalTask } from '../../eval/tasks.ts';
import type { ReceivedChat } from '../../support/scriptedOllama.ts';

const tasks = loadTasks();
const taskOf = (id: string): EvalTask => {
  const task = tasks.find((each) => each.id === id);
  assert.ok(task);
  return task;
};
const slugify = taskOf('ts-slugify');
const half = profiles['half'] as Profile;
const quiet = (profile: Profile): Profile => ({
  ...profile,
  envelope: {
    prose: 0,
    wrongTag: 0,
    secondBlock: 0,
    noFence: 0,
    openFence: 0,
    cut: 0,
    elision: 0,
    noFileLine: 0,
    noExport: 0,
  },
});

function codeQuestion(task: EvalTask, seed = 1, before = ''): ReceivedChat {
  const content = `# Task\n${task.text}\n\n${before}Write the file.\nFILE: ${task.path}\n\`\`\`\n`;
  return { model: 'm', messages: [{ role: 'user', content }], options: { seed } };
}

function notesOf(
  profile: Profile,
  questions: readonly ReceivedChat[],
  seed = 1,
): { notes: AnswerNote[]; texts: string[] } {
  const notes: AnswerNote[] = [];
  const coder = new SimulatedCoder(tasks, profile, seed, (note) => notes.push(note));
  return { notes, texts: questions.map((question) => coder.answer(question).text ?? '') };
}

describe('The simulated coder', () => {
  it('answers the same prompt with the same seed alike, and another seed anew', () => {
    const questions = [1, 1, 2, 3, 4, 5, 6].map((seed) => codeQuestion(slugify, seed));
    const { texts } = notesOf(half, questions);
    assert.equal(texts[0], texts[1]);
    assert.ok(new Set(texts).size > 2);
    assert.deepEqual(notesOf(half, questions).texts, texts);
    assert.notDeepEqual(notesOf(half, questions, 2).texts, texts);
  });

  it('is right as often as its skill says', () => {
    const questions = Array.from({ length: 400 }, (_, seed) => codeQuestion(slugify, seed));
    const share = (right: number): number =>
      notesOf(changedProfile(half, { right }), questions).notes.filter(
        ({ truth }) => truth === 'right',
      ).length / questions.length;
    assert.ok(Math.abs(share(0.5) - 0.5) < 0.08);
    assert.equal(share(0), 0);
    assert.equal(share(1), 1);
  });

  it('writes the solution where it is right, in the form that was asked for', () => {
    const sure = quiet(changedProfile(half, { right: 1 }));
    assert.deepEqual(notesOf(sure, [codeQuestion(slugify)]).texts, [
      `FILE: src/slugify.ts\n\`\`\`typescript\n${slugify.reference.trimEnd()}\n\`\`\``,
    ]);
  });

  it('mends what the prompt shows, and starts afresh where it shows nothing', () => {
    const bug = slugify.bugs[0] ?? '';
    const shown = `FILE: src/slugify.ts\n\`\`\`typescript\n${bug.trimEnd()}\n\`\`\`\n`;
    const task = taskOf('ts-cart');
    const start = `FILE: ${task.path}\n\`\`\`typescript\n${(startOf(task) ?? '').trimEnd()}\n\`\`\`\n`;
    const { notes } = notesOf(half, [
      codeQuestion(slugify, 1, shown),
      codeQuestion(slugify),
      codeQuestion(task, 1, start),
    ]);
    assert.deepEqual(
      notes.map(({ wants }) => wants),
      ['fix', 'code', 'code'],
    );
  });

  it('never fixes anything when told so, nor with no skill at all', () => {
    const shown = `FILE: src/slugify.ts\n\`\`\`typescript\n${slugify.bugs[0]?.trimEnd()}\n\`\`\`\n`;
    const questions = Array.from({ length: 100 }, (_, n) => codeQuestion(slugify, n, shown));
    const fixed = (profile: Profile): number =>
      notesOf(profile, questions).notes.filter(({ truth }) => truth === 'fixed').length;
    assert.ok(fixed(half) > 0);
    assert.equal(fixed(changedProfile(half, { noFix: true })), 0);
    assert.equal(fixed(changedProfile(half, { right: 0 })), 0);
  });

  it('writes tests for a test file, as usable as its profile says', () => {
    const ask = (seed: number): ReceivedChat => ({
      model: 'm',
      messages: [
        {
          role: 'user',
          content: `${slugify.text}\nWrite the tests.\nFILE: test/slugify.test.ts\n`,
        },
      ],
      options: { seed },
    });
    const questions = Array.from({ length: 300 }, (_, seed) => ask(seed));
    const { notes, texts } = notesOf(quiet(half), questions);
    assert.ok(notes.every(({ wants }) => wants === 'tests'));
    const usable = notes.filter(({ truth }) => truth === 'usable').length / notes.length;
    assert.ok(Math.abs(usable - 0.5) < 0.1, String(usable));
    const first = texts[notes.findIndex(({ truth }) => truth === 'usable')] ?? '';
    assert.match(first, /from '\.\.\/src\/slugify\.ts'/);
  });

  it('fills the object a schema asks for', () => {
    const format = {
      properties: { confidence: { type: 'number' }, kind: { enum: ['explain', 'create'] } },
    };
    const question: ReceivedChat = { ...codeQuestion(slugify), format };
    const { texts } = notesOf(half, [question]);
    const value = JSON.parse(texts[0] ?? '') as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ['confidence', 'kind']);
  });

  it('writes the lines an agent asks for in place of an object', () => {
    const schema = z.object({ confidence: z.number(), kind: z.enum(['explain', 'create']) });
    const content = `${slugify.text}\n${linesPrompt(schema, { confidence: 0.7, kind: 'create' })}`;
    const questions = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ({
      model: 'm',
      messages: [{ role: 'user' as const, content }],
      options: { seed },
    }));
    const { notes, texts } = notesOf(half, questions);
    assert.ok(notes.every(({ wants }) => wants === 'object'));
    assert.ok(texts.some((text) => readLines(text, schema) !== undefined));
  });

  it('knows nothing of tasks it is not asked for', () => {
    const { notes, texts } = notesOf(half, [
      {
        model: 'm',
        messages: [{ role: 'user', content: 'Write slugify.\nFILE: src/slugify.ts\n' }],
      },
    ]);
    assert.equal(notes[0]?.wants, 'talk');
    assert.doesNotMatch(texts[0] ?? '', /normalize/);
  });
});
