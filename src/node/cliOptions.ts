import { parseArgs } from 'node:util';
import { CaravanError } from '../base/errors.ts';
import { modes, type Mode } from '../base/task.ts';
import { userText } from '../base/userText.ts';

/** When `ask` writes the files: only tested ones, always, or never (the draft is kept). */
export type ApplyPolicy = 'verified' | 'always' | 'never';

/** What the command line asks for, with defaults filled in. */
export type CliOptions =
  | { readonly command: 'help' }
  | ({ readonly command: 'doctor'; readonly json: boolean } & ServerOptions)
  | ({
      readonly command: 'runs';
      readonly folder: string;
      readonly json: boolean;
      /** As with `ask`. */
      readonly storage?: string;
    } & ServerOptions)
  | ({
      readonly command: 'ask';
      readonly task: string;
      readonly folder: string;
      readonly mode: Mode;
      readonly apply: ApplyPolicy;
      readonly allowUnsandboxedTests: boolean;
      /** Ask in the terminal before anything is written after the plan. */
      readonly approvePlan: boolean;
      readonly json: boolean;
      /** Where runs and drafts are kept; a folder of the user's own state when left out. */
      readonly storage?: string;
      /** File for the records of the model calls, one JSON object a line. */
      readonly trace?: string;
    } & ServerOptions);

/** Which model servers are used, and how. */
export interface ServerOptions {
  /** In order of preference; empty: as the settings or the environment say. */
  readonly hosts: readonly string[];
  readonly model?: string;
  /** A JSON file with the settings of the extension, by their names. */
  readonly settings?: string;
  /** What is typed, and code it needs, may go to other machines. */
  readonly allowRemote: boolean;
}

/** What `--help` prints. English, like the options it is about. */
export const usage = `Usage: npm run ask -- --task "…" --folder DIR [options]
       npm run ask -- --runs --folder DIR [--storage DIR] [--json]
       npm run ask -- --doctor [--host URL …] [--json]

  --task TEXT        what to do
  --folder DIR       folder to work in
  --host URL         model server (default: $OLLAMA_HOST, else http://127.0.0.1:11434);
                     several times for several servers; with /v1 at its end: OpenAI-compatible
  --model NAME       model (default: the best one installed)
  --settings FILE    JSON with settings as in VS Code, e.g. {"caravan.maxConcurrent": "auto"}
  --allow-remote     agree that the task and code go to servers on other machines
  --mode MODE        auto, chat, plan, analyze or code (default: auto)
  --apply WHEN       verified: write files whose tests passed (default)
                     always: write whatever came out; never: keep a draft only
  --approve-plan     show the plan and ask before code is written (in a terminal)
  --allow-unsandboxed-tests
                     run generated tests even where no sandbox is available
  --storage DIR      where runs and drafts are kept (default: in the user's own state)
  --trace FILE       write what each model call did, as JSON lines, without prompts
                     (with them if the settings have "caravan.tracePrompts": true)
  --json             one JSON event a line on stdout, nothing else; with --runs one run a line,
                     with --doctor one object
  --runs             list the past runs of the folder, newest first
  --doctor           say which host answers and which model would be used
  --help             this text

$CARAVAN_ACCESS_KEY is sent as bearer token to the first server, or to the servers it names:
"https://a.example=KEY https://b.example=KEY".

Ends with 0 done, 2 wrong usage or --allow-remote is needed, 3 no model server, 4 no usable
result (the draft is kept) or a rejected plan, 130 cancelled.
`;

const applyPolicies = ['verified', 'always', 'never'] as const;

/** Reads the command line. @throws CaravanError `invalid-argument` naming the option. */
export function parseCliOptions(argv: readonly string[]): CliOptions {
  const values = parse(argv);
  if (values.help) return { command: 'help' };
  const json = values.json ?? false;
  const server: ServerOptions = {
    hosts: values.host ?? [],
    allowRemote: values['allow-remote'] ?? false,
    ...(values.model !== undefined && { model: values.model }),
    ...(values.settings !== undefined && { settings: values.settings }),
  };
  if (values.doctor) return { command: 'doctor', ...server, json };
  const storage = values.storage !== undefined && { storage: values.storage };
  if (values.runs) {
    return {
      command: 'runs',
      folder: required('--folder', values.folder),
      json,
      ...server,
      ...storage,
    };
  }
  return {
    command: 'ask',
    task: required('--task', values.task),
    folder: required('--folder', values.folder),
    mode: oneOf('--mode', modes, values.mode ?? 'auto'),
    apply: oneOf('--apply', applyPolicies, values.apply ?? 'verified'),
    allowUnsandboxedTests: values['allow-unsandboxed-tests'] ?? false,
    approvePlan: values['approve-plan'] ?? false,
    json,
    ...server,
    ...(values.trace !== undefined && { trace: values.trace }),
    ...storage,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: {
        task: { type: 'string' },
        folder: { type: 'string' },
        host: { type: 'string', multiple: true },
        settings: { type: 'string' },
        trace: { type: 'string' },
        'allow-remote': { type: 'boolean' },
        model: { type: 'string' },
        mode: { type: 'string' },
        apply: { type: 'string' },
        storage: { type: 'string' },
        'allow-unsandboxed-tests': { type: 'boolean' },
        'approve-plan': { type: 'boolean' },
        json: { type: 'boolean' },
        runs: { type: 'boolean' },
        doctor: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new CaravanError('invalid-argument', {
      text: userText('The command line is not understood: {0}', detail),
      next: userText('See --help for the options.'),
      cause,
    });
  }
}

function required(option: string, value: string | undefined): string {
  if (value !== undefined && value.trim() !== '') return value;
  throw new CaravanError('invalid-argument', {
    text: userText('The option {0} is missing.', option),
    next: userText('See --help for the options.'),
  });
}

function oneOf<T extends string>(option: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new CaravanError('invalid-argument', {
    text: userText('{0} must be one of {1}, not “{2}”.', option, allowed.join(', '), value),
    next: userText('See --help for the options.'),
  });
}
