import assert from 'node:assert/strict';
import { readMavenReport, type MavenPlaces } from '../../../src/validate/mavenReport.ts';
import type { ProcessResult } from '../../../src/validate/runProcess.ts';
import { parseTestReport, type TestReport } from '../../../src/validate/testReport.ts';

const test = 'src/test/java/com/example/CartTest.java';
const code = 'src/main/java/com/example/Cart.java';
const places: MavenPlaces = { tree: '/caravan/tree', sources: [code, test] };
// As Maven 3.8 with surefire 3.2 wrote it, of whose properties one is left.
const report = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report-3.0.xsd" version="3.0" name="com.example.CartTest$Inner" time="0.007" tests="5" errors="1" skipped="1" failures="2">
  <properties>
    <property name="java.specification.version" value="17"/>
  </properties>
  <testcase name="twices" classname="com.example.CartTest" time="0.03">
    <failure message="twice &amp; &lt;more&gt; ==&gt; expected: &lt;8&gt; but was: &lt;4&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: twice & <more> ==> expected: <8> but was: <4>
	at org.junit.jupiter.api.AssertionFailureBuilder.build(AssertionFailureBuilder.java:151)
	at com.example.CartTest.twices(CartTest.java:16)
	at java.base/java.lang.reflect.Method.invoke(Method.java:569)
]]></failure>
  </testcase>
  <testcase name="many(int)[1]" classname="com.example.CartTest" time="0.008"/>
  <testcase name="later" classname="com.example.CartTest" time="0.0">
    <skipped message="later"/>
  </testcase>
  <testcase name="nines" classname="com.example.CartTest" time="0.003">
    <error message="nine" type="java.lang.IllegalStateException"><![CDATA[java.lang.IllegalStateException: nine
	at com.example.Cart.twice(Cart.java:8)
	at com.example.CartTest.nines(CartTest.java:20)
]]></error>
    <system-out><![CDATA[hello <x> ]]]]><![CDATA[> & [INFO] Tests run: 9
]]></system-out>
  </testcase>
  <testcase name="deep" classname="com.example.CartTest$Inner" time="0.003">
    <failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="org.opentest4j.AssertionFailedError"/>
  </testcase>
</testsuite>
`;
const sum = '[ERROR] Tests run: 5, Failures: 2, Errors: 1, Skipped: 1\n';

function read(stdout: string, files: readonly string[], exit = 1): TestReport {
  const result: ProcessResult = { stdout, stderr: '', code: exit, pid: 1, ended: undefined };
  return parseTestReport(readMavenReport(result, files, places).lines.join('\n'), '');
}

describe('report of mvn test', () => {
  it('tells of each test whether it passed, with message, file and line', () => {
    const { tests, skipped, problems, isComplete } = read(sum, [report]);
    assert.deepEqual(
      tests.map(({ name, passed, message, file, line }) => [name, passed, message, file, line]),
      [
        [
          'CartTest.twices',
          false,
          'AssertionFailedError: twice & <more> ==> expected: <8> but was: <4>',
          test,
          16,
        ],
        ['CartTest.many(int)[1]', true, undefined, test, undefined],
        ['CartTest.nines', false, 'java.lang.IllegalStateException: nine', code, 8],
        ['CartTest$Inner.deep', false, 'expected: <1> but was: <2>', test, undefined],
      ],
    );
    assert.deepEqual(skipped, [{ name: 'CartTest.later', testFile: test }]);
    assert.deepEqual([problems, isComplete, tests[0]?.durationMs], [[], true, 30]);
  });

  it('believes reports only where Maven counted as many tests of each outcome', () => {
    const lines = [
      '',
      '[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0\n',
      '[INFO] Tests run: 4, Failures: 2, Errors: 1, Skipped: 1\n',
      '[ERROR] Tests run: 5, Failures: 2, Errors: 1, Skipped: 1, Time elapsed: 0.007 s\n',
    ];
    for (const line of lines) assert.equal(read(line, [report]).isComplete, false, line);
    assert.equal(read(sum, [report, report]).isComplete, false);
    assert.equal(read(`${sum}${sum}`, [report, report]).isComplete, true, 'two modules');
    assert.equal(read('', [], 0).isComplete, true, 'no test at all');
  });

  it('reads no report that is cut, of another kind, or declares entities', () => {
    const odd = [
      '',
      report.slice(0, -20),
      report.replace('</testcase>', ''),
      '<other/>',
      `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${report}`,
      report.replace('name="twices"', 'name="tw<ices"'),
    ];
    for (const text of odd) {
      const { tests, problems } = read(sum, [text]);
      assert.deepEqual([tests, problems], [[], ['A report of the tests could not be read.']]);
    }
    const { tests } = read(sum, [report.replace('twices', '&#x74;w&#105;&b;&#x110000;')]);
    assert.equal(tests[0]?.name, 'CartTest.twi&b;&#x110000;');
  });

  it('tells of what does not compile once, with file, line and symbol', () => {
    const { problems, isComplete } = read(
      `[INFO] Compiling 1 source file to target/classes
[WARNING] /caravan/tree/${code}:[3,1] something old
[ERROR] COMPILATION ERROR :
[ERROR] /caravan/tree/${test}:[13,25] cannot find symbol
  symbol:   method summ(int,int)
  location: class com.example.Cart
[ERROR] /caravan/tree/${code}:[12,42] illegal start of expression
[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.1:testCompile (default-testCompile) on project shop: Compilation failure: Compilation failure:
[ERROR] /caravan/tree/${test}:[13,25] cannot find symbol
[ERROR]   symbol:   method summ(int,int)
[ERROR]   location: class com.example.Cart
[ERROR] /caravan/tree/${code}:[12,42] illegal start of expression
[ERROR] -> [Help 1]
`,
      [],
    );
    assert.deepEqual(problems, [
      `${test}:13: cannot find symbol: method summ(int,int)`,
      `${code}:12: SyntaxError: illegal start of expression`,
    ]);
    assert.equal(isComplete, true);
  });

  it('tells what else Maven failed of, without where to read of it', () => {
    const { problems } = read(
      `[ERROR] Failed to execute goal a:b:1:test (default-test) on project shop: The forked VM terminated without properly saying goodbye. -> [Help 1]
[ERROR]
[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
[ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/MojoFailureException
`,
      [],
    );
    assert.deepEqual(problems, [
      'Failed to execute goal a:b:1:test (default-test) on project shop: The forked VM terminated without properly saying goodbye.',
    ]);
  });

  it('comes to an end with any text', () => {
    const trace = `${'\tat a.'.repeat(20_000)}\n${'\tat com.example.A.b(C.java:1)\n'.repeat(20_000)}`;
    const text = report.replace('[CDATA[org', `[CDATA[${trace}org`);
    assert.equal(read(sum, [text]).tests.length, 4);
    assert.equal(read(sum, [`<testsuite ${'a="b" '.repeat(50_000)}`]).tests.length, 0);
    assert.equal(read(`[ERROR] ${' symbol: '.repeat(50_000)}`, []).tests.length, 0);
  });
});
