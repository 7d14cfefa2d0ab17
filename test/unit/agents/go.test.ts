import assert from 'node:assert/strict';
import { testProblem } from '../../../src/agents/checkTests.ts';
import { coderPrompt } from '../../../src/agents/coder.prompt.ts';
import { settlePlan } from '../../../src/agents/planner.ts';
import { readCode } from '../../../src/agents/readCode.ts';
import { repairGo, withOwnNames } from '../../../src/agents/repairGo.ts';
import { riskyCode } from '../../../src/agents/riskyCode.ts';
import { scanGo } from '../../../src/agents/scanGo.ts';
import { definesSymbol, topLevelSymbols } from '../../../src/agents/symbols.ts';
import { readTests } from '../../../src/agents/testGenerator.ts';
import type { Plan } from '../../../src/agents/types.ts';

const known = ['go.mod', 'list/sum.go', 'list/sum_test.go', 'other/sum_test.go'];
const plan: Plan = {
  language: 'go',
  codePath: 'list/sum.go',
  testPath: 'list/sum_2_test.go',
  symbol: 'Sum',
  package: 'list',
  steps: [],
};
const target = { ...plan, symbol: 'Sum' };
const fenced = (code: string, path = plan.codePath): string =>
  `FILE: ${path}\n\`\`\`go\n${code}\n\`\`\``;
const tests = `package list

import "testing"

func TestSum(t *testing.T) {
	if got := Sum(1, 2); got != 3 {
		t.Errorf("got %d", got)
	}
}`;

describe('Go', () => {
  it('is planned beside the code of the folder, with tests in the same package', () => {
    const task = 'Write a function Reverse(text) that reverses a string';
    const made = settlePlan(
      { task, type: 'create', knownPaths: known, relevantPaths: [] },
      undefined,
    );
    assert.deepEqual(
      [made.language, made.codePath, made.testPath, made.existingTests],
      ['go', 'list/reverse.go', 'list/reverse_test.go', []],
    );
  });

  it('keeps the tests of the file that a task names, and those of its own package only', () => {
    const task = 'Fix Sum in list/sum.go';
    const made = settlePlan(
      { task, type: 'debug', knownPaths: known, relevantPaths: [] },
      undefined,
    );
    assert.deepEqual(
      [made.codePath, made.testPath, made.existingTests, made.symbol],
      ['list/sum.go', 'list/sum_2_test.go', ['list/sum_test.go'], 'Sum'],
    );
  });

  it('gives no file a name that stands for a system', () => {
    const task = 'Write a function ListWindows(all) in Go';
    const made = settlePlan(
      { task, type: 'create', knownPaths: ['go.mod'], relevantPaths: [] },
      undefined,
    );
    assert.equal(made.codePath, 'listwindows.go');
  });

  for (const [code, problem] of [
    ['package a\n\nvar quote = \'"\'\nvar raw = `\\`\nvar s = "{"\n// }\n', undefined],
    ['func A() {}\n', 'The package clause was missing.'],
    ['package a\n\nfunc A() {\n', "A '}' was missing: the file was cut off."],
    ['package a\n\nfunc A() {}}\n', "There was a '}' too many."],
    ['package a\n\nvar s = `open\n', 'A string was not closed.'],
    ['package a\n\n/* open\n', 'A comment was not closed.'],
  ] as const) {
    it(`${problem ?? 'is sound'}: ${JSON.stringify(code).slice(0, 50)}`, () =>
      assert.equal(scanGo(code), problem));
  }

  it('has its functions, methods, types and values found', () => {
    const code =
      'package a\n\ntype T struct{}\n\nfunc (t *T) Sum() int { return 0 }\n\nvar x, y = 1, 2\n';
    assert.deepEqual(topLevelSymbols(code, 'go'), ['T', 'Sum', 'x']);
    assert.equal(definesSymbol(code, 'Sum', 'go'), true);
    assert.equal(definesSymbol(code, 'Su', 'go'), false);
  });

  it('loses the imports that nothing uses and gets the package of its folder', () => {
    const code =
      'package main\n\nimport (\n\t"fmt"\n\t"strings"\n)\n\nvar s = strings.Repeat("fmt.", 2)\n';
    assert.equal(
      repairGo(code, 'list'),
      'package list\n\nimport (\n\t"strings"\n)\n\nvar s = strings.Repeat("fmt.", 2)\n',
    );
    assert.equal(
      repairGo('package a\n\nimport "fmt"\n\nvar x = 1\n', 'a'),
      'package a\n\n\nvar x = 1\n',
    );
    const other = 'package a\n\nimport "gopkg.in/yaml.v3"\n\nvar x = 1\n';
    assert.equal(repairGo(other, 'a'), other);
  });

  it('gets test names of its own where the package has them', () => {
    const others = ['func TestSum(t *testing.T) {}\nfunc TestSum_2(t *testing.T) {}\n'];
    const made = 'func TestSum(t *testing.T) {}\nfunc TestSumOf(t *testing.T) {}\n';
    assert.equal(withOwnNames(made, others), made.replace('TestSum(', 'TestSum_3('));
    assert.equal(withOwnNames(made, ['func TestMax(t *testing.T) {}']), made);
  });

  it('has shells and secrets told of', () => {
    const found = (code: string): number =>
      riskyCode({ path: 'a.go', content: `package a\n\n${code}\n` }).length;
    assert.equal(found('var c = exec.Command("sh", "-c", line)'), 1);
    assert.equal(found('password := "hunter2hunter2"'), 1);
    assert.equal(found('var c = exec.Command("git", "log")'), 0);
  });

  it('is taken whole out of an answer, and not without what was there', () => {
    const whole =
      'package list\n\nfunc Sum(a, b int) int { return a + b }\n\nfunc Max() int { return 0 }';
    const read = readCode({ text: fenced(whole), finish: 'stop' }, { plan, existing: whole });
    assert.equal(read.code, `${whole}\n`);
    const part = 'package list\n\nfunc Sum(a, b int) int { return a + b }';
    const lost = readCode(
      { text: fenced(part), finish: 'stop' },
      { plan, existing: whole, isLast: true },
    );
    assert.match(lost.problem ?? '', /missing: Max/);
  });

  it('is changed by blocks where the file is long', () => {
    const existing = `package list\n\nvar lines = 1\n${'// line\n'.repeat(260)}`;
    assert.match(coderPrompt({ plan, existing, attempt: 1 }), /<<<<<<< SEARCH/);
    const text =
      'FILE: list/sum.go\n<<<<<<< SEARCH\nvar lines = 1\n=======\nvar lines = 2\n>>>>>>> REPLACE';
    const read = readCode({ text, finish: 'stop' }, { plan, existing });
    assert.equal(read.code, existing.replace('= 1', '= 2'));
  });

  it('has tests that use the name, assert and do not define it', () => {
    const read = readTests({ text: fenced(tests, plan.testPath), finish: 'stop' }, target);
    assert.equal(read.code, `${tests}\n`);
    assert.match(
      testProblem(tests.replaceAll('Sum(1', 'Add(1'), { ...target, symbol: 'Max' }) ?? '',
      /never used 'Max'/,
    );
    assert.match(
      testProblem(`${tests}\nfunc Sum() {}\n`, target) ?? '',
      /defined 'Sum' themselves/,
    );
    assert.match(
      testProblem(tests.replace('t.Errorf', 't.Logf'), target) ?? '',
      /Nothing was asserted/,
    );
    assert.match(
      testProblem(tests.replace('TestSum', 'Testsum'), target) ?? '',
      /There was no test/,
    );
  });
});
