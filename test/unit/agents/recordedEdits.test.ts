import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { elisionProblem } from '../../../src/agents/elision.ts';
import { codeProblem } from '../../../src/agents/plausible.ts';
import { readCode } from '../../../src/agents/readCode.ts';
import type { Language } from '../../../src/base/task.ts';

interface RecordedEdit {
  readonly label: string;
  readonly file: string;
  readonly edit: string;
  readonly done_reason: 'stop' | 'length';
  readonly output: string;
}

/**
 * What smollm2:135m answered when asked for a search/replace block, with an example and without:
 * its answers hold marks without a match, other files, JSON, and prose, but not one edit that fits.
 */
const recorded = readFileSync(new URL('fixtures/smollm2-edits.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedEdit);

/** Files with the names that the questions speak of. */
const files: Readonly<Record<string, string>> = {
  'cart.ts': `export interface Item {
  name: string;
  price: number;
  quantity: number;
}

export class Cart {
  private items: Item[] = [];

  add(item: Item): void {
    this.items.push(item);
  }

  total(): number {
    return this.items.reduce((sum, item) => sum + item.price * item.quantity, 0);
  }

  isEmpty(): boolean {
    return this.items.length === 0;
  }
}
`,
  'logger.ts': `export type Level = 'debug' | 'info' | 'error';

const order: Record<Level, number> = { debug: 0, info: 1, error: 2 };

export class Logger {
  private lines: string[] = [];

  constructor(private level: Level = 'info') {}

  log(level: Level, message: string): void {
    if (order[level] < order[this.level]) return;
    this.lines.push(\`[\${level}] \${message}\`);
  }

  dump(): string {
    return this.lines.join('\\n');
  }
}
`,
  'stats.py': `def mean(values):
    return sum(values) / len(values)


def variance(values):
    middle = mean(values)
    return sum((v - middle) ** 2 for v in values) / len(values)


def minmax(values):
    low = values[0]
    high = values[0]
    for v in values:
        low = min(low, v)
        high = max(high, v)
    return low, high


def normalize(values):
    low, high = minmax(values)
    span = high - low
    return [(v - low) / span for v in values]
`,
  'store.py': `import json
from pathlib import Path


class Store:
    def __init__(self, path):
        self.path = Path(path)
        self.data = {}

    def set(self, key, value):
        self.data[key] = value

    def delete(self, key):
        self.data.pop(key, None)

    def save(self):
        self.path.write_text(json.dumps(self.data))
`,
};

describe('recorded edits of a 135M model', () => {
  for (const [index, { label, file, edit, output, done_reason }] of recorded.entries()) {
    for (const isLast of [false, true]) {
      const when = isLast ? 'at the last question' : 'at first';
      it(`never leave a part of ${file}, ${when}: ${edit} (${label}, ${index})`, () => {
        const existing = files[file] ?? '';
        const language: Language = file.endsWith('.py') ? 'python' : 'typescript';
        const plan = { language, codePath: file, testPath: `test_${file}`, steps: [] };
        const read = readCode({ text: output, finish: done_reason }, { plan, existing, isLast });
        if (read.code === undefined) {
          assert.ok(read.problem.length > 10, 'the model is told why');
          return;
        }
        // Only a whole function of the file may have been taken, for all that the answer tells.
        assert.ok(isLast, read.code);
        assert.equal(codeProblem(read.code, language), undefined);
        assert.equal(elisionProblem(read.code, existing, language), undefined);
      });
    }
  }
});
