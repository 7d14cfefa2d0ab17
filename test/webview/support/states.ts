import { interrupted } from './interrupted.ts';
import type { Message } from './openView.ts';
import {
  answered,
  calls,
  conversationId,
  conversations,
  firstSteps,
  lastSteps,
  planAsked,
  proposal,
  runId,
  snapshotOf,
  startedAt,
  states as conversationStates,
  usage,
  at,
  writingCode,
} from './samples.ts';

const askFile = {
  path: '.vscode/tasks.json',
  operation: 'edit',
  added: 6,
  removed: 2,
  hash: 'd'.repeat(64),
  decision: 'ask',
  reason: {
    message: '{0} decides what runs when the project is built, installed or tested.',
    args: ['.vscode/tasks.json'],
  },
} as const;

/** In the words of the product, so that they are translated too. */
const notRunning = {
  code: 'host-unreachable',
  text: { message: 'Ollama is not running at {0}.', args: ['http://127.0.0.1:11434'] },
  next: { message: 'Start it with "ollama serve", or change the setting caravan.host.' },
} as const;

const untilPlan = firstSteps.slice(
  0,
  firstSteps.findIndex((event) => event.type === 'node-end' && event.node === 'planner') + 1,
);

/** A run whose changes have come to a state. */
const changed = (part: Partial<typeof proposal>): readonly Message[] => [
  snapshotOf(),
  { type: 'run-events', events: [...firstSteps, ...lastSteps] },
  {
    type: 'run-events',
    events: [
      { type: 'proposal', runId, at: startedAt + 62_000, proposal: { ...proposal, ...part } },
    ],
  },
];

/** Everything the view can look like, by name: the messages that make it look so. */
export const viewStates: Readonly<Record<string, readonly Message[]>> = {
  empty: [snapshotOf({ conversations })],
  conversations: [
    snapshotOf({ conversations, states: conversationStates }),
    { type: 'panel', panel: 'conversations' },
  ],
  activity: [
    snapshotOf(),
    { type: 'run-events', events: [...firstSteps, ...writingCode] },
    { type: 'panel', panel: 'activity' },
    { type: 'calls', calls, isAll: true },
  ],
  queued: [
    snapshotOf({
      conversations,
      states: conversationStates,
      queued: { text: 'And make it keep the dots of version numbers', mode: 'auto' },
    }),
    { type: 'run-events', events: [...firstSteps, ...writingCode] },
  ],
  approval: [snapshotOf(), { type: 'run-events', events: [...untilPlan, ...planAsked] }],
  approved: [
    snapshotOf(),
    {
      type: 'run-events',
      events: [
        ...untilPlan,
        ...planAsked,
        at(14, { type: 'interrupt-end', id: 'plan-1', decision: 'approve' }),
        ...firstSteps.slice(untilPlan.length),
      ],
    },
  ],
  running: [snapshotOf(), { type: 'run-events', events: [...firstSteps, ...writingCode] }],
  done: [snapshotOf(), { type: 'run-events', events: [...firstSteps, ...lastSteps] }],
  confirm: [
    snapshotOf(),
    { type: 'run-events', events: [...firstSteps, ...lastSteps] },
    {
      type: 'run-events',
      events: [
        {
          type: 'proposal',
          runId,
          at: startedAt + 62_000,
          proposal: {
            ...proposal,
            verification: 'failed',
            files: [...proposal.files.slice(0, 2), askFile],
          },
        },
      ],
    },
  ],
  applied: changed({ state: 'applied' }),
  kept: changed({ state: 'kept' }),
  undone: changed({ state: 'undone' }),
  revised: changed({ isRevised: true, files: [...proposal.files.slice(0, 2), askFile] }),
  mentions: [
    snapshotOf({
      conversation: {
        id: conversationId,
        title: '',
        createdAt: startedAt,
        items: [
          {
            kind: 'user',
            id: 'asked',
            at: startedAt,
            text: 'Explain @symbol:slugify and how @file:"src/text/a rather long file name.ts" uses it, then look at @problems.',
          },
        ],
      },
    }),
  ],
  failed: [
    snapshotOf(),
    {
      type: 'run-events',
      events: [
        ...firstSteps,
        at(20, { type: 'run-end', outcome: 'failed', elapsedMs: 20_000, usage, error: notRunning }),
      ],
    },
  ],
  answer: [snapshotOf(), { type: 'run-events', events: answered }],
  'no-server': [snapshotOf({ connection: { kind: 'problem', error: notRunning } })],
  pulling: [
    snapshotOf({
      connection: {
        kind: 'pulling',
        model: 'qwen2.5-coder:7b',
        status: 'pulling 60e05f210007',
        fraction: 0.42,
      },
    }),
  ],
  'no-model': [
    snapshotOf({
      connection: {
        kind: 'problem',
        error: {
          code: 'no-model',
          text: { message: 'The model server has no model installed.' },
        },
        suggestedModel: 'qwen2.5-coder:1.5b',
      },
    }),
  ],
  'no-folder': [snapshotOf({ hasFolder: false })],
  'empty-folder': [snapshotOf({ isFolderEmpty: true })],
  untrusted: [snapshotOf({ isTrusted: false })],
  resume: [interrupted()],
};
