import { parseArgs } from 'node:util';
import { nodeNames, type NodeName } from '../../src/workflow/events.ts';

/** The command line of `npm run eval`. */
export interface EvalOptions {
  readonly host?: string;
  readonly model?: string;
  /** Undefined: a real server. Empty: every case of the issue. Else the name of a profile. */
  readonly simulated?: string;
  readonly tasks: string;
  readonly seeds: number;
  readonly jobs: number;
  readonly right?: number;
  readonly testsUsable?: number;
  readonly noFix: boolean;
  /** Rounds of the loop at most; the default of the settings when left out. */
  readonly attempts?: number;
  /** One more round from the planner when the review says so. */
  readonly secondRound: boolean;
  /** All ten nodes ask the model, also those that the default graph for its size spares. */
  readonly wholeGraph: boolean;
  /** Nodes to go around: one of them, or several in turn to see what each adds. */
  readonly without: readonly NodeName[];
  readonly trail: boolean;
  readonly json: boolean;
}

export const usage = `Usage: npm run eval -- --simulated [PROFILE] [options]
       npm run eval -- --host URL --model NAME [options]

  --simulated [PROFILE]  a simulated coder: half, 1.5b, 3b or 7b; all cases when left out
  --p P                  its chance of being right, 0 to 1
  --tests-usable P       share of its tests that are usable, 0 to 1
  --no-fix               no fix of it ever succeeds
  --host URL --model NAME  a model on a real server
  --tasks GLOB           only these tasks, e.g. 'py-*' or 'ts-slugify,py-rle'
  --seeds N              runs of each task (default 5)
  --jobs N               runs at the same time (default 2)
  --attempts N           rounds after the first attempt (default: the setting's)
  --second-round         start one more round from the planner when the review says so
  --whole-graph          all nodes ask, also those spared for a model of this size
  --without NODE         go around a node; NODE,NODE… or each: around these in turn,
                         to see what each of them adds
  --trail                show how each run that was not solved went
  --json                 one JSON object on stdout, nothing else
`;

/** Reads the command line. @throws Error that says what is wrong with it. */
export function parseOptions(argv: readonly string[]): EvalOptions | 'help' {
  // `--simulated` may stand without a profile, which parseArgs cannot say.
  const args = argv.flatMap((arg, index) =>
    arg === '--simulated' && (argv[index + 1] ?? '--').startsWith('--') ? [`${arg}=`] : [arg],
  );
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string' },
      model: { type: 'string' },
      simulated: { type: 'string' },
      tasks: { type: 'string', default: '*' },
      seeds: { type: 'string', default: '5' },
      jobs: { type: 'string', default: '2' },
      p: { type: 'string' },
      'tests-usable': { type: 'string' },
      'no-fix': { type: 'boolean', default: false },
      attempts: { type: 'string' },
      'second-round': { type: 'boolean', default: false },
      'whole-graph': { type: 'boolean', default: false },
      without: { type: 'string' },
      trail: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  const isReal = values.host !== undefined || values.model !== undefined;
  if (isReal === (values.simulated !== undefined)) {
    throw new Error('give either --simulated or --host and --model');
  }
  if (isReal && (values.host === undefined || values.model === undefined)) {
    throw new Error('--host and --model belong together');
  }
  const right = values.p === undefined ? undefined : number('--p', values.p, 0, 1);
  const usable = values['tests-usable'];
  return {
    ...(values.host !== undefined && { host: values.host.replace(/\/+$/, '') }),
    ...(values.model !== undefined && { model: values.model }),
    ...(values.simulated !== undefined && { simulated: values.simulated }),
    ...(right !== undefined && { right }),
    ...(usable !== undefined && { testsUsable: number('--tests-usable', usable, 0, 1) }),
    ...(values.attempts !== undefined && {
      attempts: number('--attempts', values.attempts, 0, 100),
    }),
    without: nodesIn(values.without),
    tasks: values.tasks,
    seeds: number('--seeds', values.seeds, 1, 1_000),
    jobs: number('--jobs', values.jobs, 1, 64),
    noFix: values['no-fix'],
    secondRound: values['second-round'],
    wholeGraph: values['whole-graph'],
    trail: values.trail,
    json: values.json,
  };
}

function nodesIn(text: string | undefined): readonly NodeName[] {
  if (text === undefined) return [];
  if (text === 'each') return nodeNames;
  return text.split(',').map((part) => {
    const name = nodeNames.find((node) => node === part);
    if (name) return name;
    throw new Error(`--without must be each or of ${nodeNames.join(', ')}, not “${part}”`);
  });
}

function number(option: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= low && value <= high) return value;
  throw new Error(`${option} must be a number from ${low} to ${high}, not “${text}”`);
}
