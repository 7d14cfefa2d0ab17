import { goodCritique, goodReflection } from '../support/goodReviews.ts';
import type { ScriptedOllamaOptions, ReceivedChat } from '../support/scriptedOllama.ts';
import { chatReply, jsonReply, line, words } from '../support/scriptedReplies.ts';
import type { HttpReply, ScriptedStep } from '../support/scriptedHttp.ts';

/** The one model the server of the walk gets, by a download. */
export const walkModelName = 'qwen2.5-coder:1.5b';

export const codeBefore = `/** Begins a word with a capital letter. */
export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
`;
const wrongSlugify = `${codeBefore}
/** Makes a title usable in an address. */
export function slugify(title: string): string {
  return title.trim().replaceAll(' ', '-');
}
`;
export const rightSlugify = `${codeBefore}
/** Makes a title usable in an address. */
export function slugify(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
`;
export const initials = `${codeBefore}
/** The first letters of a name. */
export function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('');
}
`;

const slugifyTests = `test('joins words with a hyphen', () => {
  assert.equal(slugify('two words'), 'two-words');
});

test('writes everything in lower case', () => {
  assert.equal(slugify('Hello World'), 'hello-world');
});

test('gives an empty text for an empty title', () => {
  assert.equal(slugify(''), '');
});
`;
/** What later samples of the same tests add, so that each of them says something of its own. */
const moreTests = [
  `\ntest('keeps digits', () => {\n  assert.equal(slugify('Top 10'), 'top-10');\n});\n`,
  `\ntest('leaves no sign at the end', () => {\n  assert.equal(slugify('Really?'), 'really');\n});\n`,
];
const initialsTests = `test('takes the first letter of each word', () => {
  assert.equal(initials('Ada Lovelace'), 'AL');
});
`;

/** Milliseconds one answer takes: long enough to see its text grow. */
const answerMs = 600;
/** Milliseconds before an answer begins, as while a prompt is read. */
const promptMs = 250;
/** How long an answer takes where it is held: long enough to see how fast it is written. */
const heldAnswerMs = 3_000;

/** Agents that ask, by a sign of their instruction, and the download of a model. */
const signs = {
  planner: 'Plan how to do the task',
  tester: 'Write the tests for the task now',
  debugger: 'The code failed.',
  fixer: 'Write the corrected code file',
  coder: 'as the task asks, and keep everything else it does',
  reflection: 'Look back at this run',
  critic: 'Review the last code attempt',
} as const;

export type WalkRole = keyof typeof signs;

/** What the model server of the walk does; each answer, and the download, can be held before its end. */
export interface WalkModel {
  readonly options: ScriptedOllamaOptions;
  /** From now on such answers stop before their end, until the function it gives is called. */
  hold(what: WalkRole | 'download'): () => void;
  /** Lets go of everything that is held. */
  releaseAll(): void;
  /** Which agent asks. */
  roleOf(chat: ReceivedChat): WalkRole | undefined;
}

/** A server that has no model before one is downloaded, and then does the two tasks of the walk. */
export function createWalkModel(): WalkModel {
  const held = new Map<WalkRole | 'download', PromiseWithResolvers<void>>();
  let isDownloaded = false;
  let samples = 0;
  const release = (what: WalkRole | 'download'): void => {
    held.get(what)?.resolve();
    held.delete(what);
  };
  const download = (): HttpReply => {
    const layer = { status: 'pulling 29d8c98fa6b0', digest: 'sha256:29d8c98fa6b0', total: 1e9 };
    const arrived = (held.get('download')?.promise ?? Promise.resolve()).then(() => {
      isDownloaded = true;
    });
    return {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: [
        line({ status: 'pulling manifest' }),
        line({ ...layer, completed: 4e8 }),
        arrived,
        line({ ...layer, completed: 1e9 }),
        line({ status: 'success' }),
      ],
    };
  };
  return {
    options: {
      models: [walkModelName],
      script: ({ path }) => {
        if (path === '/api/pull') return download();
        return path === '/api/tags' && !isDownloaded ? jsonReply({ models: [] }) : undefined;
      },
      reply: (chat) => {
        const role = roleOf(chat);
        const text = answer(role, chat, role === 'tester' ? samples++ : 0);
        const gate = role && held.get(role)?.promise;
        const tokenDelayMs = Math.ceil((gate ? heldAnswerMs : answerMs) / words(text).length);
        const reply = chatReply(chat.model, { text, tokenDelayMs, promptMs }, 800);
        const steps = [...(reply.body as Iterable<ScriptedStep>)];
        // Before its last three words: each is a step, and the wait between two is one.
        const body = gate ? steps.toSpliced(-7, 0, gate) : steps;
        return { ...reply, body };
      },
    },
    hold: (what) => {
      held.set(what, Promise.withResolvers());
      return () => release(what);
    },
    releaseAll: () => held.forEach((_gate, what) => release(what)),
    roleOf,
  };
}

function roleOf(chat: ReceivedChat): WalkRole | undefined {
  const asked = chat.messages.at(-1)?.content ?? '';
  return (Object.keys(signs) as WalkRole[]).find((role) => asked.includes(signs[role]));
}

function answer(role: WalkRole | undefined, chat: ReceivedChat, sample: number): string {
  const asked = chat.messages.at(-1)?.content ?? '';
  // The second task of a conversation is asked with the first in its history.
  const isSecond = chat.messages.some(({ content }) => content.includes('initials'));
  const name = isSecond ? 'initials' : 'slugify';
  const path = /^FILE: (\S+)$/m.exec(asked)?.[1] ?? 'src/text.ts';
  const file = (text: string): string => `FILE: ${path}\n\`\`\`typescript\n${text}\`\`\``;
  switch (role) {
    case 'planner':
      return JSON.stringify({
        approach: 'One pure function beside the one that is there.',
        codePath: 'src/text.ts',
        functionName: name,
        language: 'typescript',
        steps: isSecond
          ? ['Test a name of two words.', 'Add initials to src/text.ts.']
          : [
              'Test hyphens, lower case and an empty title.',
              'Add slugify to src/text.ts.',
              'Leave capitalize as it is.',
            ],
      });
    case 'tester': {
      const specifier = /from '(\..*)'/.exec(asked)?.[1] ?? './text.ts';
      return file(
        `import { test } from 'node:test';\nimport assert from 'node:assert/strict';\n` +
          `import { ${name} } from '${specifier}';\n\n${isSecond ? initialsTests : slugifyTests + (moreTests[sample - 1] ?? '')}`,
      );
    }
    case 'coder':
      return file(isSecond ? initials : wrongSlugify);
    case 'debugger':
      return JSON.stringify({
        cause: 'The title is not put into lower case.',
        confidence: 0.9,
        fix: 'Put the title into lower case and drop what is no letter or digit.',
      });
    case 'fixer':
      return file(rightSlugify);
    case 'reflection':
      return goodReflection;
    case 'critic':
      return goodCritique;
    case undefined:
      return selfTest(asked);
  }
}

/** What a good model answers to the questions that show what it can do. */
function selfTest(asked: string): string {
  const path = /^FILE: (\S+)$/m.exec(asked)?.[1];
  if (path === undefined) return JSON.stringify({ kind: 'speed', reason: 'It is to be faster.' });
  const body =
    path === 'double.js'
      ? 'double(value) {\n  return value * 2;'
      : 'last(items) {\n  return items.at(-1);';
  return `FILE: ${path}\n\`\`\`javascript\nexport function ${body}\n}\n\`\`\``;
}
