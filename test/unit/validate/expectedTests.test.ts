import assert from 'node:assert/strict';
import { expectedTests } from '../../../src/validate/expectedTests.ts';
import { maskScript } from '../../../src/validate/maskScript.ts';

describe('expected tests', () => {
  it('reads titles through suites, whatever quotes, comments and templates say', () => {
    const code = `import { describe, it } from 'node:test';
// it('in a comment', () => {});
const fixture = \`it('in a template', () => { \${'x'} });\`;
describe("slug's", () => {
  it('lowers', () => assert.match('a)', /[)\\]/]+\\/(/));
  it.skip("later", () => {});
  describe('deep', { concurrency: true }, () => { it('unsure', () => {}); });
  describe('deeper', function () {
    it(\`plain\`, async () => { if (a / b / c) assert.equal('it(', "'"); });
  });
});
test('top', { timeout: 5 }, () => {});
test('todo');
`;
    assert.deepEqual(expectedTests('a.test.ts', code), [
      "slug's > lowers",
      "slug's > later",
      "slug's > deeper > plain",
      'top',
      'todo',
    ]);
  });

  it('does not ask for tests that may not run, or whose title is made at run time', () => {
    const code = `if (windows) test('a', () => {});
if (windows)
  test('b', () => {});
if (windows) { it('c', () => {}); }
for (const x of xs) { it('d', () => {}); }
xs.forEach(() => test('e', () => {}));
test('f' + x, () => {}); test(\`g\${x}\`, () => {}); test('h\\n', () => {});
describe.skip('i', () => { it('j', () => {}); });
describe(name, () => { it('k', () => {}); });
function l() { test('l', () => {}); }
object.test('m', () => {}); latest('n', () => {});
test('outer', async (t) => { await t.test('inner', () => {}); });
`;
    assert.deepEqual(expectedTests('a.test.js', code), ['outer']);
  });

  it('asks for nothing of a text it cannot follow', () => {
    assert.deepEqual(expectedTests('a.test.ts', "test('a', () => { ] });"), []);
    assert.deepEqual(expectedTests('a.test.ts', "test('a', () => {"), []);
    assert.deepEqual(expectedTests('a.test.ts', "test('a', () => `open"), []);
  });

  it('reads the methods of Python test cases and plain test functions', () => {
    const code = `"""
class InText(unittest.TestCase):
    def test_no(self): pass
"""
import unittest
from unittest import TestCase

class SlugTest(unittest.TestCase):
    """Tests."""
    def setUp(self):
        def test_inner(): pass
    @unittest.skip("later")
    def test_later(self): pass
    @parameterized.expand([1])
    def test_many(self, n): pass
    def test_good(self):
        self.assertEqual(1, 1)  # def test_comment(self)

class Helper:
    def test_helper(self): pass

def test_function(): pass
def test_fixture(tmp_path): pass
if True:
    class Maybe(TestCase):
        def test_maybe(self): pass
class Twice(TestCase):
    def test_a(self): pass
class Twice(TestCase):
    def test_b(self): pass
`;
    assert.deepEqual(expectedTests('test_a.py', code), [
      'SlugTest.test_later',
      'SlugTest.test_good',
      'test_function',
    ]);
  });

  it('reads the tests of a Go file that is for any system', () => {
    const code = `package a

/* func TestNot(t *testing.T) {} */
func TestMain(m *testing.M) {}
func Testing(t *testing.T) {}
func TestSum(t *testing.T) {
\ttext := "func TestNot(t *testing.T)"
}
func Test_under(t *testing.T) {}
`;
    assert.deepEqual(expectedTests('a/sum_2_test.go', code), ['TestSum', 'Test_under']);
    assert.deepEqual(expectedTests('a/sum_windows_test.go', code), []);
    assert.deepEqual(expectedTests('a_test.go', `//go:build linux\n\n${code}`), []);
  });

  it('reads the tests of a Rust file that nothing leaves out', () => {
    const code = `use shop::sum;
/*
#[test]
fn in_comment() {}
*/
const TEXT: &str = r#"
#[test]
fn in_text() {}
"#;
const QUOTE: char = '"';

#[test]
fn sums() {
    assert_eq!(sum(1, 2), 3);
}

#[test]
#[should_panic(expected = "none")]
fn panics() {}

#[cfg(windows)]
#[test]
fn on_windows() {}

mod deep {
    #[test]
    fn inner() {}
}
`;
    assert.deepEqual(expectedTests('tests/sum_test.rs', code), ['sums', 'panics']);
    assert.deepEqual(expectedTests('tests/a.rs', `#![cfg(unix)]\n${code}`), []);
  });

  it('reads the tests of a Java file with one class that runs as it stands', () => {
    const code = `package com.example;

class SumTest {
    /* @Test void inComment() {} */
    static final char QUOTE = '"';
    @Test
    void sums() { String text = "@Test void inText() {}"; }
    @Test
    @DisplayName("adds \\"twice\\"")
    public void sumsTwice() {}
    @ParameterizedTest
    void many(int n) {}
    void helper() {}
}
`;
    const path = 'src/test/java/com/example/SumTest.java';
    assert.deepEqual(expectedTests(path, code), ['SumTest.sums', 'SumTest.sumsTwice']);
    assert.deepEqual(expectedTests(path, `${code}class Other {}\n`), []);
    assert.deepEqual(expectedTests(path, code.replace('class', '@Disabled class')), []);
  });

  it('masks without changing the length or the lines of a text', () => {
    const code = 'a = `x${`y${"}"}`}\n`; b = /["`]/g; c = 1 / 2 / 3; // "\n/* ` */ d';
    const masked = maskScript(code);
    assert.equal(masked.length, code.length);
    assert.equal(masked.split('\n').length, code.split('\n').length);
    assert.doesNotMatch(masked, /["`xy]/);
    assert.match(masked, /c = 1 \/ 2 \/ 3;.*\n.* d$/);
  });
});
