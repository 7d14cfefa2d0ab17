import { partsOf } from '../pathParts.ts';
import type { TestTarget } from '../testTarget.ts';
import type { Plan } from '../types.ts';
import { asJUnit } from './junit.ts';
import { withStandardImports } from './javaImports.ts';
import { topLevelTypes, withoutJavaQuotes } from './scanJava.ts';

/** The package of a file by its place; empty for the one without a name. */
export function javaPackage(path: string): string {
  const [, folder = ''] = /(?:^|\/)src\/(?:main|test)\/java\/([^]*)\/[^/]+$/.exec(path) ?? [];
  return folder.replaceAll('/', '.');
}

/**
 * Puts right what is mechanical in a code file: its package, a class of the file's name, imports of
 * the standard library; and tests in it are left out, since they have a file of their own.
 */
export function repairJava(code: string, { codePath }: Plan, existing: string | undefined): string {
  const isTested = existing !== undefined && /org\.junit/.test(existing);
  const plain = isTested ? code : withoutTests(code);
  const { stem } = partsOf(codePath);
  const named = existing === undefined ? inType(plain, stem, 'public class') : plain;
  return withPackage(withStandardImports(oneWithName(named, stem)), javaPackage(codePath));
}

/** Puts right what is mechanical in a test file: as above, and what it takes of JUnit. */
export function repairJavaTests(code: string, target: TestTarget): string {
  const { stem } = partsOf(target.testPath);
  const { stem: own } = partsOf(target.codePath);
  const name = javaPackage(target.codePath);
  const near = code
    .replace(new RegExp(`^import\\s+[\\w.]+\\.${own}\\s*;[ \\t]*\\n`, 'gm'), '')
    .replace(
      new RegExp(`^(import\\s+static\\s+)[\\w.]+\\.(${own}\\.)`, 'gm'),
      (line, head: string, rest: string) => (name === '' ? line : `${head}${name}.${rest}`),
    );
  const named = inType(near, stem, target.junit === 4 ? 'public class' : 'class');
  const tests = asJUnit(oneWithName(named, stem), target.junit ?? 5);
  return withPackage(withStandardImports(tests), javaPackage(target.testPath));
}

/** Without classes of tests, and what they import. */
function withoutTests(code: string): string {
  const bare = withoutJavaQuotes(code);
  const types = topLevelTypes(code);
  const tests = types.filter(({ start, end }) => /@Test\b/.test(bare.slice(start, end)));
  if (tests.length === 0 || tests.length === types.length) return code;
  const rest = tests.reduceRight(
    (text, { start, end }) => `${text.slice(0, start).trimEnd()}\n${text.slice(end)}`,
    code,
  );
  return rest.replace(/^import\s+(?:static\s+)?org\.junit\.[^;]*;[ \t]*\n/gm, '');
}

/** Methods without a class get one; the one class gets the name of the file. */
function inType(code: string, name: string, head: string): string {
  const types = topLevelTypes(code);
  if (types.some((one) => one.name === name)) return code;
  const [only = types.length === 1 ? types[0] : undefined] = types.filter((one) => one.isPublic);
  if (only) return renamed(code, only.name, name);
  if (types.length > 0) return code;
  const lines = code.split('\n');
  const first = lines.findIndex((line) => !/^\s*(?:(?:package|import)\s.*)?$/.test(line));
  const body = lines.slice(first).join('\n').trimEnd();
  const inside = body.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return [...lines.slice(0, first), `${head} ${name} {`, ...inside, '}', ''].join('\n');
}

/** Only the type of the file's name may be public. */
function oneWithName(code: string, name: string): string {
  return topLevelTypes(code)
    .filter((type) => type.isPublic && type.name !== name)
    .reduceRight((text, { start, end }) => {
      const type = text.slice(start, end).replace(/\bpublic\s+/, '');
      return `${text.slice(0, start)}${type}${text.slice(end)}`;
    }, code);
}

function renamed(code: string, from: string, to: string): string {
  const places = [
    ...withoutJavaQuotes(code).matchAll(new RegExp(`(?<![\\w$])${from}(?![\\w$])`, 'g')),
  ];
  return places.reduceRight(
    (text, { index }) => `${text.slice(0, index)}${to}${text.slice(index + from.length)}`,
    code,
  );
}

function withPackage(code: string, name: string): string {
  const clause = /^[ \t]*package\s+[\w.]+\s*;[ \t]*\n*/m;
  const place = clause.exec(withoutJavaQuotes(code));
  const bare = place
    ? `${code.slice(0, place.index)}${code.slice(place.index + place[0].length)}`
    : code;
  const text = `${bare.trim()}\n`;
  return name === '' ? text : `package ${name};\n\n${text}`;
}
