import type { ReceivedChat } from '../support/scriptedOllama.ts';

/** What a model is asked to write. */
export interface WantedFiles {
  /** Path and text of the code file. */
  readonly codePath: string;
  readonly code: string;
  /** Name the code exports; the test calls it without arguments. */
  readonly symbol: string;
}

/** Answers every agent so that a run writes one given code file and a test that passes. */
export function scriptedFile({ codePath, code, symbol }: WantedFiles) {
  return (chat: ReceivedChat): string => {
    const asked = chat.messages.at(-1)?.content ?? '';
    const path = /^FILE: (\S+)$/m.exec(asked)?.[1] ?? codePath;
    const file = (text: string): string => `FILE: ${path}\n\`\`\`typescript\n${text}\`\`\``;
    switch (roleOf(chat)) {
      case 'planner':
        return JSON.stringify({
          approach: 'One file.',
          codePath,
          functionName: symbol,
          language: 'typescript',
          steps: ['Write it.', 'Test it.'],
        });
      case 'test_generator': {
        const specifier = /import \{ .* \} from '(\..*)'/.exec(asked)?.[1] ?? '';
        return file(
          `import { test } from 'node:test';\nimport assert from 'node:assert/strict';\n` +
            `import { ${symbol} } from '${specifier}';\n\n` +
            `test('gives something', () => {\n  assert.ok(${symbol}());\n});\n`,
        );
      }
      case 'coder':
        return file(code);
      case 'reflection':
        return JSON.stringify({
          analysis: 'Good.',
          coding: 0.9,
          planning: 0.9,
          research: 0.9,
          testing: 0.9,
          improvement: 'None.',
        });
      case 'critic':
        return JSON.stringify({
          assessment: 'Good.',
          category: 'style',
          issue: 'none',
          score: 0.9,
          severity: 'low',
          suggestion: 'none',
        });
      case 'other':
        return 'An answer.';
    }
  };
}

export type Role = 'planner' | 'test_generator' | 'coder' | 'reflection' | 'critic' | 'other';

const signs: readonly (readonly [sign: string, role: Role])[] = [
  ['Plan how to do the task', 'planner'],
  ['Write the tests for the task now', 'test_generator'],
  ['Look back at this run', 'reflection'],
  ['Review the last code attempt', 'critic'],
  ['Write the whole file.', 'coder'],
];

/** Which agent asks, by its own instruction, which comes last. */
export function roleOf(chat: ReceivedChat): Role {
  const asked = chat.messages.at(-1)?.content ?? '';
  return signs.find(([sign]) => asked.includes(sign))?.[1] ?? 'other';
}
