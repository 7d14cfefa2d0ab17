import { answered, at, snapshotOf } from './samples.ts';
import type { Message, View } from './openView.ts';

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

/** Answers with code. */
export const codeScenes = {
  code: { messages: answerOf(languages), act: coloured },
};
