import assert from 'node:assert/strict';
import { readEdits } from '../../../../src/agents/editBlocks.ts';

describe('edits of an answer', () => {
  it('are read from search/replace blocks with their path, fenced or not', () => {
    const text =
      'Sure!\n\nsrc/a.py\n```python\n<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n```\n' +
      'FILE: b.py\n<<<<< SEARCH\ny\n=====\n>>>>> REPLACE\n';
    assert.deepEqual(readEdits(text), {
      blocks: [
        { path: 'src/a.py', search: ['x = 1'], replace: ['x = 2'] },
        { path: 'b.py', search: ['y'], replace: [] },
      ],
    });
  });

  it('are read from blocks with dashes and pluses, and with a fence in each half', () => {
    const text = '------- SEARCH\n```js\na();\n```\n=======\n```js\nb();\n```\n+++++++ REPLACE';
    assert.deepEqual(readEdits(text).blocks, [
      { path: undefined, search: ['a();'], replace: ['b();'] },
    ]);
  });

  it('are refused whole when a block is cut off, nested or has no clear middle', () => {
    const start = '<<<<<<< SEARCH\nx\n';
    for (const [text, problem] of [
      [`${start}=======\ny\n`, /cut off/],
      [`${start}>>>>>>> REPLACE`, /no =======/],
      [`${start}=======\ny\n=======\nz\n>>>>>>> REPLACE`, /more than one/],
      [`${start}=======\ny\n${start}`, /before the one above/],
    ] as const) {
      const read = readEdits(text);
      assert.deepEqual(read.blocks, []);
      assert.match(read.problem ?? '', problem);
    }
  });

  it('are read from the hunks of a unified diff, whatever its line numbers say', () => {
    const text = [
      'Here is the patch:',
      '```diff',
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      '@@ -90,3 +1,9 @@ function f() {',
      ' const a = 1;',
      '-const b = 2;',
      '+const b = 3;',
      '',
      ' done();',
      '@@ … @@',
      '-old();',
      '\\ No newline at end of file',
      '```',
      'That is all.',
    ].join('\n');
    assert.deepEqual(readEdits(text).blocks, [
      {
        path: 'src/a.ts',
        search: ['const a = 1;', 'const b = 2;', '', 'done();'],
        replace: ['const a = 1;', 'const b = 3;', '', 'done();'],
      },
      { path: 'src/a.ts', search: ['old();'], replace: [] },
    ]);
  });

  it('are refused when a line of a diff says neither kept, new nor gone', () => {
    assert.match(readEdits('@@ @@\n-a\nb\n+c').problem ?? '', /neither/);
  });

  it('are none in an answer with a whole file', () => {
    assert.deepEqual(readEdits('FILE: a.py\n```python\nx = 1\n--\n```'), { blocks: [] });
  });
});
