import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A sentence for a person as it stands in the source. */
export interface L10nKey {
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

/** What the collector found: the sentences, and calls whose sentence is no literal. */
export interface L10nKeys {
  readonly keys: readonly L10nKey[];
  readonly unreadable: readonly string[];
}

/** The functions that make or translate a sentence: core, editor and view. */
const functions = new Set(['userText', 't', 'l10n.t', 'vscode.l10n.t']);

/** Collects every sentence of the source that a bundle must translate. */
export function collectL10nKeys(root: string): L10nKeys {
  const keys: L10nKey[] = [];
  const unreadable: string[] = [];
  for (const file of globSync('src/**/*.{ts,tsx}', { cwd: root })) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && functions.has(node.expression.getText(source))) {
        const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
        const messages = node.arguments[0] ? literalsOf(node.arguments[0]) : undefined;
        if (messages) keys.push(...messages.map((message) => ({ message, file, line })));
        else if (!isPassThrough(node)) unreadable.push(`${file}:${line} ${node.getText(source)}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { keys, unreadable };
}

/** The literal, or the literals of a conditional. */
function literalsOf(node: ts.Expression): string[] | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression);
  if (!ts.isConditionalExpression(node)) return undefined;
  const yes = literalsOf(node.whenTrue);
  const no = literalsOf(node.whenFalse);
  return yes && no ? [...yes, ...no] : undefined;
}

/** `t(text.message, …)`: a sentence made elsewhere is only being translated here. */
function isPassThrough(node: ts.CallExpression): boolean {
  const [argument] = node.arguments;
  return (
    argument !== undefined &&
    ts.isPropertyAccessExpression(argument) &&
    argument.name.text === 'message'
  );
}
