import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContextProvider, Memory } from '../../../src/context/ports.ts';
import type { Experience, ValidationResult } from '../../../src/base/task.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import type { Validator } from '../../../src/validate/validator.ts';
import type { NodeEvent } from '../../../src/workflow/events.ts';
import type { RunPorts } from '../../../src/workflow/ports.ts';
import type { RunRequest } from '../../../src/workflow/run.ts';
import type { Model } from '../../../src/llm/model.ts';
import { ScriptedModel, type ModelScript } from '../../support/scriptedModel.ts';

export const testFile = `FILE: slugify.test.ts
\`\`\`typescript
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { slugify } from './slugify.ts';

test('joins words', () => {
  assert.equal(slugify('Hello World'), 'hello-world');
});
\`\`\``;

export const codeFile = (body: string): string => `FILE: slugify.ts
\`\`\`typescript
export function slugify(title: string): string {
  ${body}
}
\`\`\``;

export const goodBody = "return title.toLowerCase().replaceAll(' ', '-');";

/** Answers of a model that does everything right, by label. */
export const goodAnswers = {
  planner: {
    object: {
      approach: 'Lower case, then hyphens.',
      codePath: 'slugify.ts',
      functionName: 'slugify',
      language: 'typescript',
      steps: ['Write tests', 'Write slugify'],
    },
  },
  test_generator: testFile,
  coder: codeFile(goodBody),
  debugger: {
    object: { cause: 'Spaces stay.', confidence: 0.8, fix: 'Replace spaces by hyphens.' },
  },
  fixer: codeFile(goodBody),
  reflection: {
    object: {
      analysis: 'It went well.',
      coding: 0.9,
      improvement: 'Test empty titles too.',
      planning: 0.8,
      research: 0.7,
      testing: 0.9,
    },
  },
  critic: {
    object: {
      assessment: 'Short and clear.',
      category: 'tests',
      issue: 'Only one case is tested.',
      score: 0.8,
      severity: 'low',
      suggestion: 'Add an empty title.',
    },
  },
  answer: 'It is a small project.',
} as const;

export const goodModel = (changes: Readonly<Record<string, ModelScript>> = {}): ScriptedModel =>
  new ScriptedModel({ ...goodAnswers, ...changes });

export const passed: ValidationResult = {
  status: 'passed',
  tests: [{ name: 'joins words', passed: true }],
  output: '',
  durationMs: 5,
};

export const failed: ValidationResult = {
  status: 'failed',
  tests: [
    {
      name: 'joins words',
      passed: false,
      message: "AssertionError: 'Hello World' !== 'hello-world'",
    },
  ],
  output: '',
  durationMs: 5,
};

/**
 * A validator that gives the listed results in order, the last one for ever. Tests that are tried
 * before the code exists fail, unless said otherwise.
 */
export class FakeValidator implements Validator {
  readonly requests: Parameters<Validator['validate']>[0][] = [];
  readonly trials: Parameters<Validator['validate']>[0][] = [];
  before: (request: Parameters<Validator['validate']>[0]) => ValidationResult = () => failed;
  readonly #results: readonly ValidationResult[];

  constructor(...results: readonly ValidationResult[]) {
    this.#results = results;
  }

  async validate(request: Parameters<Validator['validate']>[0]): Promise<ValidationResult> {
    if (isBeforeCode(request.files[0]?.content ?? '')) {
      this.trials.push(request);
      return this.before(request);
    }
    this.requests.push(request);
    const index = Math.min(this.requests.length, this.#results.length) - 1;
    return this.#results[index] ?? passed;
  }
}

/** The stub of code that does not exist, or the code of these tests as it is before the task. */
function isBeforeCode(code: string): boolean {
  return /Not written yet|return '';/.test(code);
}

/**
 * Three attempts at the code fail, the second one under more tests too; then mending the best works.
 */
export const mendedAtLast = [failed, failed, failed, failed, passed] as const;

export class FakeContext implements ContextProvider {
  readonly files: Record<string, string>;

  constructor(files: Record<string, string> = {}) {
    this.files = files;
  }

  research: ContextProvider['research'] = async () => ({
    files: Object.entries(this.files).map(([path, content]) => ({ path, content })),
    recommendations: [],
    summary: '',
  });
  paths: ContextProvider['paths'] = async () => Object.keys(this.files);
  describe: ContextProvider['describe'] = async () => 'TypeScript; package.json "demo"; 2 files.';
  read: ContextProvider['read'] = async (path) => this.files[path];
}

export class FakeMemory implements Memory {
  readonly stored: Experience[] = [];
  similar: Memory['similar'] = async () => [];
  remember: Memory['remember'] = async (experience) => {
    this.stored.push(experience);
  };
}

export const request = (changes: Partial<RunRequest> = {}): RunRequest => ({
  runId: 'run-1',
  conversationId: 'conversation-1',
  task: 'Write a function slugify(title) with tests',
  mode: 'auto',
  history: [],
  maxIterations: 3,
  model: 'scripted',
  attachments: [],
  ...changes,
});

export interface Bench extends RunPorts {
  readonly model: Model;
  readonly validator: FakeValidator;
  readonly memory: FakeMemory;
  readonly events: NodeEvent[];
  readonly emit: (event: NodeEvent) => void;
}

/** Ports of a run over a fresh folder, and the list its events go to. */
export async function bench(changes: Partial<RunPorts> & { folder?: string } = {}): Promise<Bench> {
  const events: NodeEvent[] = [];
  return {
    model: goodModel(),
    context: new FakeContext(),
    checkpointFolder: changes.folder ?? (await temporaryFolder()),
    ...changes,
    memory: (changes.memory as FakeMemory | undefined) ?? new FakeMemory(),
    validator: (changes.validator as FakeValidator | undefined) ?? new FakeValidator(passed),
    events,
    emit: (event) => events.push(event),
  };
}

export const fileSystem = createNodeFileSystem();

const folders: string[] = [];

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'caravan-workflow-'));
  folders.push(folder);
  return folder;
}

export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** Names of the nodes in the order they started. */
export const started = (events: readonly NodeEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'node-start' ? [event.node] : []));

export const never = new AbortController().signal;
