import assert from 'node:assert/strict';
import { testProblem } from '../../../src/agents/checkTests.ts';
import { coderPrompt } from '../../../src/agents/coder.prompt.ts';
import { rustLanguage } from '../../../src/agents/compiled/rustLanguage.ts';
import { scanRust } from '../../../src/agents/compiled/scanRust.ts';
import { otherLanguage } from '../../../src/agents/otherLanguage.ts';
import { settlePlan } from '../../../src/agents/planner.ts';
import { readCode } from '../../../src/agents/readCode.ts';
import { riskyCode } from '../../../src/agents/riskyCode.ts';
import { definesSymbol, topLevelSymbols } from '../../../src/agents/symbols.ts';
import { readTests } from '../../../src/agents/testGenerator.ts';
import { testGeneratorPrompt } from '../../../src/agents/testGenerator.prompt.ts';
import type { Plan } from '../../../src/agents/types.ts';

const known = ['Cargo.toml', 'src/lib.rs', 'src/main.rs', 'tests/count_test.rs'];
const plan: Plan = {
  language: 'rust',
  codePath: 'src/slug.rs',
  testPath: 'tests/slug_test.rs',
  symbol: 'slugify',
  package: 'demo_app::slug',
  steps: [],
};
const target = { ...plan, symbol: 'slugify' };
const tests = `use demo_app::slug::slugify;

#[test]
fn joins_words() {
    assert_eq!(slugify("A b"), "a-b");
}
`;
const planned = (task: string, type: 'create' | 'modify', knownPaths = known): Plan =>
  settlePlan({ task, type, knownPaths, relevantPaths: [] }, undefined);
const read = (code: string, existing?: string): string | undefined =>
  readCode({ text: `Sure!\n\`\`\`js\n${code}\n\`\`\`\nDone.`, finish: 'stop' }, { plan, existing })
    .code;
const readTest = (code: string): ReturnType<typeof readTests> =>
  readTests({ text: `Here you go:\n\`\`\`\n${code}\n\`\`\``, finish: 'stop' }, target);

describe('Rust', () => {
  it('is planned as a module of the crate, with a test file of its own', () => {
    const made = planned('Write a function parse_url(text) that parses a URL', 'create');
    assert.deepEqual(
      [made.language, made.codePath, made.testPath, made.existingTests],
      ['rust', 'src/parse_url.rs', 'tests/parse_url_test.rs', []],
    );
    const type = planned('Write a struct Stack with push and pop', 'create');
    assert.deepEqual([type.symbol, type.codePath], ['Stack', 'src/stack.rs']);
    assert.equal(planned('Write a function match_()', 'create').codePath, 'src/match_.rs');
  });

  it('is planned in the crate of the folder that holds one, and where tools look', () => {
    const inner = ['readme.md', 'crates/a/Cargo.toml', 'crates/a/src/lib.rs'];
    const made = planned('Напиши функцию count_words на расте', 'create', inner);
    assert.equal(made.codePath, 'crates/a/src/count_words.rs');
    assert.equal(made.testPath, 'crates/a/tests/count_words_test.rs');
    assert.equal(planned('Write count_words in words.rs', 'create').codePath, 'src/words.rs');
  });

  it('keeps the tests of the file that is changed', () => {
    const made = planned('Fix count in src/count.rs', 'modify', [...known, 'src/count.rs']);
    assert.deepEqual(
      [made.codePath, made.testPath, made.existingTests],
      ['src/count.rs', 'tests/count_2_test.rs', ['tests/count_test.rs']],
    );
    assert.equal(planned('Change the sum so that it is a float', 'modify').codePath, 'src/lib.rs');
  });

  it('knows what a task asks for in words', () => {
    for (const task of ['Write it in Rust', 'Напиши на Rust', 'Сделай на раст']) {
      assert.equal(otherLanguage(task, []), 'Rust', task);
    }
  });

  for (const [manifest, library, module] of [
    ['[package]\nname = "demo-app"\n', '', 'demo_app::slug'],
    ['[lib]\nname = "other"\n\n[package]\nname = "demo-app"\n', '', 'other::slug'],
    ['[package]\nname = "demo"\n', 'mod slug;\npub use slug::slugify;\n', 'demo'],
    ['[workspace]\nmembers = []\n', '', undefined],
  ] as const) {
    it(`has its module called ${module ?? 'nothing'} by ${JSON.stringify(manifest + library)}`, async () => {
      const files: Record<string, string> = { 'Cargo.toml': manifest, 'src/lib.rs': library };
      const style = await rustLanguage.styleOf('src/slug.rs', {
        known,
        read: async (path) => files[path],
      });
      assert.equal(style.package, module);
    });
  }

  it('has a new module named in its library, once', () => {
    const named = (content: string): string | undefined =>
      rustLanguage.naming?.named(content, 'src/slug.rs');
    assert.equal(
      named('pub mod sum;\n\nfn x() {}\n'),
      'pub mod sum;\npub mod slug;\n\nfn x() {}\n',
    );
    assert.equal(
      named('//! Words.\n\npub fn x() {}\n'),
      '//! Words.\n\npub mod slug;\n\npub fn x() {}\n',
    );
    assert.equal(named(''), 'pub mod slug;\n');
    assert.equal(named('mod slug;\n'), 'mod slug;\n');
    assert.equal(named('// mod slug;\n'), 'pub mod slug;\n\n// mod slug;\n');
    assert.deepEqual(rustLanguage.naming?.places('a/src/b/c.rs'), ['a/src/b.rs', 'a/src/b/mod.rs']);
    assert.deepEqual(rustLanguage.naming?.places('src/lib.rs'), []);
  });

  for (const [code, problem] of [
    ["fn a<'a>(x: &'a str) -> char { '{' }\n", undefined],
    ['fn a() -> &\'static str { r#"raw " {"# }\n', undefined],
    ['fn a() -> String {\n    "two\nlines }".into()\n}\n', undefined],
    ['fn a() {\n', "A '}' was missing: the file was cut off."],
    ['fn a() {}}\n', "There was a '}' too many."],
    ['fn a() { let s = "open; }\n', 'A string was not closed.'],
    ['/* open\nfn a() {}\n', 'A comment was not closed.'],
    ['This adds two numbers.\n', 'The file held no code.'],
  ] as const) {
    it(`${problem ?? 'is sound'}: ${JSON.stringify(code).slice(0, 50)}`, () =>
      assert.equal(scanRust(code), problem));
  }

  it('has its functions, methods, types and values found', () => {
    const code =
      'pub struct T;\n\nimpl T {\n    pub const fn sum(&self) -> i32 { 0 }\n}\n\npub(crate) const MAX: i32 = 1;\n// fn no() {}\n';
    assert.deepEqual(topLevelSymbols(code, 'rust'), ['T', 'sum', 'MAX']);
    assert.equal(definesSymbol(code, 'su', 'rust'), false);
  });

  it('is made public, loses new tests and gets what it uses of the standard library', () => {
    const code = `//! Slugs.
use demo_app::words::split;

fn slugify(text: &str) -> HashMap<String, usize> {
    HashMap::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works() { assert!(slugify("{").is_empty()); }
}`;
    assert.equal(
      read(code),
      `//! Slugs.

use std::collections::HashMap;
use crate::words::split;

pub fn slugify(text: &str) -> HashMap<String, usize> {
    HashMap::new()
}
`,
    );
  });

  it('keeps the tests that are in the file, and one time only', () => {
    const own = '\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() {}\n}\n';
    const existing = `pub fn slugify() {}\n${own}`;
    assert.equal(read(`pub fn slugify() {}\n${own}${own}`, existing), existing);
    assert.equal(read('pub fn slugify() {}', existing), undefined);
  });

  it('keeps public what was', () => {
    const existing = 'pub struct A;\n\npub fn slugify() {}\n';
    assert.equal(read('struct A;\n\nfn slugify() {}', existing), existing);
  });

  it('is asked for without parts and without a first line', () => {
    const prompt = coderPrompt({ plan, attempt: 1 });
    assert.match(prompt, /It must define 'slugify'\./);
    assert.match(prompt, /```rust\n\(the whole file\)/);
    assert.doesNotMatch(prompt, /first line is/);
    assert.match(testGeneratorPrompt(target), /use demo_app::slug::slugify;\n\n#\[test\]/);
  });

  it('has tests that use the name, assert and do not define it', () => {
    assert.equal(readTest(tests).code, tests);
    const problem = (code: string): string => testProblem(code, target) ?? '';
    assert.match(problem(tests.replaceAll('slugify', 'other')), /never used 'slugify'/);
    assert.match(problem(`${tests}\nfn slugify() {}\n`), /defined 'slugify' themselves/);
    assert.match(problem(tests.replace('assert_eq!', 'println!')), /Nothing was asserted/);
    assert.match(problem(tests.replace('#[test]', '')), /There was no test/);
    assert.match(problem(tests.replace(/use .*/, '')), /did not import the code/);
  });

  for (const [wrong, right] of [
    ['use my_crate::slugify;', 'use demo_app::slug::slugify;'],
    ['use crate::slug::{slugify, Case};', 'use demo_app::slug::{slugify, Case};'],
    ['use super::*;', 'use demo_app::slug::*;'],
    ['use demo_app::slugify;', 'use demo_app::slug::slugify;'],
    ['use std::fmt;', 'use demo_app::slug::*;\nuse std::fmt;'],
  ] as const) {
    it(`has tests import the code by its module: ${wrong}`, () => {
      const made = readTest(tests.replace('use demo_app::slug::slugify;', wrong));
      assert.equal(made.code, tests.replace('use demo_app::slug::slugify;', right));
    });
  }

  it('has tests wrapped in a module import the code there', () => {
    const made = readTest(
      '#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() { assert!(slugify("a") == "a"); }\n}',
    );
    assert.match(made.code ?? '', /mod tests \{\n {4}use demo_app::slug::\*;\n/);
  });

  it('has tests named otherwise than what they test', () => {
    const made = readTest(tests.replace('fn joins_words', 'fn slugify'));
    assert.equal(made.code, tests.replace('fn joins_words', 'fn test_slugify'));
  });

  for (const [line, isLacking] of [
    ['error[E0432]: unresolved import `demo_app::slug::slugify`: no `slugify` in `slug`', true],
    ['error[E0433]: cannot find type `Stack` in this scope: use of undeclared type `Stack`', true],
    ['error[E0599]: no method named `go` found for struct `Cart` in the current scope', true],
    ['error[E0432]: unresolved import `rand`: use of unresolved module or unlinked crate', false],
    ['error[E0433]: cannot find module or crate `rand`: use of unlinked crate `rand`', false],
    ['error: cannot find macro `assert_that` in this scope', false],
    ['error[E0308]: mismatched types: expected `i32`, found `&str`', false],
  ] as const) {
    it(`${isLacking ? 'may' : 'never will'} compile once it is written: ${line}`, () =>
      assert.equal(rustLanguage.isLacking(`tests/slug_test.rs:1: ${line}`, target), isLacking));
  }

  it('has shells told of', () => {
    const content = 'fn a() { Command::new("sh").arg("-c").arg(line); }\n';
    assert.equal(riskyCode({ path: 'src/a.rs', content }).length, 1);
  });
});
