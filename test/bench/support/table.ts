import type { BenchResult, BenchRow, Bound } from './rows.ts';

const columns = ['case', 'measure', 'ours', 'IQR', 'peer', 'theirs', 'ratio', 'bound', 'ok'];

/** The rows as a Markdown table with padded columns, readable in a terminal as well. */
export function toTable({ rows }: BenchResult): string {
  const lines = [columns, ...rows.map(cells)];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => length(line, index))));
  const text = lines.map(
    (line) => `| ${line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`,
  );
  text.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return text.join('\n');
}

function length(line: readonly string[], index: number): number {
  return line[index]?.length ?? 0;
}

function cells(row: BenchRow): string[] {
  return [
    row.case,
    row.measure,
    figure(row.ours),
    figure(row.iqr),
    row.peer ?? '',
    row.against === null ? '' : figure(row.against),
    row.ratio === null ? '' : figure(row.ratio),
    limit(row.bound),
    row.bound === null && row.ok ? '' : row.ok ? 'yes' : 'MISSED',
  ];
}

function limit(bound: Bound | null): string {
  if (bound === null) return '';
  const least = bound.least === undefined ? '' : `≥ ${bound.least}`;
  return bound.most === undefined ? least : `≤ ${bound.most}${least && `, ${least}`}`;
}

/** Three significant digits, and no more after the point than make sense. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value.toFixed(size >= 10 ? 1 : size >= 0.01 || size === 0 ? 2 : 4);
}
