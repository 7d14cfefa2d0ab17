import type { ReceivedChat } from '../../support/scriptedOllama.ts';
import { startOf, type EvalTask } from '../tasks.ts';

/** What a model understands of a prompt: by reading it, and by nothing else. */
export interface Understood {
  /** Undefined when the prompt is about nothing the model knows. */
  readonly task: EvalTask | undefined;
  readonly wants: 'code' | 'tests' | 'object' | 'talk';
  /** The file asked for. */
  readonly path: string;
  /** A version of the code file the prompt shows that is not the file the task began with. */
  readonly attempt: string | undefined;
  /** Everything the prompt says, and its end, where the instruction is. */
  readonly text: string;
  readonly instruction: string;
}

const instructionLength = 1_800;

/** Reads a chat as a model would. */
export function readPrompt(chat: ReceivedChat, tasks: readonly EvalTask[]): Understood {
  const text = chat.messages.map((message) => message.content).join('\n');
  const instruction = (chat.messages.at(-1)?.content ?? '').slice(-instructionLength);
  const task = taskIn(text, tasks);
  const asked = [...instruction.matchAll(/^FILE: *(\S+)$/gm)].at(-1)?.[1];
  const path = asked ?? task?.path ?? 'main.ts';
  return {
    task,
    wants: wanted(chat, instruction, asked),
    path,
    attempt: task && lastAttempt(text, task),
    text,
    instruction,
  };
}

/** The task whose words stand last in the prompt. */
function taskIn(text: string, tasks: readonly EvalTask[]): EvalTask | undefined {
  const plain = oneSpace(text);
  const found = tasks
    .map((task) => ({ task, at: plain.lastIndexOf(oneSpace(task.text)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => b.at - a.at);
  return found[0]?.task;
}

function wanted(
  chat: ReceivedChat,
  instruction: string,
  asked: string | undefined,
): Understood['wants'] {
  if (chat.format !== undefined && chat.format !== null) return 'object';
  if (/\bJSON object\b|exactly these lines/.test(instruction)) return 'object';
  if (asked !== undefined && isTestPath(asked)) return 'tests';
  if (asked !== undefined) return 'code';
  return /\b(?:code block|fenced|whole file)\b/.test(instruction) ? 'code' : 'talk';
}

function isTestPath(path: string): boolean {
  return /\.(?:test|spec)(?:\.\d+)?\.\w+$|(?:^|\/)test_[^/]*\.py$|_test\.py$/.test(path);
}

function lastAttempt(text: string, task: EvalTask): string | undefined {
  const start = startOf(task)?.trim();
  return shownFiles(text)
    .filter((file) => nameOf(file.path) === nameOf(task.path))
    .map((file) => file.content.trim())
    .filter((content) => content !== start && /\n/.test(content))
    .at(-1);
}

/** Files of a prompt: a `FILE:` line and the fence behind it. */
function shownFiles(text: string): readonly { path: string; content: string }[] {
  return [...text.matchAll(/^FILE: *(\S+)\n(`{3,})\w*\n([\s\S]*?)\n\2$/gm)].map((match) => ({
    path: match[1] ?? '',
    content: match[3] ?? '',
  }));
}

function nameOf(path: string): string {
  return path.split('/').pop() ?? path;
}

function oneSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
