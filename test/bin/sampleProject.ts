import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const files: Readonly<Record<string, string>> = {
  'README.md': `# Scratch

A small project to try Caravan on: an address book in TypeScript and a word counter in Python.
`,
  'package.json': `${JSON.stringify({ name: 'scratch', private: true, type: 'module' }, null, 2)}\n`,
  'src/addressBook.ts': `export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Finds people by a part of their name, ignoring case. */
export function findPeople(people: readonly Person[], part: string): Person[] {
  const wanted = part.toLowerCase();
  return people.filter((person) => person.name.toLowerCase().includes(wanted));
}
`,
  'test/addressBook.test.ts': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPeople } from '../src/addressBook.ts';

test('finds people whatever the case', () => {
  const ada = { name: 'Ada Lovelace', email: 'ada@example.com' };
  assert.deepEqual(findPeople([ada], 'LOVE'), [ada]);
});
`,
  'word_count.py': `def count_words(text):
    """How often each word occurs, ignoring case."""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts
`,
  'test_word_count.py': `import unittest

from word_count import count_words


class CountWords(unittest.TestCase):
    def test_ignores_case(self):
        self.assertEqual(count_words("A a b"), {"a": 2, "b": 1})
`,
};

/** Creates the project `npm start` opens; what is there already stays as it is. */
export async function writeSampleProject(folder: string): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (existsSync(file)) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
