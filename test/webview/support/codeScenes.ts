import type { NodeResult } from '../../../src/protocol/messages.ts';
import type { Message, View } from './openView.ts';
import { answered, at, pass, snapshotOf, start, usage } from './samples.ts';
import type { Scene } from './scenes.ts';

const languages = `Prices are kept in cents:

\`\`\`ts
import { readFile } from 'node:fs/promises';

/** What is in the cart. */
@injectable()
export class Cart extends Store<Item> {
  private readonly limit: number = 12;

  async total(items: Item[], code?: string): Promise<number> {
    // Rounded once, at the end.
    const sum = items.reduce((all, { price }) => all + price, 0);
    if (sum > this.limit || code === null) return /^x+$/.test(\`\${sum} €\`) ? 1 : 0x1f;
    return true && Math.round(sum);
  }
}
\`\`\`

\`\`\`python
@dataclass
class Cart(Store):
    """What is in the cart."""
    def total(self, items: list[Item]) -> int:
        return sum(i.price for i in items) if items else None  # cents
\`\`\`

\`\`\`json
{ "name": "cart", "limit": 12, "isOpen": true, "code": null }
\`\`\`

\`\`\`diff
@@ -1,2 +1,2 @@
-const limit = 10;
+const limit = 12;
 export { limit };
\`\`\`

\`\`\`bash
# in the folder
export LIMIT=12 && npm test --silent "$HOME/cart"
\`\`\`

\`\`\`html
<p class="total">12 &euro; <!-- cents --></p>
\`\`\`

\`\`\`css
.total > b:hover { color: #fff; margin: 2px; }
\`\`\`

\`\`\`yaml
cart:
  limit: 12
  open: true
\`\`\`

\`\`\`sql
select sum(price) from items where name = 'cart' and id > 12; -- cents
\`\`\`

\`\`\`brainheart
class is no word of this language
\`\`\``;

/** A chat run that has given this answer. */
export function answerOf(text: string): readonly Message[] {
  const events = [
    ...answered.slice(0, -2),
    at(5.5, { type: 'answer-delta', channel: 'text', text }),
    ...answered.slice(-1),
  ];
  return [snapshotOf(), { type: 'run-events', events }];
}

/** Resolves when every block but the last one has its colours. */
async function coloured({ page }: View): Promise<void> {
  // Code that is out of sight stays plain.
  await page.setViewportSize({ width: 420, height: 2400 });
  const blocks = page.locator('.code-block');
  for (const block of (await blocks.all()).slice(0, -1)) {
    await block.locator('[class^="token-"]').first().waitFor();
  }
}

const places = `The total is rounded in \`src/cart.ts:12\`, and nowhere in \`items.reduce\`;
see [the price list](docs/prices.md#L3) and **\`src/text/truncate.ts\`**.

1. [x] Sum up in \`src/cart.ts\`
2. [ ] Round once, which is a rather long thing to say in a list
   - [x] in cents
   - [ ] not in \`src/none.ts\`

- [ ] \`npm test\` passes`;

const files = ['src/cart.ts', 'docs/prices.md', 'src/text/truncate.ts', 'test/cart.test.ts'];

/** The host's word on files the samples name. */
export const filesThere: Message = {
  type: 'files',
  files: files.map((name) => ({ name, path: name })),
};

/** What a step found that is about files. */
export const failedChecks: NodeResult = {
  kind: 'validation',
  validation: {
    status: 'failed',
    tests: [
      { name: 'sums up', passed: true, durationMs: 1 },
      {
        name: 'rounds once',
        passed: false,
        message: 'Expected values to be strictly equal: 12 !== 13',
        file: 'test/cart.test.ts',
        line: 31,
        durationMs: 2,
      },
    ],
    findings: [
      { tool: 'tsc', kind: 'type', file: 'src/cart.ts', line: 4, message: 'Type string is none.' },
    ],
    output: '',
    durationMs: 900,
    command: 'node --test',
  },
};

const critic: NodeResult = {
  kind: 'critic',
  critic: {
    score: 0.4,
    strengths: [],
    issues: [
      {
        category: 'correctness',
        severity: 'high',
        location: 'src/cart.ts:12',
        description: 'The total is rounded twice.',
        evidence: '',
        suggestion: '',
      },
    ],
  },
};

/** A run whose checks failed, with both steps open. */
export const failedRun: Scene = {
  messages: [
    snapshotOf(),
    {
      type: 'run-events',
      events: [
        start,
        ...pass('validator', 1, 1, 'tests failed', { result: failedChecks }),
        ...pass('critic', 3, 1, 'one issue', { result: critic }),
        at(5, { type: 'run-end', outcome: 'failed', elapsedMs: 5_000, usage }),
      ],
    },
    filesThere,
  ],
  act: async ({ page }) => {
    for (const node of ['validator', 'critic']) {
      await page.getByTestId(`node-${node}`).locator('.node-row').click();
    }
  },
};

/** Answers with code, and with what leads to files. */
export const codeScenes: Readonly<Record<string, Scene>> = {
  code: { messages: answerOf(languages), act: coloured },
  links: { messages: [...answerOf(places), filesThere] },
  'failed-checks': failedRun,
};
