import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ablate, ablationRows, ablationText } from './ablation.ts';
import { allCases, caseFor, realBounds, rowsOf, type Case, type Row } from './cases.ts';
import { parseOptions, usage, type EvalOptions } from './options.ts';
import type { Outcome, Way } from './outcome.ts';
import { htmlReport, textReport, type CaseResult } from './report.ts';
import { runTask, type Answerer } from './runTask.ts';
import { changedProfile, profiles } from './simulated/profiles.ts';
import { loadTasks, type EvalTask } from './tasks.ts';

process.exitCode = await main(process.argv.slice(2));

/** 0 when every bound holds, 1 when not, 2 for wrong usage. */
async function main(argv: readonly string[]): Promise<number> {
  let options: EvalOptions | 'help';
  let cases: readonly Measured[];
  let tasks: readonly EvalTask[];
  try {
    options = parseOptions(argv);
    if (options === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    cases = casesOf(options);
    tasks = loadTasks(options.tasks);
    if (tasks.length === 0) throw new Error(`no task is called ${options.tasks}`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  const results: CaseResult[] = [];
  if (options.without.length > 1) return showAblations(cases, tasks, options);
  for (const each of cases) {
    const outcomes = await measure(each, tasks, options);
    const result = { name: each.name, outcomes, rows: rowsOf(each, outcomes) };
    results.push(result);
    if (!options.json) process.stdout.write(`${textReport(result)}\n`);
    if (!options.json && options.trail) process.stdout.write(trails(outcomes));
  }
  const rows = results.flatMap((result) => result.rows);
  const ok = rows.every((row) => row.ok);
  if (options.json) process.stdout.write(`${JSON.stringify({ name: 'eval', ok, rows })}\n`);
  const folder = fileURLToPath(new URL('../../out/eval/', import.meta.url));
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}report.html`, htmlReport(results));
  if (!options.json) process.stdout.write('\nSide by side: out/eval/report.html\n');
  return ok ? 0 : 1;
}

type Measured = Pick<Case, 'name' | 'bounds'> & { readonly answerer: Answerer };

function casesOf(options: EvalOptions): readonly Measured[] {
  const { host, model, simulated } = options;
  if (host !== undefined && model !== undefined) {
    return [{ name: model, bounds: realBounds(), answerer: { kind: 'server', host, model } }];
  }
  const changes = {
    noFix: options.noFix,
    ...(options.right !== undefined && { right: options.right }),
    ...(options.testsUsable !== undefined && { testsUsable: options.testsUsable }),
  };
  const isChanged = options.noFix || Object.keys(changes).length > 1;
  if (!simulated && !isChanged) return allCases().map(simulatedCase);
  const name = simulated || 'half';
  const profile = profiles[name];
  if (!profile) {
    throw new Error(`there is no profile ${name}; there are ${Object.keys(profiles).join(', ')}`);
  }
  return [simulatedCase(caseFor(changedProfile(profile, changes)))];
}

function simulatedCase({ name, bounds, profile }: Case): Measured {
  return { name, bounds, answerer: { kind: 'simulated', profile } };
}

/** Every task with every seed both ways, a few at a time; in the order of tasks and seeds. */
async function measure(
  { answerer }: Measured,
  tasks: readonly EvalTask[],
  { seeds, jobs, json, attempts, secondRound, without: [without], ...options }: EvalOptions,
  ways: readonly Way[] = ['question', 'graph'],
): Promise<readonly Outcome[]> {
  // What a node adds to the default graph of a class is measured on the whole one.
  const wholeGraph = options.wholeGraph || without !== undefined;
  const changes = { attempts, secondRound, wholeGraph, without };
  const work = tasks.flatMap((task) =>
    Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      ways.map((way) => ({ task, seed, way })),
    ),
  );
  const outcomes: Outcome[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < work.length; at = next++) {
      const each = work[at];
      if (!each) continue;
      const outcome = await runTask(each.task, each.way, answerer, each.seed, changes);
      outcomes[at] = outcome;
      // A real model takes minutes for each: what is known already is worth a line.
      const count = `${Object.keys(outcomes).length} of ${work.length} `;
      if (answerer.kind === 'server') process.stderr.write(`${count}${lineOf(outcome)}\n`);
      else if (!json && process.stderr.isTTY) process.stderr.write(`\r${count}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return outcomes;
}

function lineOf({ task, way, seed, ended, solved, seconds }: Outcome): string {
  const end = solved ? 'solved' : ended;
  return `${task} seed ${seed}, ${way}: ${end}, ${seconds.toFixed(0)} s`;
}

/** What each node of the graph adds, for every case. */
async function showAblations(
  cases: readonly Measured[],
  tasks: readonly EvalTask[],
  options: EvalOptions,
): Promise<number> {
  const rows: Row[] = [];
  for (const each of cases) {
    const ablation = await ablate(options.without, (node) =>
      measure(each, tasks, { ...options, wholeGraph: true, without: node ? [node] : [] }, [
        'graph',
      ]),
    );
    rows.push(...ablationRows(each.name, ablation));
    if (!options.json) process.stdout.write(`${ablationText(each.name, ablation)}\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ name: 'eval', ok: true, rows })}\n`);
  return 0;
}

function trails(outcomes: readonly Outcome[]): string {
  return outcomes
    .filter(({ way, solved }) => way === 'graph' && !solved)
    .map(({ task, seed, trail }) => `  ${task} seed ${seed}\n    ${trail.join('\n    ')}\n`)
    .join('');
}
