import type { MentionOffer } from '../../../src/protocol/mentions.ts';
import type { NodeName, ProposedFileSummary, RunEvent } from '../../../src/protocol/messages.ts';
import { codeScenes } from './codeScenes.ts';
import type { Message, View } from './openView.ts';
import {
  answered,
  at,
  conversationId,
  conversations,
  firstSteps,
  lastSteps,
  model,
  pass,
  plan,
  planAsked,
  proposal,
  question,
  runId,
  snapshotOf,
  start,
  startedAt,
  states,
  task,
  usage,
} from './samples.ts';
import { viewStates } from './states.ts';

/** Something the view can show: what the host sends, then what the user does. */
export interface Scene {
  readonly messages: readonly Message[];
  readonly act?: (view: View) => Promise<void>;
  /** What the host says to that. */
  readonly then?: readonly Message[];
  /** The pointer stays where it is: it drags something. */
  readonly isDragging?: boolean;
}

const events = (...all: readonly RunEvent[]): readonly Message[] => [
  snapshotOf(),
  { type: 'run-events', events: all },
];
const click =
  (...ids: readonly string[]) =>
  async ({ page }: View): Promise<void> => {
    for (const id of ids) await page.getByTestId(id).first().click();
  };
const from = (state: string, act: Scene['act']): Scene => ({
  messages: viewStates[state] ?? [],
  ...(act && { act }),
});
const type =
  (text: string) =>
  ({ page }: View) =>
    page.getByTestId('composer').pressSequentially(text);

/** Files of the editor held over the page. */
const drag = (shiftKey: boolean) => async (view: View) =>
  view.page.getByTestId('composer').evaluate((element, isShift) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('application/vnd.code.uri-list', 'file:///w/src/slugify.ts');
    const init = { dataTransfer, shiftKey: isShift, bubbles: true, cancelable: true };
    element.dispatchEvent(new DragEvent('dragover', init));
  }, shiftKey);

const offers: readonly MentionOffer[] = [
  { kind: 'file', name: 'src/slugify.ts', detail: '' },
  { kind: 'file', name: 'docs/a rather long path/to a file with two words.md', detail: '' },
  { kind: 'symbol', name: 'slugify', detail: 'src/slugify.ts' },
];

const rich = `# What stands where

| file | lines | what it is for |
| --- | ---: | --- |
| \`src/text/truncate.ts\` | 14 | cuts a text |
| \`src/text/titleCase.ts\` | 9 | begins words with capitals |

> Words are split at white space, so \`don't\` stays one word.

- [x] Tests are there
- a list
  1. in a list, with https://example.org/a/rather/long/address/without/any/place/to/break.html

The speed is $n \\log n$:

\`\`\`mermaid
graph LR
  text --> words --> titles
\`\`\`

\`\`\`
no language
\`\`\``;

/** A step that runs, in a phase. */
const phase = (
  node: NodeName,
  name: Extract<RunEvent, { type: 'node-phase' }>['phase'],
  part: { readonly position?: number } = {},
): readonly RunEvent[] => [
  at(19.2, { type: 'node-start', node, attempt: 1 }),
  at(19.3, { type: 'node-phase', node, phase: name, ...part }),
];
const thoughts =
  'The title has to be in lower case first. Then every run of signs that are neither letters nor digits becomes one dash, and dashes at both ends go.';

const planEnd = (decision: 'approve' | 'reject' | undefined): readonly Message[] =>
  events(
    start,
    model,
    ...pass('intent', 0.2, 0.9, 'new code'),
    ...pass(
      'planner',
      1.1,
      6.4,
      { message: 'code in {0}', args: ['src/slugify.ts'] },
      { result: plan },
    ),
    ...planAsked,
    ...(decision
      ? [
          at(14, {
            type: 'interrupt-end',
            id: 'plan-1',
            decision,
            reason: 'The tests belong into the folder test, and a title can be empty.',
          }),
        ]
      : []),
    at(15, {
      type: 'run-end',
      outcome: decision ? 'rejected' : 'cancelled',
      elapsedMs: 15_000,
      usage,
    }),
  );

const path = '.github/workflows/a-rather-long-name-of-a-workflow.yml';
const files: readonly ProposedFileSummary[] = [
  ...proposal.files.slice(0, 1),
  {
    path: 'packages/server/src/components/conversations/conversationHistoryNavigation.test.ts',
    operation: 'edit',
    added: 1_204,
    removed: 318,
    hash: 'e'.repeat(64),
    decision: 'allow',
  },
  {
    path,
    operation: 'edit',
    added: 6,
    removed: 2,
    hash: 'd'.repeat(64),
    decision: 'ask',
    reason: {
      message: '{0} decides what runs when the project is built, installed or tested.',
      args: [path],
    },
  },
  {
    path: 'src/old.ts',
    operation: 'delete',
    added: 0,
    removed: 48,
    hash: 'f'.repeat(64),
    decision: 'ask',
    reason: { message: '{0} would be deleted.', args: ['src/old.ts'] },
  },
  {
    path: '.npmrc',
    operation: 'edit',
    added: 1,
    removed: 0,
    hash: '0'.repeat(64),
    decision: 'deny',
    reason: {
      message: '{0} can change how programs run on this machine, so it is never written.',
      args: ['.npmrc'],
    },
  },
];

const twoRuns = snapshotOf({
  conversation: {
    id: conversationId,
    title: task,
    createdAt: startedAt,
    earlier: 40,
    items: [runId, 'run-2'].flatMap((id) => [
      { kind: 'user' as const, id: `${id}-task`, at: startedAt, text: task },
      {
        kind: 'run' as const,
        id,
        at: startedAt,
        events: [start, ...firstSteps.slice(2), ...lastSteps].map((event): RunEvent => ({
          ...event,
          runId: id,
        })),
        texts: {},
      },
    ]),
  },
});

/** Every state of the view, those that need the user's hand too, by name. */
export const scenes: Readonly<Record<string, Scene>> = {
  ...Object.fromEntries(Object.entries(viewStates).map(([name, messages]) => [name, { messages }])),
  ...codeScenes,
  commands: from('empty', type('/')),
  completion: from('empty', async (view) => {
    await type('Explain @')(view);
    await view.waitFor('find-mentions');
    await view.send({ type: 'mentions', query: '', offers });
  }),
  'drop-shift': { ...from('done', drag(false)), isDragging: true },
  drop: { ...from('done', drag(true)), isDragging: true },
  modes: from('done', click('mode-button')),
  editing: from('answer', click('edit')),
  forked: {
    ...from('answer', click('fork')),
    then: [
      snapshotOf({
        conversation: {
          id: 'fork',
          title: `${question} (2)`,
          createdAt: startedAt,
          items: [
            { kind: 'user', id: `${runId}-task`, at: startedAt, text: question },
            { kind: 'run', id: runId, at: startedAt, events: answered, texts: {} },
          ],
        },
      }),
    ],
  },
  answering: {
    messages: events(
      at(0, { type: 'run-start', conversationId, task: question, mode: 'chat', resumed: false }),
      model,
      ...pass('intent', 0.2, 0.7, 'a question'),
      at(1.5, { type: 'answer-delta', channel: 'thinking', text: thoughts }),
    ),
    act: ({ page }) => page.locator('.thinking .fold').click(),
  },
  rich: {
    messages: events(
      ...answered.slice(0, -2),
      at(5.5, { type: 'answer-delta', channel: 'text', text: rich }),
      ...answered.slice(-1),
    ),
  },
  waiting: { messages: events(start, model, ...phase('intent', 'queued', { position: 2 })) },
  loading: { messages: events(start, model, ...phase('intent', 'loading')) },
  'first-use': { messages: events(start, model, ...phase('intent', 'testing-model')) },
  retrying: { messages: events(...firstSteps, ...phase('coder', 'retrying')) },
  thinking: {
    messages: events(
      ...firstSteps,
      ...phase('coder', 'thinking'),
      at(19.4, { type: 'node-delta', node: 'coder', channel: 'thinking', text: thoughts }),
      at(22, { type: 'node-delta', node: 'coder', channel: 'thinking', text: ` ${thoughts}` }),
    ),
  },
  details: from('done', async ({ page }) => {
    for (const row of await page.locator('.node-row:enabled').all()) await row.click();
  }),
  planning: {
    messages: events(
      start,
      model,
      ...pass('intent', 0.2, 0.9, 'new code'),
      ...phase('researcher', 'queued', { position: 1 }).slice(0, 1),
      ...phase('planner', 'thinking'),
      at(19.4, { type: 'node-delta', node: 'planner', channel: 'thinking', text: thoughts }),
    ),
  },
  'looking-back': {
    messages: events(
      ...firstSteps,
      ...pass('coder', 19.1, 0.9, 'src/slugify.ts'),
      ...pass('validator', 20, 0.3, { message: '{0} of {1} passed', args: [4, 4] }),
      ...phase('reflection', 'writing'),
      at(19.4, { type: 'node-delta', node: 'reflection', channel: 'text', text: thoughts }),
      ...phase('critic', 'queued', { position: 1 }),
    ),
  },
  'plan-edit': from('approval', click('approval-edit')),
  'plan-reject': from('approval', click('reject')),
  rejected: { messages: planEnd('reject') },
  expired: { messages: planEnd(undefined) },
  files: {
    messages: [
      ...(viewStates['done'] ?? []),
      {
        type: 'run-events',
        events: [
          at(62, {
            type: 'proposal',
            proposal: { ...proposal, verification: 'unverified', files },
          }),
        ],
      },
    ],
  },
  unusable: {
    messages: events(
      ...firstSteps,
      ...lastSteps.filter(({ type: kind }) => kind !== 'proposal' && kind !== 'run-end'),
      at(62, {
        type: 'run-end',
        outcome: 'unusable',
        elapsedMs: 62_000,
        usage,
        draftPath: '.caravan/drafts/2026-03-02-slugify/src/slugify.ts',
      }),
    ),
  },
  replaced: {
    messages: [twoRuns],
    act: async ({ page }) => {
      await page.getByTestId('replaced').locator('summary').click();
      await page.getByTestId('messages').evaluate((list) => list.scrollTo(0, 0));
    },
  },
  'conversation-menu': from('conversations', click('conversation-more')),
  renaming: from('conversations', async ({ page }) => {
    await page.getByTestId('conversation').nth(1).locator('.conversation-open').press('F2');
  }),
  'nothing-found': from('conversations', ({ page }) =>
    page.getByTestId('conversation-search').pressSequentially('no such thing'),
  ),
  'no-calls': {
    messages: [
      snapshotOf(),
      { type: 'panel', panel: 'activity' },
      { type: 'calls', calls: [], isAll: true },
    ],
  },
  'call-facts': from('activity', ({ page }) => page.locator('.call-row').nth(3).click()),
  checking: { messages: [snapshotOf({ connection: { kind: 'checking' }, conversations, states })] },
  notice: {
    messages: [
      snapshotOf(),
      {
        type: 'error',
        error: {
          code: 'internal',
          text: { message: 'The proposal of this run could not be read.' },
        },
      },
    ],
  },
};
