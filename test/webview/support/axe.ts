import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
  }
}

const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** WCAG 2.2 A and AA, and what axe's authors think best, but for rules about whole web sites. */
const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'page-has-heading-one': { enabled: false } },
  resultTypes: ['violations'],
};

/** Gives a page what looks for violations, past its policy, as the tools of a browser are. */
export async function addAxe(page: Page): Promise<void> {
  await page.evaluate(await readFile(file, 'utf8'));
}

/** What another theme can change: the colours. */
const ofColours: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
  resultTypes: ['violations'],
};

/** What the page, which has axe, violates as it is now: one line each. */
export function violations(page: Page): Promise<readonly string[]> {
  return run(page, options);
}

/** The same, of rules about colours only: for the other themes of a page that was looked at whole. */
export function colourViolations(page: Page): Promise<readonly string[]> {
  return run(page, ofColours);
}

async function run(page: Page, rules: RunOptions): Promise<readonly string[]> {
  const found = await page.evaluate((given) => window.axe.run(document, given), rules);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}
