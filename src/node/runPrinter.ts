import type { RunEvent } from '../app/index.ts';
import { describeError } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import { translate, userText, type L10nBundle, type UserText } from '../base/userText.ts';
import { planLines } from './planPrompt.ts';

/** Where lines go; stdout and stderr of the process, or a test's arrays. */
export interface Output {
  out(text: string): void;
  error(text: string): void;
  /** True when stderr is a terminal, where a line can be drawn over. */
  readonly isTerminal: boolean;
}

/** Back to the start of the line and erase it (ECMA-48 EL). */
const clearLine = '\r\u001b[K';

/** Shows a run as it happens; every event is given once, in order. */
export type RunPrinter = (event: RunEvent) => void;

/** One JSON document a line on stdout and nothing else. */
export function createJsonPrinter(output: Output): RunPrinter {
  return (event) => output.out(JSON.stringify(event) + '\n');
}

/** Records of model calls, one JSON document a line. */
export function traceLines(records: readonly JsonValue[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Progress for a person: a line a node and the plan on stderr, the answer of a chat on stdout. */
export function createTextPrinter(output: Output, bundle: L10nBundle): RunPrinter {
  const say = (text: UserText): string => translate(text, bundle);
  // What runs right now, on one line that the next one replaces.
  const draw = (line: string): void => {
    if (output.isTerminal) output.error(`${clearLine}… ${line}`);
  };
  const start = output.isTerminal ? clearLine : '';
  return (event) => {
    switch (event.type) {
      case 'run-model':
        return output.error(`${event.model} @ ${event.host}\n`);
      case 'node-start':
        return draw(event.node);
      case 'node-phase':
        return draw(`${event.node}: ${event.phase}`);
      case 'node-end': {
        const mark = event.outcome === 'done' ? '✓' : '✗';
        const seconds = (event.elapsedMs / 1000).toFixed(1);
        output.error(
          `${start}${mark} ${event.node.padEnd(15)} ${seconds.padStart(6)} s  ${say(event.summary)}\n`,
        );
        if (event.result?.kind === 'plan') output.error(planLines(event.result.plan));
        return undefined;
      }
      case 'answer-delta':
        return event.channel === 'text' ? output.out(event.text) : undefined;
      case 'proposal':
        return output.error(
          event.proposal.files
            .map((file) => `  ${file.path}  +${file.added} −${file.removed}\n`)
            .join(''),
        );
      case 'run-end':
        if (event.outcome === 'answered') output.out('\n');
        else output.error(start);
        if (event.outcome === 'rejected') output.error(`${say(userText('Plan rejected'))}\n`);
        if (event.outcome === 'cancelled') output.error(`${say(userText('Stopped.'))}\n`);
        if (event.error) output.error(`${describeError(event.error, bundle)}\n`);
        return undefined;
      default:
        return undefined;
    }
  };
}
