import { mainPhase, speedOf, type CallPhase, type CallTotals } from './activity.ts';
import { formatSpeed } from './format.ts';
import { nodeOrder } from './nodes.ts';
import type { ModelCall } from '../protocol/messages.ts';
import { nodeLabel } from '../protocol/nodeLabel.ts';
import type { Language } from './text.ts';

/** A phase as the legend of the activity names it. */
export function phaseTitle({ t }: Language, phase: CallPhase): string {
  switch (phase) {
    case 'queued':
      return t('Waiting');
    case 'connecting':
      return t('Connecting');
    case 'retrying':
      return t('Trying again');
    case 'loading':
      return t('Loading the model');
    case 'prompt':
      return t('Reading the prompt');
    case 'thinking':
      return t('Thinking');
    case 'writing':
      return t('Writing');
    case 'working':
      return t('Embedding, downloading, deleting');
  }
}

/** Who made a call, in the words of the list of steps. */
export function callTitle({ t }: Language, { kind, label }: ModelCall): string {
  switch (kind) {
    case 'embed':
      return t('Embedding of texts');
    case 'pull':
      return t('Download of a model');
    case 'delete':
      return t('Deletion of a model');
    case undefined:
  }
  const node = nodeOrder.find((name) => name === label);
  if (node) return nodeLabel(t, node);
  if (label === 'answer') return t('Answer');
  if (label === 'insert') return t('Code at the cursor');
  if (label === 'self-test') return t('Test of the model');
  return label;
}

/** How much time how many calls took, and what most of it went into. */
export function summaryOf(language: Language, count: number, totals: CallTotals): string {
  const { t, elapsed, percent } = language;
  const main = mainPhase(totals);
  const took =
    count === 1
      ? t('{0} in one call.', elapsed(totals.busyMs))
      : t('{0} in {1} calls.', elapsed(totals.busyMs), count);
  if (!main) return took;
  const share = percent(totals.phases[main] / totals.busyMs);
  return `${took} ${t('Most of it: {0}, {1}.', phaseTitle(language, main).toLowerCase(), share)}`;
}

/** Why it took so long and what would help. */
export function adviceFor(language: Language, totals: CallTotals): string {
  const { t } = language;
  const { phases, promptTokens, replyTokens, loads } = totals;
  switch (mainPhase(totals)) {
    case undefined:
    case 'working':
      return '';
    case 'queued':
      return t(
        'Calls waited for each other. The server may do more of them at once: see settings.',
      );
    case 'connecting':
    case 'retrying':
      return t('The server was hard to reach. “Diagnose Connection” shows why.');
    case 'loading':
      return t(
        'The model had to be loaded ({0}×). A longer keep-alive leaves it in memory.',
        loads,
      );
    case 'prompt': {
      const speed = speedOf(promptTokens, phases.prompt);
      return speed === undefined
        ? t('A smaller model reads faster, and a new conversation is shorter.')
        : t(
            'The model reads {0} tokens a second. A smaller model reads faster, and a new conversation is shorter.',
            formatSpeed(language, speed),
          );
    }
    case 'thinking':
      return t('The model thinks before it answers. One that does not is faster.');
    case 'writing': {
      const speed = speedOf(replyTokens, phases.writing + phases.thinking);
      return speed === undefined
        ? t('A smaller model writes faster.')
        : t(
            'The model writes {0} tokens a second. A smaller model writes faster.',
            formatSpeed(language, speed),
          );
    }
  }
}
