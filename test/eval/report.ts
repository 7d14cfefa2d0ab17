import type { Row } from './cases.ts';
import { reasonOf, totalsOf, type Outcome, type Way } from './outcome.ts';

/** What one model did. */
export interface CaseResult {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly rows: readonly Row[];
}

/** The result of a case as text: a line a task, totals, bounds, and where the graph lost. */
export function textReport({ name, outcomes, rows }: CaseResult): string {
  const lines = [`\n${name}`, `  ${'task'.padEnd(24)} ${'one question'.padEnd(26)} graph`];
  for (const task of tasksOf(outcomes)) {
    const cell = (way: Way): string => figures(pick(outcomes, task, way)).padEnd(26);
    lines.push(`  ${task.padEnd(24)} ${cell('question')} ${cell('graph')}`.trimEnd());
  }
  const all = (way: Way): string => figures(outcomes.filter((each) => each.way === way)).padEnd(26);
  lines.push(`  ${'in total'.padEnd(24)} ${all('question')} ${all('graph')}`.trimEnd(), '');
  lines.push(`  ${rangeOf(outcomes)}`);
  for (const row of rows) {
    const other = row.against === undefined ? '' : ` (one question ${row.against})`;
    const bound = row.bound === 'shown' ? '' : `, must be ${row.bound}`;
    lines.push(`  ${row.ok ? '✔' : '✘'} ${row.measure}: ${row.ours}${other}${bound}`);
  }
  const lost = lostByReason(outcomes);
  if (lost.length > 0) lines.push('', '  not solved by the graph:');
  for (const [reason, runs] of lost) lines.push(`    ${runs.length} × ${reason}`);
  return lines.join('\n');
}

function figures(outcomes: readonly Outcome[]): string {
  const { runs, solved, seconds, tokens } = totalsOf(outcomes);
  return `${solved}/${runs}, ${seconds.toFixed(1)} s, ${tokens} tokens`;
}

/** Mean and range of the solved share over the seeds. */
function rangeOf(outcomes: readonly Outcome[]): string {
  const shares = [...new Set(outcomes.map(({ seed }) => seed))].map((seed) => {
    const own = outcomes.filter((each) => each.way === 'graph' && each.seed === seed);
    const { runs, solved } = totalsOf(own);
    return runs === 0 ? 0 : (solved / runs) * 100;
  });
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  const range = `${Math.min(...shares).toFixed(0)} to ${Math.max(...shares).toFixed(0)}`;
  return `graph: ${mean.toFixed(1)} % solved, ${range} % over ${shares.length} seeds`;
}

function tasksOf(outcomes: readonly Outcome[]): readonly string[] {
  return [...new Set(outcomes.map(({ task }) => task))];
}

function pick(outcomes: readonly Outcome[], task: string, way: Way): readonly Outcome[] {
  return outcomes.filter((each) => each.task === task && each.way === way);
}

function lostByReason(outcomes: readonly Outcome[]): (readonly [string, readonly Outcome[]])[] {
  const reasons = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    if (outcome.way !== 'graph' || outcome.solved) continue;
    const reason = reasonOf(outcome);
    reasons.set(reason, [...(reasons.get(reason) ?? []), outcome]);
  }
  return [...reasons].sort((a, b) => b[1].length - a[1].length);
}

/** The same as a page of its own: nothing is loaded, nothing runs. */
export function htmlReport(results: readonly CaseResult[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Caravan: one question and the graph</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
th, td { border-bottom: 1px solid #ccc; padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
.yes { color: #116329; } .no { color: #b3261e; } code { font-size: 12px; }
@media (prefers-color-scheme: dark) { body { background: #1e1e1e; color: #ddd; } th, td { border-color: #444; } .yes { color: #7ee787; } .no { color: #ff8a80; } }
</style></head><body>
<h1>One question and the graph, same model</h1>
${results.map(caseSection).join('\n')}
</body></html>
`;
}

function caseSection({ name, outcomes, rows }: CaseResult): string {
  const bounds = rows.map(
    (row) =>
      `<tr><td>${escape(row.measure)}</td><td>${row.against ?? ''}</td><td>${row.ours}</td>` +
      `<td>${escape(row.bound)}</td><td>${mark(row.ok)}</td></tr>`,
  );
  const tasks = tasksOf(outcomes).map((task) => {
    const cell = (way: Way): string => {
      const own = pick(outcomes, task, way);
      return `${own.map(({ solved }) => mark(solved)).join(' ')}<br>${escape(figures(own))}`;
    };
    const lost = pick(outcomes, task, 'graph').filter(({ solved }) => !solved);
    const why = lost.map(
      (each) =>
        `<details><summary>seed ${each.seed}: ${escape(reasonOf(each))}</summary><code>${each.trail.map(escape).join('<br>')}</code></details>`,
    );
    return `<tr><td>${escape(task)}</td><td>${cell('question')}</td><td>${cell('graph')}</td><td>${why.join('')}</td></tr>`;
  });
  return `<h2>${escape(name)}</h2>
<table><tr><th>measure</th><th>one question</th><th>graph</th><th>must be</th><th></th></tr>
${bounds.join('\n')}</table>
<table><tr><th>task</th><th>one question</th><th>graph</th><th>why not</th></tr>
${tasks.join('\n')}</table>`;
}

function mark(isGood: boolean): string {
  return isGood ? '<span class="yes">✔</span>' : '<span class="no">✘</span>';
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
