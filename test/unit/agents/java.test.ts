import assert from 'node:assert/strict';
import { testProblem } from '../../../src/agents/checkTests.ts';
import { coderPrompt } from '../../../src/agents/coder.prompt.ts';
import { javaLanguage } from '../../../src/agents/compiled/javaLanguage.ts';
import { scanJava } from '../../../src/agents/compiled/scanJava.ts';
import { otherLanguage } from '../../../src/agents/otherLanguage.ts';
import { settlePlan } from '../../../src/agents/planner.ts';
import { safePath } from '../../../src/agents/planPaths.ts';
import { readCode } from '../../../src/agents/readCode.ts';
import { riskyCode } from '../../../src/agents/riskyCode.ts';
import { smokeTest } from '../../../src/agents/smokeTest.ts';
import { topLevelSymbols } from '../../../src/agents/symbols.ts';
import { readTests } from '../../../src/agents/testGenerator.ts';
import { testGeneratorPrompt } from '../../../src/agents/testGenerator.prompt.ts';
import type { Plan } from '../../../src/agents/types.ts';

const main = 'src/main/java/com/acme/text/';
const test = 'src/test/java/com/acme/text/';
const known = [
  'pom.xml',
  'src/main/java/com/acme/App.java',
  `${main}Words.java`,
  `${main}Lines.java`,
  `${test}WordsTest.java`,
];
const plan: Plan = {
  language: 'java',
  codePath: `${main}Slugify.java`,
  testPath: `${test}SlugifyTest.java`,
  symbol: 'slugify',
  package: 'com.acme.text',
  junit: 5,
  steps: [],
};
const target = { ...plan, symbol: 'slugify' };
const tests = `package com.acme.text;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

class SlugifyTest {
  @Test
  void joinsWords() {
    assertEquals("a-b", Slugify.slugify("A b"));
  }
}
`;
const code = `package com.acme.text;

public class Slugify {
  public static String slugify(String text) {
    return text.toLowerCase().replace(' ', '-');
  }
}
`;
const planned = (task: string, type: 'create' | 'modify', knownPaths = known): Plan =>
  settlePlan({ task, type, knownPaths, relevantPaths: [] }, undefined);
const read = (text: string, existing?: string): string | undefined =>
  readCode(
    { text: `Sure!\n\`\`\`javascript\n${text}\n\`\`\`\nDone.`, finish: 'stop' },
    { plan, existing },
  ).code;
const readTest = (text: string, junit: 4 | 5 = 5): ReturnType<typeof readTests> =>
  readTests({ text: `Here:\n\`\`\`\n${text}\n\`\`\``, finish: 'stop' }, { ...target, junit });

describe('Java', () => {
  it('is planned where most code of the folder lies, its tests in the same package', () => {
    const made = planned('Write a function parse_url(text) that parses a URL', 'create');
    assert.deepEqual(
      [made.language, made.codePath, made.testPath, made.existingTests],
      ['java', `${main}ParseUrl.java`, `${test}ParseUrlTest.java`, []],
    );
    assert.equal(planned('Write a class Stack', 'create').codePath, `${main}Stack.java`);
    assert.equal(planned('Сделай Stack.java', 'create').codePath, `${main}Stack.java`);
  });

  it('is planned in the module of the folder where there is no code yet', () => {
    const made = planned('Напиши функцию countWords на джаве', 'create', ['core/pom.xml']);
    assert.equal(made.codePath, 'core/src/main/java/CountWords.java');
    assert.equal(made.testPath, 'core/src/test/java/CountWordsTest.java');
  });

  it('keeps the tests of the file that is changed', () => {
    const made = planned('Fix count in Words.java', 'modify');
    assert.deepEqual(
      [made.codePath, made.testPath, made.existingTests],
      [`${main}Words.java`, `${test}Words2Test.java`, [`${test}WordsTest.java`]],
    );
    assert.equal(planned('Add a count to the class Words', 'modify').codePath, `${main}Words.java`);
    assert.equal(planned('Add a class Stack', 'modify').codePath, `${main}Stack.java`);
    const named = planned('Fix count in Words.java so that WordsTest.java passes', 'modify');
    assert.equal(named.testPath, made.testPath);
  });

  it('may lie as deep as packages go', () => {
    const deep = 'core/src/main/java/org/acme/a/b/c/Name.java';
    assert.equal(safePath(deep, 'java'), deep);
    assert.equal(safePath(`a/b/c/${deep}`, 'java'), undefined);
  });

  it('knows what a task asks for in words', () => {
    for (const task of ['Write it in Java', 'Напиши на Java', 'Сделай на джава']) {
      assert.equal(otherLanguage(task, []), 'Java', task);
    }
    assert.equal(otherLanguage('Напиши на джаваскрипт', []), undefined);
  });

  for (const [file, content, junit] of [
    [`${test}WordsTest.java`, 'import org.junit.Test;', 4],
    [`${test}WordsTest.java`, 'import org.junit.jupiter.api.Test;', 5],
    ['pom.xml', '<artifactId>junit</artifactId>', 4],
    ['pom.xml', '<artifactId>junit-jupiter</artifactId>', 5],
    ['pom.xml', '<project/>', 5],
  ] as const) {
    it(`has tests for JUnit ${junit} by ${file}: ${content}`, async () => {
      const style = await javaLanguage.styleOf(plan.codePath, {
        known,
        read: async (path) => (path === file ? content : undefined),
      });
      assert.deepEqual(style, { package: 'com.acme.text', junit });
    });
  }

  for (const [text, problem] of [
    ['class A { char c = \'{\'; String s = "}"; /* } */ }\n', undefined],
    ['class A { String s = """\n    "}\n    """; }\n', undefined],
    ['static int sum(int a, int b) {\n  return a + b;\n}\n', undefined],
    ['class A {\n', "A '}' was missing: the file was cut off."],
    ['class A {}}\n', "There was a '}' too many."],
    ['class A { String s = "open; }\n', 'A string was not closed.'],
    ['/* open\nclass A {}\n', 'A comment was not closed.'],
    ['return sum(1, 2);\n', 'The file held no class.'],
  ] as const) {
    it(`${problem ?? 'is sound'}: ${JSON.stringify(text).slice(0, 50)}`, () =>
      assert.equal(scanJava(text), problem));
  }

  it('has its types and methods found', () => {
    const text = `public final class A<T> {
  public A(int size) {}
  @Override
  public String toString() { return name(); }
  static <K> Map<K, List<A>> by(K key) throws IOException { if (x) { go(); } else go(); }
  record Pair(int a, int b) {}
}
interface B {
  void run();
}
`;
    assert.deepEqual(topLevelSymbols(text, 'java'), ['A', 'toString', 'by', 'Pair', 'B', 'run']);
  });

  it('gets the package and the class of its place, and the imports that it lacks', () => {
    assert.equal(read(code.replace(/package.*\n\n/, '')), code);
    assert.equal(read(code.replace('com.acme.text', 'org.example')), code);
    assert.equal(
      read(code.replaceAll('Slugify', 'Main').replace("'-'", '"Main"')),
      code.replace("'-'", '"Main"'),
    );
    assert.equal(
      read(
        'import java.util.List;\n\npublic class Slugify {\n  List<String> a = new ArrayList<>();\n}',
      ),
      'package com.acme.text;\n\nimport java.util.List;\nimport java.util.ArrayList;\n\npublic class Slugify {\n  List<String> a = new ArrayList<>();\n}\n',
    );
  });

  it('gets a class around methods without one', () => {
    const method = /public static[^]*?\n {2}\}/.exec(code)?.[0].replaceAll('\n  ', '\n') ?? '';
    assert.equal(read(method), code);
  });

  it('loses tests in the file, and keeps one class public', () => {
    const more = `${code.trimEnd()}

public class Helper {}

class SlugifyTest {
  @Test
  void works() { assertEquals(1, 1); }
}
`;
    const imported = more.replace('\npublic', '\nimport org.junit.jupiter.api.Test;\n\npublic');
    assert.equal(read(imported), `${code}\nclass Helper {}\n`);
  });

  it('is not taken without what was there', () => {
    assert.equal(
      read(code, code.replace('public static', 'int no() { return 1; }\n  public static')),
      undefined,
    );
  });

  it('is asked for with its package first, and tests in the words of their JUnit', () => {
    assert.match(coderPrompt({ plan, attempt: 1 }), /first line is: package com\.acme\.text;\n/);
    assert.match(testGeneratorPrompt(target), /assertEquals\(…, Slugify\.slugify\(…\)\)/);
    assert.match(
      testGeneratorPrompt({ ...target, junit: 4 }),
      /import org\.junit\.Test;\n\npublic/,
    );
    assert.match(testGeneratorPrompt({ ...target, symbol: 'Slugify' }), /new Slugify\(…\)/);
    assert.match(
      smokeTest(target),
      /^package com\.acme\.text;\n\nimport org\.junit\.jupiter\.api\.Test;/,
    );
  });

  it('has tests that use the class, assert and do not define it', () => {
    assert.equal(readTest(tests).code, tests);
    const problem = (text: string): string => testProblem(text, target) ?? '';
    assert.match(
      problem(tests.replace('Slugify.slugify', 'Slugify.other')),
      /never used 'slugify'/,
    );
    assert.match(problem(tests.replace('Slugify.slugify', 'slugify')), /never used 'Slugify'/);
    assert.match(problem(`${tests}\nclass Slugify {}\n`), /defined 'Slugify' themselves/);
    assert.match(problem(tests.replace('assertEquals', 'print')), /Nothing was asserted/);
    assert.match(problem(tests.replace('@Test', '')), /There was no test/);
    assert.match(problem(tests.replace('@Test', '@Test(timeout = 5)')), /another version of JUnit/);
  });

  it('has tests mended: package, class, imports', () => {
    const bare = tests
      .replace(/package.*\n\n/, '')
      .replace(/import static.*\n\n/, '')
      .replace('import org', 'import org.example.Slugify;\nimport org')
      .replace('class SlugifyTest', 'public class Tests');
    assert.equal(
      readTest(bare).code,
      tests
        .replace(/import static.*\n\n/, '')
        .replace(/(import org.*\n)/, '$1import static org.junit.jupiter.api.Assertions.*;\n')
        .replace('class SlugifyTest', 'public class SlugifyTest'),
    );
  });

  it('has tests turned into the words of the project’s own JUnit, both ways', () => {
    const four = tests
      .replaceAll('jupiter.api.', '')
      .replace('Assertions', 'Assert')
      .replace('class Slug', 'public class Slug')
      .replace('void joins', 'public void joins');
    assert.equal(readTest(tests, 4).code, four);
    assert.equal(
      readTest(four, 5).code,
      tests.replace('class Slug', 'public class Slug').replace('void joins', 'public void joins'),
    );
    const each = tests.replace('  @Test', '  @BeforeEach\n  void begin() {}\n\n  @Test');
    assert.match(readTest(each, 4).code ?? '', /@Before\n {2}public void begin/);
  });

  for (const [line, isLacking] of [
    ['cannot find symbol: variable Slugify', true],
    ['cannot find symbol: method slugify(java.lang.String)', true],
    ['constructor Slugify in class Slugify cannot be applied to given types;', true],
    ['cannot find symbol: class IOException', false],
    ['package org.assertj.core.api does not exist', false],
    ['incompatible types: int cannot be converted to java.lang.String', false],
  ] as const) {
    it(`${isLacking ? 'may' : 'never will'} compile once it is written: ${line}`, () =>
      assert.equal(javaLanguage.isLacking(`${plan.testPath}:1: ${line}`, target), isLacking));
  }

  it('has shells told of', () => {
    const content = 'class A { void a() { Runtime.getRuntime().exec(line); } }\n';
    assert.equal(riskyCode({ path: 'A.java', content }).length, 1);
  });
});
