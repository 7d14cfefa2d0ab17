import type { RunEvent } from '../app/index.ts';
import { describeError } from '../base/errors.ts';
import { translate, type L10nBundle, type UserText } from '../base/userText.ts';

/** Where lines go; stdout and stderr of the process, or a test's arrays. */
export interface Output {
  out(text: string): void;
  error(text: string): void;
}

/** Shows a run as it happens; every event is given once, in order. */
export type RunPrinter = (event: RunEvent) => void;

/** One JSON document a line on stdout and nothing else. */
export function createJsonPrinter(output: Output): RunPrinter {
  return (event) => output.out(JSON.stringify(event) + '\n');
}

/** Progress for a person: a line a node on stderr, the answer of a chat on stdout. */
export function createTextPrinter(output: Output, bundle: L10nBundle): RunPrinter {
  const say = (text: UserText): string => translate(text, bundle);
  return (event) => {
    switch (event.type) {
      case 'run-model':
        return output.error(`${event.model} @ ${event.host}\n`);
      case 'node-end': {
        const mark = event.outcome === 'done' ? '✓' : '✗';
        const seconds = (event.elapsedMs / 1000).toFixed(1);
        return output.error(
          `${mark} ${event.node.padEnd(15)} ${seconds.padStart(6)} s  ${say(event.summary)}\n`,
        );
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
        if (event.error) output.error(`${describeError(event.error, bundle)}\n`);
        return undefined;
      default:
        return undefined;
    }
  };
}
