import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Language } from '../../../../src/base/task.ts';
import { fullName, regionOf, regionsOf } from '../../../../src/agents/regionOf.ts';
import { spliceRegions } from '../../../../src/agents/spliceRegions.ts';

const script = `import { a } from './a.ts';
import b from 'b';

const limit = 3;

/** Says \`function fake() {\` in a comment. */
export async function first(
  text: string, // function no() {
): Promise<{ x: number }> {
  const pattern = /[/}{]/;
  return \`
export function inTemplate() {\${text}}
\`;
}

export class Store
  extends Base {
  #items = new Map();

  /** Gets. */
  get(key: string): string {
    if (key) {
      this.#items.forEach((item) => {
        use(item);
      });
    }
    return '}';
  }

  set(
    key: string,
  ): void {
    this.#items.set(key, 1);
  }
}

export function over(a: string): string;
export function over(a: number): number;
export function over(a: unknown): unknown {
  return a;
}

const last = () => {
  return 1;
};
`;

const python = `"""Module."""
import os

LIMIT = 3


@cache
# Counts.
def first(
    text,
):
    """Says

def fake():
    """
    return """
end"""


class Store:
    """Keeps."""

    def get(self, key):
        if key:

            return {
                'a': 1,
            }
        return None

    @property
    def size(self):
        return 1


async def last():
    pass
`;

function cut(code: string, name: string, language: Language): string {
  const region = regionOf(code, name, language);
  assert.ok(region, name);
  return code.split('\n').slice(region.start, region.end).join('\n');
}

describe('regions of a file', () => {
  it('are its declarations and the methods of its classes, not what strings and comments say', () => {
    assert.deepEqual(regionsOf(script, 'typescript').map(fullName), [
      ...['limit', 'first', 'Store', 'Store.get', 'Store.set', 'over', 'last'],
    ]);
    assert.deepEqual(regionsOf(python, 'python').map(fullName), [
      ...['first', 'Store', 'Store.get', 'Store.size', 'last'],
    ]);
  });

  it('reach from their comment or decorator to their last line', () => {
    assert.match(cut(script, 'first', 'typescript'), /^\/\*\* Says [\s\S]*\n`;\n\}$/);
    assert.match(cut(script, 'Store.get', 'typescript'), /^ {2}\/\*\* Gets[\s\S]*'\}';\n {2}\}$/);
    assert.match(cut(script, 'over', 'typescript'), /a: string[\s\S]*return a;\n\}$/);
    assert.equal(cut(script, 'last', 'typescript'), 'const last = () => {\n  return 1;\n};');
    assert.match(cut(python, 'first', 'python'), /^@cache\n# Counts[\s\S]*\nend"""$/);
    assert.match(cut(python, 'Store.get', 'python'), /^ {4}def get[\s\S]*return None$/);
    assert.match(cut(python, 'size', 'python'), /^ {4}@property\n/);
  });

  it('are unknown where a name is declared twice', () => {
    assert.equal(
      regionOf('def f():\n    pass\n\n\ndef f():\n    pass\n', 'f', 'python'),
      undefined,
    );
  });

  it('put back as they are leave the file as it is, byte for byte', () => {
    const own = new URL('../../../../src/agents/applyEdits.ts', import.meta.url);
    for (const [code, language] of [
      [script, 'typescript'],
      [python, 'python'],
      [readFileSync(own, 'utf8'), 'typescript'],
      [script.replaceAll('\n', '\r\n'), 'typescript'],
    ] as const) {
      for (const region of regionsOf(code.replaceAll('\r\n', '\n'), language)) {
        const lines = code.split(/\r?\n/).slice(region.start, region.end);
        const { text, problem } = spliceRegions(code, lines.join('\n'), language);
        assert.equal(text, code, `${fullName(region)}: ${problem ?? ''}`);
      }
    }
  });
});

describe('whole functions put into a file', () => {
  const splice = (answer: string, language: Language = 'python'): string => {
    const { text, problem } = spliceRegions(
      language === 'python' ? python : script,
      answer,
      language,
    );
    assert.equal(problem, undefined);
    return text ?? '';
  };

  it('take the place of the old ones, and keep what stands around them', () => {
    const text = splice('async def last():\n    return 5\n');
    assert.equal(text, python.replace('last():\n    pass', 'last():\n    return 5'));
  });

  it('keep the export and the comment that the answer forgot', () => {
    const text = splice('async function first(text: string) {\n  return 1;\n}', 'typescript');
    assert.match(
      text,
      /a comment\. \*\/\nexport async function first\(text: string\) \{\n {2}return 1;\n\}\n\nexport class/,
    );
  });

  it('may be methods, alone or in a class with nothing else', () => {
    const method = 'def size(self):\n    return 2\n';
    const expected = python.replace(/@property\n {4}def size\(self\):\n {8}return 1/, (old) =>
      old.replace('return 1', 'return 2'),
    );
    assert.equal(splice(method), expected);
    assert.equal(splice(`class Store:\n    ${method.replace('\n    ', '\n        ')}`), expected);
  });

  it('bring new helpers and imports with them', () => {
    const text = splice(
      'import os\nimport re\n\n\ndef helper():\n    return re\n\n\nasync def last():\n    helper()\n',
    );
    assert.match(text, /^"""Module."""\nimport os\nimport re\n/);
    assert.match(
      text,
      /return 1\n\n\ndef helper\(\):\n {4}return re\n\n\nasync def last\(\):\n {4}helper\(\)\n$/,
    );
  });

  it('are refused when they are not in the file, leave code out, or come with other code', () => {
    for (const [answer, problem] of [
      ['def other():\n    pass\n', /None of/],
      ['async def last():\n    # ... rest of the code unchanged\n', /left out/],
      ['async def last():\n    return 1\n\nprint(last())\n', /print\(last/],
      [
        'def get(self):\n    pass\n\n\nclass Store:\n    def get(self):\n        pass\n',
        /same place/,
      ],
    ] as const) {
      const { text, problem: said } = spliceRegions(python, answer, 'python');
      assert.equal(text, undefined, answer);
      assert.match(said ?? '', problem);
    }
  });
});
