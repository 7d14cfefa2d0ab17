import { readFileSync } from 'node:fs';
import { systemPrompt } from '../../../src/agents/messages.ts';
import type { AgentContext, ModelEvent } from '../../../src/agents/types.ts';
import { ScriptedModel, type ModelScript } from '../../support/scriptedModel.ts';

/** What an agent is given, over a scripted model; `events` holds what it emitted. */
export function agentContext(
  scripts: Readonly<Record<string, ModelScript>> = {},
): AgentContext & { readonly model: ScriptedModel; readonly events: ModelEvent[] } {
  const events: ModelEvent[] = [];
  return {
    model: new ScriptedModel(scripts),
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    events,
    prefix: { system: systemPrompt, blocks: ['# Task\nslugify(title)'] },
    affinity: 'run-1',
  };
}

/** An answer a real model gave, with what was wrong with it. */
export interface RecordedAnswer {
  readonly role: 'coder' | 'fixer' | 'tester' | 'json';
  readonly label: string;
  readonly lang: 'ts' | 'py';
  readonly task: string;
  readonly sub?: string;
  readonly done_reason: 'stop' | 'length';
  readonly output: string;
}

/** Answers of smollm2:135m to the roles' questions, recorded 2026-11 on Ollama 0.11.4. */
export const recordedAnswers: readonly RecordedAnswer[] = readFileSync(
  new URL('fixtures/smollm2-answers.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedAnswer);
