import assert from 'node:assert/strict';
import { otherLanguage } from '../../../src/agents/otherLanguage.ts';

describe('a language whose files are not made', () => {
  for (const [task, known, language] of [
    ['Write a function reverse in Go', [], 'Go'],
    ['Write a parser in Rust', ['a.ts'], 'Rust'],
    ['Напиши функцию на джаве', [], 'Java'],
    ['Напиши функцию на Go', ['a.py'], 'Go'],
    ['Fix pkg/list.go', ['a.ts', 'b.ts'], 'Go'],
    ['Change src/main/java/App.java', [], 'Java'],
    ['Add a function that counts', ['a.go', 'b.go', 'tool.js'], 'Go'],
    ['Write a class in C++', [], 'C++'],
    ['Write a small Rust function that reverses a string', ['a.ts'], 'Rust'],
    ['Write a Java class Stack', [], 'Java'],
    ['Write a function', ['readme.md', 'pom.xml'], 'Java'],
    ['Write a function', ['core/go.mod'], 'Go'],
    ['Write a function', ['pom.xml', 'tool.py'], undefined],
    ['Parse the Java properties of a file', ['a.ts'], undefined],
    ['Write a function', [], undefined],
    ['Let the parser go on after an error', ['a.ts'], undefined],
    ['Write a TypeScript function that reads Java properties', [], undefined],
    ['Read the goods in Golang-like order', ['a.py'], undefined],
    ['Write isGo in JavaScript', ['a.go'], undefined],
    ['Add a function that counts', ['a.go', 'a.ts', 'b.ts'], undefined],
    ['Fix src/parse.ts', ['a.rs', 'b.rs', 'src/parse.ts'], undefined],
  ] as const) {
    it(`is ${language ?? 'none'} in: ${task} (${known.join(', ')})`, () =>
      assert.equal(otherLanguage(task, known), language));
  }
});
