import assert from 'node:assert/strict';
import { FileQuestions } from '../../../src/webview/files.ts';
import { namesAtOnce } from '../../../src/protocol/fileNames.ts';
import type { FromView } from '../../../src/protocol/messages.ts';
import { fileReference } from '../../../src/webview/fileReference.ts';
import { BlockSplitter } from '../../../src/webview/markdown/blocks.ts';
import { toTree, type MarkdownNode } from '../../../src/webview/markdown/tree.ts';

const tree = (text: string): readonly MarkdownNode[] =>
  new BlockSplitter().update(text).flatMap(({ tokens }) => toTree(tokens));
/** Names of the files that a text may link to, and how many links of the web it has. */
function linksIn(nodes: readonly MarkdownNode[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text' || node.kind === 'code') return [];
    const inner = linksIn(node.children);
    if (node.kind === 'element') return inner;
    return [node.kind === 'link' ? node.url : node.reference.name, ...inner];
  });
}

describe('what may be a file in an answer', () => {
  for (const [text, name, line] of [
    ['src/cart.ts', 'src/cart.ts'],
    ['./src/cart.ts', './src/cart.ts'],
    ['src\\cart.ts', 'src/cart.ts'],
    ['cart.test.ts', 'cart.test.ts'],
    ['src/cart.ts:12', 'src/cart.ts', 12],
    ['src/cart.ts:12:5', 'src/cart.ts', 12],
    ['src/cart.ts:12-20', 'src/cart.ts', 12],
    ['src/cart.ts#L12', 'src/cart.ts', 12],
    ['src/cart.ts#L12-L20', 'src/cart.ts', 12],
    ['cart.ts(12,5)', 'cart.ts', 12],
    ['cart.ts:0', 'cart.ts'],
    ['Makefile', 'Makefile'],
    ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ['docs/путь.md', 'docs/путь.md'],
    // Only the host knows that there is no such file.
    ['console.log', 'console.log'],
  ] as const) {
    it(`is ${text}`, () => {
      const found = line === undefined ? { name } : { name, line };
      assert.deepEqual(fileReference(text), found);
    });
  }

  for (const text of [
    '',
    '.',
    '..',
    '1.2',
    'v1.2.3',
    'e.g.',
    'cart',
    'npm test',
    'a => b.c',
    'f()',
    'f(1)',
    '...args',
    '/etc/passwd',
    '//server/share/a.ts',
    '\\\\server\\share\\a.ts',
    'C:\\a.ts',
    '~/.ssh/id.rsa',
    '../a.ts',
    'a/../../b.ts',
    'a//b.ts',
    'https://example.org/a.ts',
    'file:///etc/passwd',
    'command:workbench.action.quit',
    'vscode://settings/a.b',
    'javascript:a.b',
    'a\u0000.ts',
    'a\u202e.ts',
    `${'x'.repeat(300)}.ts`,
  ]) {
    it(`is not ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.equal(fileReference(text), undefined);
    });
  }

  it('is inline code and the address of a link, and no link holds another one', () => {
    assert.deepEqual(linksIn(tree('See `src/a.ts:3` and `a.b()`.')), ['src/a.ts']);
    assert.deepEqual(linksIn(tree('[the cart](src/a.ts#L3)')), ['src/a.ts']);
    assert.deepEqual(linksIn(tree('[`src/a.ts`](src/a.ts)')), ['src/a.ts']);
    assert.deepEqual(linksIn(tree('[**`a.ts`**](https://a.org/)')), ['https://a.org/']);
    assert.deepEqual(linksIn(tree('[x](../a.ts) [x](/a.ts) [x](a%ZZ.ts) [x](a%00.ts)')), []);
  });

  it('is asked for in few messages, each name once', () => {
    const posted: FromView[] = [];
    const due: (() => void)[] = [];
    const questions = new FileQuestions(
      (message) => posted.push(message),
      (callback) => due.push(callback),
    );
    const names = Array.from({ length: namesAtOnce + 1 }, (_, index) => `${index}.ts`);
    [...names, ...names].forEach((name) => questions.ask(name));
    assert.equal(due.length, 1);
    due[0]?.();
    assert.deepEqual(posted, [
      { type: 'find-files', names: names.slice(0, namesAtOnce) },
      { type: 'find-files', names: names.slice(namesAtOnce) },
    ]);
    questions.ask('a.ts');
    assert.equal(due.length, 2);
  });
});

describe('a list of tasks', () => {
  const items = (text: string): readonly (boolean | undefined)[] =>
    tree(text).flatMap((list) =>
      list.kind === 'element'
        ? list.children.map((item) => (item.kind === 'element' ? item.isChecked : undefined))
        : [],
    );

  it('has boxes where an item begins with one, and nowhere else', () => {
    assert.deepEqual(items('- [x] a\n- [X] b\n- [ ] c\n- d [x]\n- [y] e\n- [x]f\n- `[x] g`'), [
      true,
      true,
      false,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has them in items of several paragraphs too, and keeps what stands behind', () => {
    assert.deepEqual(items('1. [ ] **a** b\n\n   c\n\n2. [x] d'), [false, true]);
    assert.deepEqual(tree('- [x] a *b*'), [
      {
        kind: 'element',
        tag: 'ul',
        children: [
          {
            kind: 'element',
            tag: 'li',
            isChecked: true,
            children: [
              { kind: 'text', text: 'a ' },
              { kind: 'element', tag: 'em', children: [{ kind: 'text', text: 'b' }] },
            ],
          },
        ],
      },
    ]);
  });
});
