import { withImports } from './javaImports.ts';
import { withoutJavaQuotes } from './scanJava.ts';

/** What JUnit 4 calls the same things: annotations and the class of assertions. */
const names: readonly (readonly [four: string, five: string])[] = [
  ['BeforeClass', 'BeforeAll'],
  ['AfterClass', 'AfterAll'],
  ['Before', 'BeforeEach'],
  ['After', 'AfterEach'],
  ['Ignore', 'Disabled'],
  ['Assert', 'Assertions'],
  ['Test', 'Test'],
];

/** Package of a version's names. */
export function junitPackage(version: 4 | 5): string {
  return version === 4 ? 'org.junit' : 'org.junit.jupiter.api';
}

/** Tests in the words of one version, with the imports that they lack. */
export function asJUnit(code: string, version: 4 | 5): string {
  const home = junitPackage(version);
  const other = junitPackage(version === 4 ? 5 : 4);
  const isOther = new RegExp(
    `^import\\s+(?:static\\s+)?${other.replaceAll('.', '\\.')}\\.[A-Z]`,
    'm',
  );
  const turned = isOther.test(code)
    ? names.reduce((text, pair) => turn(text, pair, version), code)
    : code;
  const asserts = version === 4 ? 'Assert' : 'Assertions';
  const bare = withoutJavaQuotes(turned);
  const has = (pattern: string): boolean => new RegExp(pattern, 'm').test(bare);
  const from = home.replaceAll('.', '\\.');
  const used = [...bare.matchAll(/(?<![\w.$])(assert[A-Z]\w*|fail)\s*\(/g)].map(([, name]) => name);
  const isKnown = (name = ''): boolean =>
    has(`^\\s*import\\s+static\\s+[\\w.]+\\.(?:${name}|\\*)\\s*;|\\bvoid\\s+${name}\\s*\\(`);
  const missing = [
    ...(used.some((name) => name !== 'assertThat' && !isKnown(name))
      ? [`import static ${home}.${asserts}.*;`]
      : []),
    ...(has('@Test\\b') && !has(`^\\s*import\\s+${from}\\.(?:Test|\\*)\\s*;`)
      ? [`import ${home}.Test;`]
      : []),
    ...(has(`(?<![\\w.])${asserts}\\.`) && !has(`^\\s*import\\s+${from}\\.(?:${asserts}|\\*)\\s*;`)
      ? [`import ${home}.${asserts};`]
      : []),
  ];
  const whole = withImports(turned, missing);
  return version === 4 ? asPublic(whole) : whole;
}

function turn(code: string, [four, five]: (typeof names)[number], version: 4 | 5): string {
  const [from, to] = version === 4 ? [five, four] : [four, five];
  const path = `${junitPackage(version === 4 ? 5 : 4)}.${from}`.replaceAll('.', '\\.');
  return code
    .replace(
      new RegExp(`^(import\\s+(?:static\\s+)?)${path}\\b`, 'gm'),
      (_, head: string) => `${head}${junitPackage(version)}.${to}`,
    )
    .replace(new RegExp(`(?<![\\w.])(@?)${from}\\b(?=\\.|$|\\s|\\()`, 'gm'), (text, at: string) =>
      at === '@' || from.startsWith('Assert') ? `${at}${to}` : text,
    );
}

/** JUnit 4 runs public methods of public classes only. */
function asPublic(code: string): string {
  return code
    .replace(/^(?=(?:final\s+)?class\s+\w+Test\w*\b)/m, 'public ')
    .replace(
      /(@(?:Test|Before|After)(?:\([^)\n]*\))?\s+)(?=(?:final\s+)?void\s)/g,
      (_, annotation: string) => `${annotation}public `,
    );
}
