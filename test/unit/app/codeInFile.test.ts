import assert from 'node:assert/strict';
import { codeInFile } from '../../../src/app/codeInFile.ts';

const file = `import { a } from './a.ts';

export function one(): number {
  return 1;
}

export function two(): number {
  return 2;
}

export function three(): number {
  return 3;
}
`;

describe('code of an answer in a file', () => {
  it('is the whole of a new or empty file', () => {
    assert.equal(codeInFile('src/new.ts', undefined, 'const x = 1;'), 'const x = 1;\n');
    assert.equal(codeInFile('notes.md', '\n', 'text\n\n'), 'text\n');
  });

  it('takes the place of the function of the same name and leaves the rest alone', () => {
    const code = 'export function two(): number {\n  return 22;\n}\n';
    assert.equal(codeInFile('src/n.ts', file, code), file.replace('return 2;', 'return 22;'));
  });

  it('goes where its search lines are', () => {
    const code = '<<<<<<< SEARCH\n  return 3;\n=======\n  return 33;\n>>>>>>> REPLACE\n';
    assert.equal(codeInFile('src/n.ts', file, code), file.replace('return 3;', 'return 33;'));
  });

  it('is the whole file where it is about as long', () => {
    const code = '{ "a": 1,\n  "b": 2,\n  "c": 3 }';
    assert.equal(codeInFile('a.json', '{ "a": 1,\n  "b": 2 }\n', code), `${code}\n`);
  });

  it('has no place where it is only a few lines, or its search lines are not there', () => {
    assert.equal(codeInFile('src/n.ts', file, 'one();'), undefined);
    assert.equal(codeInFile('a.json', file, '"b": 2'), undefined);
    const lost = '<<<<<<< SEARCH\n  return 9;\n=======\n  return 33;\n>>>>>>> REPLACE\n';
    assert.equal(codeInFile('src/n.ts', file, lost), undefined);
    assert.equal(codeInFile('src/n.ts', undefined, lost), undefined);
  });
});
