import { pythonModule } from './moduleReference.ts';
import type { TestTarget } from './testTarget.ts';

/**
 * Makes Python tests run from the folder: imports of the code file get its module path, and plain
 * `def test_…` functions move into a TestCase, where unittest sees them; pytest takes both.
 */
export function repairPythonTests(code: string, target: TestTarget): string {
  const module = pythonModule(target.codePath);
  const stem = module.split('.').pop() ?? module;
  const names = new Set<string>(target.symbol ? [target.symbol] : []);
  const kept: string[] = [];
  for (const line of code.split('\n')) {
    const match = /^from\s+([\w.]+)\s+import\s+(.+)$/.exec(line.trim());
    if (match && !line.startsWith(' ') && isOwn(match[1] ?? '', stem)) {
      for (const name of (match[2] ?? '').replace(/[()]/g, '').split(',')) {
        const cleaned = name.trim();
        if (/^[A-Za-z_]\w*(?:\s+as\s+\w+)?$/.test(cleaned)) names.add(cleaned);
      }
    } else if (!runnerImport.test(line)) {
      kept.push(line);
    }
  }
  const whole = withoutIdleImports(kept)
    .join('\n')
    .replace(/\(\s*TestCase\s*\)/g, '(unittest.TestCase)');
  const isPytest = target.framework === 'pytest';
  const text = (isPytest ? whole : functionsToCase(whole)).replace(/^\s*\n+/, '').trimEnd();
  if (isPytest) {
    const used = ['pytest', 'unittest'].filter((name) => new RegExp(`\\b${name}\\.`).test(text));
    const imports = used.map((name) => `import ${name}\n`).join('');
    const code = names.size > 0 ? `from ${module} import ${[...names].join(', ')}\n` : '';
    return `${imports}${used.length > 0 ? '\n' : ''}${code}\n\n${text}\n`;
  }
  const end = /__name__\s*==/.test(text)
    ? ''
    : "\n\n\nif __name__ == '__main__':\n    unittest.main()";
  const own = [...names].join(', ');
  return `import unittest\n\n${own ? `from ${module} import ${own}\n\n\n` : ''}${text}${end}\n`;
}

const runnerImport = /^(?:import\s+(?:unittest|pytest)\b.*|from\s+unittest\s+import\s+TestCase.*)$/;

/** Leaves out imports of names that nothing uses: the module may not exist. */
function withoutIdleImports(lines: readonly string[]): readonly string[] {
  const rest = lines.filter((line) => !/^(?:from|import)\s/.test(line)).join('\n');
  return lines.filter((line) => {
    const names = /^from\s+\S+\s+import\s+([\w\s,]+)$/.exec(line)?.[1];
    if (names === undefined) return true;
    return names
      .split(',')
      .map((name) => name.trim().replace(/^.*\sas\s+/, ''))
      .some((name) => new RegExp(`\\b${name}\\b`).test(rest));
  });
}

function isOwn(module: string, stem: string): boolean {
  const last = module.split('.').pop() ?? module;
  return (
    last === stem || /^(?:\.+\w*|your_?module|my_?module|module|solution|code|main)$/.test(module)
  );
}

/** Indents top-level pytest-style functions into a TestCase; other code stays before it. */
function functionsToCase(code: string): string {
  if (!/^def test_\w*\(\s*\)/m.test(code) || /^class\s+\w+\(.*TestCase\)/m.test(code)) return code;
  const rest: string[] = [];
  const tests: string[] = [];
  let inTest = false;
  for (const line of code.split('\n')) {
    if (/^def test_\w*\(\s*\)/.test(line)) inTest = true;
    else if (/^\S/.test(line)) inTest = false;
    const moved = line.replace(/^(def test_\w*)\(\s*\)/, '$1(self)');
    if (inTest) tests.push(moved.trim() === '' ? '' : `    ${moved}`);
    else rest.push(line);
  }
  const before = rest.join('\n').trim();
  return `${before ? `${before}\n\n\n` : ''}class GeneratedTests(unittest.TestCase):\n${tests.join('\n').trimEnd()}\n`;
}
