import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Who may import whom: the table of the architecture notes, rooms left, allowed rooms right. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  ollama: ['base'],
  llm: ['base', 'ollama'],
  agents: ['base', 'llm'],
  context: ['base', 'llm'],
  workspace: ['base'],
  validate: ['base'],
  workflow: ['base', 'agents', 'context', 'workspace', 'validate'],
  app: ['base', 'ollama', 'llm', 'agents', 'context', 'workspace', 'validate', 'workflow'],
  protocol: ['app', 'workflow'],
  node: ['base', 'app', 'workspace'],
  vscode: ['base', 'app', 'protocol'],
  webview: ['protocol'],
};

/** Rooms of which only types may be imported: the ports, or for `protocol` whatever it mirrors. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  workflow: ['context', 'workspace', 'validate'],
  protocol: ['app', 'workflow'],
};

/** Packages that live in one room and nowhere else. */
const packageRooms: readonly (readonly [pattern: RegExp, room: string])[] = [
  [/^undici(\/|$)/, 'ollama'],
  [/^p-limit$/, 'ollama'],
  [/^@langchain\//, 'workflow'],
  [/^preact(\/|$)/, 'webview'],
  [/^markdown-it(\/|$)/, 'webview'],
];

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const root = path.resolve(import.meta.dirname, '../..');
const files = globSync('src/**/*.{ts,tsx}', { cwd: root }).map((file) =>
  file.split(path.sep).join('/'),
);
const imports = files.flatMap(importsOf);

describe('architecture', () => {
  it('reads the imports of every room', () => {
    assert.deepEqual([...new Set(files.map(roomOf))].sort(), ['', ...Object.keys(allowed)].sort());
    assert.ok(imports.length > files.length);
  });

  it('keeps to the table of who may import whom', () => {
    const wrong = imports.filter(({ file, room, target }) => {
      const other = roomOfImport(file, target);
      if (room === '' || other === undefined || other === room) return false;
      return !allowed[room]?.includes(other);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('takes only types where the table says so', () => {
    const wrong = imports.filter(({ file, room, target, isTypeOnly }) => {
      const other = roomOfImport(file, target);
      return other !== undefined && !isTypeOnly && typesOnly[room]?.includes(other);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('lets only src/vscode and src/extension.ts know the editor', () => {
    const wrong = imports.filter(
      ({ file, room, target }) =>
        target === 'vscode' && room !== 'vscode' && file !== 'src/extension.ts',
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('keeps each engine package in its one room', () => {
    const wrong = imports.filter(({ room, target }) =>
      packageRooms.some(([pattern, home]) => pattern.test(target) && room !== home),
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('enters the model server client through one file of llm', () => {
    const doors = imports.filter(
      ({ file, room, target }) => room === 'llm' && roomOfImport(file, target) === 'ollama',
    );
    assert.equal(new Set(doors.map(({ file }) => file)).size, 1, doors.map(show).join('\n'));
  });

  it('never imports the root of undici, which would replace every extension’s fetch', () => {
    const wrong = imports.filter(({ target, isTypeOnly }) => target === 'undici' && !isTypeOnly);
    assert.deepEqual(wrong.map(show), []);
  });

  it('loads the graph engine lazily, by its one door', () => {
    const doors = imports.filter(
      ({ file, room, target, isTypeOnly }) =>
        room === '' && roomOfImport(file, target) === 'workflow' && !isTypeOnly,
    );
    assert.deepEqual([...new Set(doors.map(({ target }) => target))], ['./workflow/engine.ts']);
  });

  it('holds no file of more than 300 lines, and half of them under 90', () => {
    const lengths = files
      .map((file) => readFileSync(path.join(root, file), 'utf8').split('\n').length - 1)
      .sort((a, b) => a - b);
    assert.ok((lengths.at(-1) ?? 0) <= 300, `longest: ${lengths.at(-1)}`);
    const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
    assert.ok(median <= 90, `median: ${median}`);
  });
});

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (target: string, isTypeOnly: boolean): void =>
    void found.push({ file, room: roomOf(file), target, isTypeOnly });
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause?.isTypeOnly ?? false);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add((node.moduleSpecifier as ts.StringLiteral).text, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      if (target && ts.isStringLiteral(target)) add(target.text, false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add((node.argument.literal as ts.StringLiteral).text, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function roomOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

function roomOfImport(file: string, target: string): string | undefined {
  if (!target.startsWith('.')) return undefined;
  return roomOf(path.posix.normalize(path.posix.join(path.posix.dirname(file), target)));
}

function show({ file, target }: Import): string {
  return `${file} → ${target}`;
}
