import assert from 'node:assert/strict';
import type { ValidationResult } from '../../../src/base/task.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import {
  bench,
  failed,
  FakeContext,
  FakeValidator,
  fileSystem,
  goodModel,
  never,
  passed,
  removeFolders,
  request,
} from './support.ts';

const main = 'src/main/java/shop/';
const paths = { code: `${main}Doubler.java`, test: 'src/test/java/shop/DoublerTest.java' };
const task = 'Add a class Doubler with a static method twice(int n)';
const test = `package shop;

import static org.junit.Assert.*;

import org.junit.Test;

public class DoublerTest {
  @Test
  public void doubles() {
    assertEquals(4, Doubler.twice(2));
  }
}
`;
const code = `package shop;

public class Doubler {
  public static int twice(int n) {
    return 2 * n;
  }
}
`;
const answer = (path: string, text: string): string => `FILE: ${path}\n\`\`\`java\n${text}\`\`\``;
const model = () =>
  goodModel({
    // Answers as small models give them: another JUnit, another package, a file name alone.
    test_generator: answer(
      'DoublerTest.java',
      test
        .replace('shop', 'com.example')
        .replaceAll('org.junit.', 'org.junit.jupiter.api.')
        .replace('Assert.', 'Assertions.'),
    ),
    coder: answer('Doubler.java', code.replace('package shop;\n\n', '')),
  });
const files = {
  'pom.xml': '<artifactId>junit</artifactId>',
  [`${main}Sum.java`]: 'package shop;\n\nclass Sum {}\n',
};
const lacking = (problem: string): ValidationResult => ({ ...failed, tests: [], problem });
const isLacking = lacking(`${paths.test}:10: cannot find symbol: variable Doubler`);

describe('a task in Java', () => {
  afterEach(removeFolders);

  it('is written in the package of the folder, its tests for the JUnit of its pom.xml', async () => {
    const validator = new FakeValidator(isLacking, passed);
    const asked = model();
    const ports = await bench({ model: asked, validator, context: new FakeContext(files) });
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    assert.equal(result.outcome, 'done');
    const tests = { path: paths.test, content: test };
    assert.deepEqual(
      validator.requests.map((each) => [each.language, each.testPaths, each.files]),
      [
        ['java', [tests.path], [{ path: paths.code, content: 'package shop;\n' }, tests]],
        ['java', [tests.path], [{ path: paths.code, content: code }, tests]],
      ],
    );
    assert.deepEqual(result.files, [{ path: paths.code, content: code }, tests]);
    assert.equal(asked.requests('test_generator').length, 1);
  });

  it('asks for its tests again where more is wrong than that the code is not there', async () => {
    const validator = new FakeValidator(
      lacking(`${paths.test}:10: SyntaxError: ';' expected`),
      isLacking,
      passed,
    );
    const asked = model();
    const ports = await bench({ model: asked, validator, context: new FakeContext(files) });
    const engine = createWorkflowEngine({ fileSystem });
    await engine.start(request({ task, mode: 'code' }), ports, ports.emit, never);
    const [, again] = asked.requests('test_generator');
    assert.match(again?.messages.at(-1)?.content ?? '', /could not be loaded: .*SyntaxError/);
  });

  it('is answered in words where the folder has no pom.xml', async () => {
    const context = new FakeContext({ 'build.gradle': '', 'src/main/java/Sum.java': '' });
    const ports = await bench({ model: goodModel(), context });
    const engine = createWorkflowEngine({ fileSystem });
    const wanted = request({ task: 'Сделай класс Stack на джава', mode: 'code' });
    const result = await engine.start(wanted, ports, ports.emit, never);
    assert.equal(result.outcome, 'answered');
    assert.match(result.answer, /на Java — только в папке с pom\.xml: .*ничего не проверено/);
  });
});
