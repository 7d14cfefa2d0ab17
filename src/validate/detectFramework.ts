import { parseJson } from '../base/json.ts';
import type { Language, SourceFile, TestFramework } from '../base/task.ts';
import { toolchainOf } from './toolchains.ts';

/** What is looked at to tell a project's test framework. */
export interface ProjectSigns {
  /** Names of the files in the folder itself. */
  readonly names: readonly string[];
  /** Content of a file of the folder, or undefined. */
  readonly read: (name: string) => Promise<string | undefined>;
}

const scriptSigns: readonly (readonly [TestFramework, RegExp, RegExp])[] = [
  ['vitest', /(?<![\w-])vitest(?![\w-])/, /^vitest\.(?:config|workspace)\./],
  ['jest', /(?<![\w-])(?:jest|react-scripts test)(?![\w-])/, /^jest\.config\./],
  ['mocha', /(?<![\w-])mocha(?![\w-])/, /^\.mocharc\./],
  ['node', /\bnode\b.*\s--test\b/, /^$/],
];

/** The framework a project's tests are written for, by its manifest and configuration. */
export async function detectFramework(
  language: Language,
  signs: ProjectSigns,
): Promise<TestFramework | undefined> {
  const own = toolchainOf(language);
  if (own) return own.framework;
  return language === 'python' ? detectPython(signs) : detectScript(signs);
}

async function detectScript({ names, read }: ProjectSigns): Promise<TestFramework | undefined> {
  const manifest = parseObject(await read('package.json'));
  const scripts = Object.entries(objectOf(manifest['scripts']))
    .filter(([name]) => name === 'test' || name.startsWith('test:'))
    .map(([, command]) => String(command))
    .join('\n');
  const packages = Object.keys({
    ...objectOf(manifest['dependencies']),
    ...objectOf(manifest['devDependencies']),
  });
  const found =
    scriptSigns.find(([, command]) => command.test(scripts)) ??
    scriptSigns.find(([name, , config]) => name in manifest || names.some((n) => config.test(n))) ??
    scriptSigns.find(([name]) => packages.includes(name));
  return found?.[0];
}

async function detectPython({ names, read }: ProjectSigns): Promise<TestFramework | undefined> {
  if (names.includes('pytest.ini') || names.includes('conftest.py')) return 'pytest';
  const manifests = names.filter((name) =>
    /^(?:pyproject\.toml|setup\.cfg|setup\.py|tox\.ini|Pipfile|[\w-]*requirements[\w-]*\.txt)$/.test(
      name,
    ),
  );
  for (const name of manifests) {
    if (/\bpytest\b/.test((await read(name)) ?? '')) return 'pytest';
  }
  return undefined;
}

/** The framework one test file asks for by what it imports, whatever the project uses else. */
export function frameworkOfFile({ path, content }: SourceFile): TestFramework | undefined {
  if (path.endsWith('.py')) {
    if (/^\s*(?:import|from)\s+pytest\b/m.test(content)) return 'pytest';
    const isPlain = /^(?:async\s+)?def\s+test\w*\(\s*\w/m.test(content);
    return isPlain || /^class\s+Test\w*\s*:/m.test(content) ? 'pytest' : undefined;
  }
  const imported =
    /(?:from\s+|require\(\s*|import\s+)['"](node:test|vitest|@jest\/globals|mocha)['"]/;
  const name = imported.exec(content)?.[1];
  if (name === undefined) return undefined;
  return name === 'node:test'
    ? 'node'
    : name === '@jest/globals'
      ? 'jest'
      : (name as TestFramework);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A manifest that does not parse says nothing. */
function parseObject(text: string | undefined): Record<string, unknown> {
  return objectOf(parseJson(text ?? '{}'));
}
