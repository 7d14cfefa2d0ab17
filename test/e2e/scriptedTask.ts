import { goodCritique, goodReflection } from '../support/goodReviews.ts';
import type { ReceivedChat } from '../support/scriptedOllama.ts';
import { words, type ChatScript } from '../support/scriptedReplies.ts';

const wrongCode = `export function slugify(title: string): string {
  return title.replaceAll(' ', '-');
}
`;
const rightCode = `export function slugify(title: string): string {
  return title
    .toLowerCase()
    .trim()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
`;

/** Milliseconds one answer takes: long enough to see its text grow, short enough for a test. */
const answerMs = 800;

/**
 * A model that does the task "slugify" as Caravan's agents ask for it, in one fixed way: the first
 * code fails its tests, the fixer's passes, so that all ten nodes run.
 */
export function scriptedTask(chat: ReceivedChat): ChatScript {
  const asked = chat.messages.at(-1)?.content ?? '';
  const text = answer(asked);
  return { text, tokenDelayMs: Math.ceil(answerMs / words(text).length) };
}

function answer(asked: string): string {
  const path = /^FILE: (\S+)$/m.exec(asked)?.[1] ?? 'src/slugify.ts';
  if (asked.includes('Decide what the user wants')) {
    return JSON.stringify({ kind: 'create', confidence: 0.9 });
  }
  if (asked.includes('Plan how to do the task')) {
    return JSON.stringify({
      approach: 'One pure function in a file of its own.',
      codePath: 'src/slugify.ts',
      functionName: 'slugify',
      language: 'typescript',
      steps: ['Write the tests.', 'Write slugify.'],
    });
  }
  if (asked.includes('Write the tests for the task now')) {
    const specifier = /import \{ .* \} from '(\..*)'/.exec(asked)?.[1] ?? '../src/slugify.ts';
    return `FILE: ${path}\n\`\`\`typescript
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { slugify } from '${specifier}';

test('joins words with a hyphen', () => {
  assert.equal(slugify('two words'), 'two-words');
});

test('writes everything in lower case', () => {
  assert.equal(slugify('Hello World'), 'hello-world');
});

test('gives an empty text for an empty title', () => {
  assert.equal(slugify(''), '');
});
\`\`\``;
  }
  if (path === 'last.js') {
    return `FILE: ${path}\n\`\`\`javascript\nexport function last(items) {\n  return items.at(-1);\n}\n\`\`\``;
  }
  if (asked.includes('The code failed.')) {
    return JSON.stringify({
      cause: 'The title is not put into lower case.',
      confidence: 0.9,
      fix: 'Put the title into lower case first and drop what is no letter or digit.',
    });
  }
  if (asked.includes('Write the code file') || asked.includes('Change ')) {
    return `FILE: ${path}\n\`\`\`typescript\n${wrongCode}\`\`\``;
  }
  if (asked.includes('Write the corrected code file')) {
    return `FILE: ${path}\n\`\`\`typescript\n${rightCode}\`\`\``;
  }
  if (asked.includes('Look back at this run')) {
    return goodReflection;
  }
  if (asked.includes('Review the last code attempt')) {
    return goodCritique;
  }
  if (asked.includes('<CURSOR>')) {
    return '```typescript\nexport const answer = 42;\nexport const question = undefined;\n```';
  }
  return 'This project keeps an **address book**.\n\n1. `findPeople` searches it.\n2. Case does not matter.';
}
