import type { ChatMessage } from './types.ts';

/** A place in a file, and what is wanted there. */
export interface FillPlace {
  readonly before: string;
  readonly after: string;
  readonly instruction: string;
}

/** The prompt of a request for the middle. */
export interface FillPrompt {
  readonly messages: readonly ChatMessage[];
  readonly suffix: string;
}

/** What begins a comment that ends with its line, by the ids of Visual Studio Code. */
const comments: Readonly<Record<string, readonly string[]>> = {
  '//': [
    ...['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'go', 'rust', 'java'],
    ...['c', 'cpp', 'csharp', 'kotlin', 'swift', 'scala', 'dart', 'php', 'groovy', 'fsharp'],
  ],
  '#': ['python', 'ruby', 'shellscript', 'perl', 'r', 'julia', 'elixir', 'yaml', 'dockerfile'],
  '--': ['sql', 'lua', 'haskell'],
};

/** What begins a comment in a language; undefined where that is not known. */
export function commentMark(languageId: string): string | undefined {
  return Object.keys(comments).find((mark) => comments[mark]?.includes(languageId));
}

/**
 * Asks for the middle at a place. Models made for this take no instructions: what is wanted stands
 * as a comment above the line of the cursor, as in the code they learned from, and is no part of the
 * file.
 */
export function fillPrompt({ before, after, instruction }: FillPlace, mark: string): FillPrompt {
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const start = before.lastIndexOf('\n') + 1;
  const line = before.slice(start);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const comment = instruction
    .trim()
    .split(/\r?\n/)
    .map((text) => `${indent}${mark} ${text.trim()}${end}`);
  const content = `${before.slice(0, start)}${comment.join('')}${line}`;
  // Without a suffix Ollama takes the prompt for a turn of a chat.
  return { messages: [{ role: 'user', content }], suffix: after === '' ? '\n' : after };
}
