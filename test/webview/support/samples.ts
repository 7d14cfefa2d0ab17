import type {
  ConnectionState,
  ConversationHeader,
  ErrorInfo,
  ModelCall,
  NodeName,
  NodeResult,
  ProposalSummary,
  RunEvent,
  UserText,
  ViewSnapshot,
} from '../../../src/protocol/messages.ts';

/** Wall-clock milliseconds at which every sample begins. */
export const startedAt = Date.parse('2026-03-02T10:00:00Z');
export const runId = 'run-1';
export const conversationId = 'conversation-1';
export const task = 'Write a function slugify(title) with tests';
export const usage = { promptTokens: 9_412, replyTokens: 1_268, queuedMs: 2_300, totalMs: 61_000 };

type Body<T> = T extends unknown ? Omit<T, 'runId' | 'at'> : never;

/** A run event, `seconds` after the start. */
export function at(seconds: number, event: Body<RunEvent>): RunEvent {
  return { runId, at: startedAt + seconds * 1000, ...event };
}

export const ready: ConnectionState = {
  kind: 'ready',
  host: 'http://127.0.0.1:11434',
  model: 'qwen2.5-coder:7b',
  models: ['qwen2.5-coder:7b'],
};

/** Four conversations: the one shown, and three others. */
export const conversations: readonly ConversationHeader[] = [
  { id: conversationId, title: '', createdAt: startedAt, updatedAt: startedAt + 900 },
  {
    id: 'old-0',
    title: 'Add retry to the HTTP client',
    createdAt: startedAt - 90_000,
    preview: 'Use exponential backoff, please',
  },
  { id: 'old-1', title: 'Why is the build slow?', createdAt: startedAt - 7_200_000 },
  {
    id: 'old-2',
    title: 'Make the settings page usable with the keyboard alone, in every theme',
    createdAt: startedAt - 40 * 86_400_000,
  },
];
export const states = { 'old-1': 'deciding', 'old-2': 'running' } as const;

export const noServer: ErrorInfo = {
  code: 'host-unreachable',
  text: { message: 'No model server answers at {0}.', args: ['http://127.0.0.1:11434'] },
  next: { message: 'Start Ollama, then try again.' },
};

/** A snapshot of an empty conversation with everything in order, and what differs from that. */
export function snapshotOf(part: Partial<ViewSnapshot> = {}): {
  readonly type: 'snapshot';
  readonly snapshot: ViewSnapshot;
} {
  return {
    type: 'snapshot',
    snapshot: {
      conversation: { id: conversationId, title: '', createdAt: startedAt, items: [] },
      conversations: [],
      states: {},
      connection: ready,
      resumable: [],
      isTrusted: true,
      hasFolder: true,
      l10n: {},
      locale: 'en',
      ...part,
    },
  };
}

export const start = at(0, {
  type: 'run-start',
  conversationId,
  task,
  mode: 'auto',
  resumed: false,
});
export const model = at(0.1, {
  type: 'run-model',
  model: 'qwen2.5-coder:7b',
  host: 'http://127.0.0.1:11434',
});

/** A node from its start to its end. */
export function pass(
  node: NodeName,
  from: number,
  seconds: number,
  summary: string | UserText,
  options: {
    attempt?: number;
    outcome?: 'done' | 'failed';
    result?: NodeResult;
    text?: string;
  } = {},
): RunEvent[] {
  const { attempt = 1, outcome = 'done', result, text } = options;
  return [
    at(from, { type: 'node-start', node, attempt }),
    ...(text ? [at(from + 0.1, { type: 'node-delta', node, channel: 'text', text })] : []),
    at(from + seconds, {
      type: 'node-end',
      node,
      attempt,
      outcome,
      elapsedMs: seconds * 1000,
      summary: typeof summary === 'string' ? { message: summary } : summary,
      ...(result && { result }),
    }),
  ];
}

/** Events of nodes that run at the same time, in the order of their times. */
const sideBySide = (...passes: readonly (readonly RunEvent[])[]): RunEvent[] =>
  passes.flat().sort((one, other) => one.at - other.at);

export const plan: Extract<NodeResult, { kind: 'plan' }> = {
  kind: 'plan',
  plan: {
    language: 'typescript',
    codePath: 'src/slugify.ts',
    testPath: 'src/slugify.test.ts',
    steps: ['Normalise the title', 'Replace what is not a letter or digit', 'Trim the dashes'],
  },
};

/** The plan waits for the user's word. */
export const planAsked: readonly RunEvent[] = [
  at(7.5, { type: 'interrupt', interrupt: { id: 'plan-1', kind: 'plan', plan: plan.plan } }),
];

/** What running the tests showed; `failing` of four tests fail. */
export function validation(failing: number): NodeResult {
  const names = ['lowers case', 'joins words with dashes', 'drops accents', 'trims dashes'];
  return {
    kind: 'validation',
    validation: {
      status: failing === 0 ? 'passed' : 'failed',
      tests: names.map((name, index) => ({
        name,
        passed: index >= failing,
        durationMs: 2 + index,
        ...(index < failing && { message: "Expected 'cafe-au-lait', got 'caf-au-lait'" }),
      })),
      output: failing === 0 ? '' : '# tests 4\n# pass 3\n# fail 1',
      durationMs: 340,
      command: 'node --test src/slugify.test.ts',
    },
  };
}

export const critic: NodeResult = {
  kind: 'critic',
  critic: {
    score: 0.86,
    strengths: ['Small and pure'],
    issues: [
      {
        category: 'tests',
        severity: 'low',
        location: 'src/slugify.test.ts:12',
        description: 'An empty title is not tested.',
        evidence: '',
        suggestion: 'Add a test for the empty string.',
      },
    ],
  },
};

const testText = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { slugify } from './slugify.ts';

test('lowers case', () => {
  assert.equal(slugify('Hello'), 'hello');
});`;

/** Everything up to the tests being written. */
export const firstSteps: readonly RunEvent[] = [
  start,
  model,
  ...pass('intent', 0.2, 0.9, 'new code'),
  ...sideBySide(
    pass('researcher', 1.1, 0.4, { message: 'related files: {0}', args: [2] }),
    pass(
      'planner',
      1.1,
      6.4,
      { message: 'code in {0}', args: ['src/slugify.ts'] },
      { result: plan },
    ),
  ),
  ...pass(
    'test_generator',
    7.9,
    11.2,
    { message: 'in {0}', args: ['src/slugify.test.ts'] },
    { text: testText },
  ),
];

/** The coder in the middle of its answer. */
export const writingCode: readonly RunEvent[] = [
  at(19.2, { type: 'node-start', node: 'coder', attempt: 1 }),
  at(19.3, { type: 'node-phase', node: 'coder', phase: 'prompt' }),
  at(21, {
    type: 'node-delta',
    node: 'coder',
    channel: 'text',
    text: '/** Makes a title fit for an address. */\n',
  }),
  at(24, {
    type: 'node-delta',
    node: 'coder',
    channel: 'text',
    text: `export function slugify(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')`,
  }),
];

export const proposal: ProposalSummary = {
  id: 'proposal-1',
  verification: 'verified',
  state: 'open',
  files: [
    {
      path: 'src/slugify.ts',
      operation: 'create',
      added: 11,
      removed: 0,
      hash: 'a'.repeat(64),
      decision: 'allow',
    },
    {
      path: 'src/slugify.test.ts',
      operation: 'create',
      added: 26,
      removed: 0,
      hash: 'b'.repeat(64),
      decision: 'allow',
    },
    {
      path: 'src/text/index.ts',
      operation: 'edit',
      added: 1,
      removed: 1,
      hash: 'c'.repeat(64),
      decision: 'allow',
    },
  ],
};

/** From the code to the end: one round of the debug loop, then a proposal. */
export const lastSteps: readonly RunEvent[] = [
  ...pass(
    'coder',
    19.2,
    14.1,
    { message: '{0}, lines: {1}', args: ['src/slugify.ts', 11] },
    { text: 'export function slugify() {}\n' },
  ),
  ...pass(
    'validator',
    33.3,
    0.4,
    { message: '{0} of {1} passed', args: [3, 4] },
    {
      outcome: 'failed',
      result: validation(1),
    },
  ),
  ...pass('debugger', 33.7, 5.2, 'Accents are dropped with their letter'),
  ...pass('fixer', 38.9, 8.8, { message: '{0}, lines: {1}', args: ['src/slugify.ts', 11] }),
  ...pass(
    'validator',
    47.7,
    0.4,
    { message: '{0} of {1} passed', args: [4, 4] },
    { attempt: 2, result: validation(0) },
  ),
  ...sideBySide(
    pass('reflection', 48.1, 6.1, { message: '{0} of 100', args: [85] }),
    pass('critic', 48.1, 13, { message: 'issues: {0}', args: [1] }, { result: critic }),
  ),
  at(61.1, { type: 'proposal', proposal }),
  at(61.2, { type: 'run-end', outcome: 'done', elapsedMs: 61_200, usage }),
];

/** A call of a model, `seconds` after the start; phases by how many seconds into it they begin. */
export function call(
  label: string,
  seconds: number,
  phases: readonly (readonly [ModelCall['phases'][number]['phase'], number])[],
  length: number | undefined,
  part: Partial<ModelCall> = {},
): ModelCall {
  const begin = startedAt + seconds * 1000;
  return {
    id: `${label}-${seconds}`,
    runId,
    label,
    lane: 'agent',
    model: 'qwen2.5-coder:7b',
    host: 'http://127.0.0.1:11434',
    startedAt: begin,
    ...(length !== undefined && { endedAt: begin + length * 1000, outcome: 'done' }),
    phases: phases.map(([phase, after]) => ({ phase, at: begin + after * 1000 })),
    promptTokens: 940,
    replyTokens: 120,
    attempts: 1,
    ...part,
  };
}

/** Calls of one run on two hosts, one of another conversation, one that goes on at second 26. */
export const calls: readonly ModelCall[] = [
  call(
    'intent',
    0.2,
    [
      ['connecting', 0],
      ['loading', 0.1],
      ['prompt', 3.4],
      ['writing', 4.3],
    ],
    5,
    { replyTokens: 14 },
  ),
  call(
    'planner',
    5.3,
    [
      ['connecting', 0],
      ['prompt', 0.1],
      ['thinking', 1.2],
      ['writing', 4.1],
    ],
    8.2,
    { promptTokens: 1_412, replyTokens: 268 },
  ),
  call(
    'test_generator',
    13.6,
    [
      ['connecting', 0],
      ['prompt', 0.1],
      ['writing', 0.9],
    ],
    6.1,
    { host: 'http://gpu:11434', replyTokens: 310 },
  ),
  call(
    'insert',
    14,
    [
      ['queued', 0],
      ['connecting', 2.4],
      ['prompt', 2.5],
      ['writing', 3],
    ],
    3.8,
    { lane: 'interactive', replyTokens: 22 },
  ),
  call(
    'critic',
    15,
    [
      ['connecting', 0],
      ['retrying', 0.4],
    ],
    1.4,
    {
      host: 'http://gpu:11434',
      outcome: 'host-unreachable',
      replyTokens: 0,
      promptTokens: 0,
      attempts: 2,
    },
  ),
  call(
    'coder',
    19.8,
    [
      ['connecting', 0],
      ['prompt', 0.1],
      ['writing', 1.2],
    ],
    undefined,
    { replyTokens: 71 },
  ),
  call(
    'answer',
    -340,
    [
      ['queued', 0],
      ['connecting', 9],
      ['prompt', 9.1],
      ['writing', 10],
    ],
    14,
    { runId: 'elsewhere' },
  ),
];

export const question = 'What does this project do?';
export const answerText = `This project is a small **text toolkit**. It has two parts:

1. \`src/text\` holds pure functions, such as \`truncate\` and \`titleCase\`.
2. \`src/cli.ts\` makes them usable from a shell.

To cut a text to 20 characters:

\`\`\`ts
import { truncate } from './text/index.ts';

console.log(truncate('A rather long headline', 20));
\`\`\`

The tests run with \`npm test\`; see [the runner's manual](https://nodejs.org/api/test.html).`;

/** A chat answer, thought first, up to its end. */
export const answered: readonly RunEvent[] = [
  at(0, { type: 'run-start', conversationId, task: question, mode: 'auto', resumed: false }),
  model,
  ...pass('intent', 0.2, 0.7, 'a question'),
  at(1, { type: 'answer-phase', phase: 'prompt' }),
  at(1.5, { type: 'answer-delta', channel: 'thinking', text: 'The user wants an overview.' }),
  at(5.5, { type: 'answer-delta', channel: 'text', text: answerText }),
  at(12, { type: 'run-end', outcome: 'answered', elapsedMs: 12_000, usage }),
];
