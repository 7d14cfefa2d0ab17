import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EvalTask } from './tasks.ts';

/** Figures of one question. */
export interface Asked {
  readonly promptTokens: number;
  readonly replyTokens: number;
}

/**
 * Puts a task to a model as a person would: one question with the files of the project, and what
 * comes back is pasted into the file the task names.
 */
export async function askOnce(
  task: EvalTask,
  folder: string,
  host: string,
  model: string,
  seed: number,
): Promise<Asked> {
  const response = await fetch(`${host}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      messages: [{ role: 'user', content: question(task) }],
      stream: true,
      options: { seed, temperature: 0.2, num_ctx: 8_192, num_predict: 2_000 },
    }),
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const lines = (await response.text()).split('\n').filter((line) => line.trim() !== '');
  const chunks = lines.map((line) => JSON.parse(line) as Chunk);
  const text = chunks.map((chunk) => chunk.message?.content ?? '').join('');
  const file = join(folder, task.path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${pastedCode(text).trimEnd()}\n`);
  const last = chunks.at(-1);
  return { promptTokens: last?.prompt_eval_count ?? 0, replyTokens: last?.eval_count ?? 0 };
}

interface Chunk {
  readonly message?: { readonly content?: string };
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
}

function question(task: EvalTask): string {
  return [
    task.text,
    ...(task.start.length > 0 ? ['', 'The files of the project:'] : []),
    ...task.start.flatMap((file) => [
      '',
      `FILE: ${file.path}`,
      '```',
      file.content.trimEnd(),
      '```',
    ]),
    '',
    'Answer with the whole file in exactly this form and nothing else:',
    `FILE: ${task.path}`,
    `\`\`\`${task.language}`,
    '(the whole file)',
    '```',
  ].join('\n');
}

/** The largest fenced block, closed or not; without any, everything but a `FILE:` line. */
export function pastedCode(text: string): string {
  const blocks = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)(?:^```|(?![\s\S]))/gm)]
    .map((match) => match[1] ?? '')
    .sort((a, b) => b.length - a.length);
  return blocks[0] ?? text.replace(/^FILE:.*\n/m, '');
}
