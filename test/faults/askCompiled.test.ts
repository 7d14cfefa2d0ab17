import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasSandbox } from '../support/sandboxed.ts';
import { createScriptedOllama, type ReceivedChat } from '../support/scriptedOllama.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';
import { provideMavenRepository, writeMavenProject } from './validate/mavenRepository.ts';

const cli = join(import.meta.dirname, '../../dist/cli/cli.js');

/** What a model answers, as small models do: with prose, a wrong fence, and what has to be mended. */
interface Answers {
  readonly tests: string;
  readonly code: string;
}

const rust: Answers = {
  tests: `Sure, here are the tests:
\`\`\`python
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words() {
        assert_eq!(count_words("a b a").get("a"), Some(&2));
    }

    #[test]
    fn finds_nothing_in_nothing() {
        assert!(count_words("").is_empty());
    }
}
\`\`\``,
  code: `\`\`\`
use std::collections::HashMap;

/// Counts each word.
fn count_words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_string()).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_wrong() {
        assert!(count_words("a").is_empty());
    }
}
\`\`\`
This counts the words.`,
};
const java: Answers = {
  tests: `\`\`\`javascript
import org.junit.Test;
import com.acme.CountWords;

public class Tests {
  @Test
  public void countsWords() {
    assertEquals(Map.of("a", 2, "b", 1), CountWords.countWords("a b a"));
  }
}
\`\`\``,
  code: `Here is the class:
\`\`\`java
public class WordCounter {
  public static Map<String, Integer> countWords(String text) {
    Map<String, Integer> counts = new HashMap<>();
    for (String word : text.split("\\\\s+")) {
      counts.merge(word, 1, Integer::sum);
    }
    return counts;
  }
}
\`\`\``,
};

describe('npm run ask on a project of a compiled language', function () {
  this.timeout(240_000);
  let base: string;
  let folder: string;

  before(function () {
    if (!hasSandbox()) this.skip();
  });
  beforeEach(async () => {
    base = await makeTemporaryFolder();
    folder = join(base, 'project');
  });
  afterEach(() => removeTemporaryFolder(base));

  it('adds a tested module to a crate, and names it in the library', async function () {
    const library = '//! Words.\n\npub mod lines;\n';
    await write(
      'Cargo.toml',
      '[package]\nname = "word-kit"\nversion = "0.1.0"\nedition = "2021"\n',
    );
    await write('src/lib.rs', library);
    await write(
      'src/lines.rs',
      'pub fn lines(text: &str) -> usize {\n    text.lines().count()\n}\n',
    );
    if (!canLink()) return this.skip();
    const task = 'Write a function count_words(text) that counts how often each word occurs';
    assert.deepEqual(await ask(task, rust, process.env), verified(2));
    assert.equal(await read('src/lib.rs'), `${library}pub mod count_words;\n`);
    assert.match(await read('src/count_words.rs'), /^pub fn count_words/m);
    assert.doesNotMatch(await read('src/count_words.rs'), /mod tests/);
    assert.match(await read('tests/count_words_test.rs'), /use word_kit::count_words::\*;/);
  });

  it('adds a tested class to a Maven project, in its package and for its JUnit', async function () {
    if (!hasMaven()) return this.skip();
    // Without a network there is nothing to run Maven with.
    const repository = await provideMavenRepository().catch(() => undefined);
    if (repository === undefined) return this.skip();
    await writeMavenProject(folder);
    const settings = `<settings><localRepository>${repository}</localRepository></settings>\n`;
    await write('../home/.m2/settings.xml', settings);
    const task = 'Напиши на Java функцию countWords(text): сколько раз встречается каждое слово';
    const env = { ...process.env, HOME: join(base, 'home') };
    assert.deepEqual(await ask(task, java, env), verified(1));
    const code = await read('src/main/java/com/example/CountWords.java');
    assert.match(
      code,
      /^package com\.example;\n\nimport java\.util\.Map;\nimport java\.util\.HashMap;/,
    );
    assert.match(code, /public class CountWords \{/);
    const tests = await read('src/test/java/com/example/CountWordsTest.java');
    assert.match(tests, /^import org\.junit\.jupiter\.api\.Test;/m);
  });

  function verified(tests: number): object {
    // One sample of tests: that the code is not there yet is nothing against it.
    return { code: 0, samples: 1, status: 'passed', passed: tests };
  }
  async function write(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  function read(path: string): Promise<string> {
    return readFile(join(folder, path), 'utf8');
  }

  /** Rust on PATH, able to link a program. */
  function canLink(): boolean {
    try {
      const env = { ...process.env, CARGO_TARGET_DIR: join(base, 'target') };
      const args = ['test', '--offline', '--no-run', '--lib'];
      execFileSync('cargo', args, { cwd: folder, stdio: 'ignore', env });
      return true;
    } catch {
      return false;
    }
  }
  function hasMaven(): boolean {
    try {
      execFileSync('mvn', ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  async function ask(task: string, answers: Answers, env: NodeJS.ProcessEnv): Promise<object> {
    const server = await createScriptedOllama({ reply: (chat) => replyTo(chat, answers) });
    try {
      const args = ['--task', task, '--folder', folder, '--host', server.url];
      const more = ['--model', 'scripted:1b', '--apply', 'always', '--json'];
      const storage = ['--storage', join(base, 'storage')];
      return await new Promise((resolve) => {
        const options = { env: { ...env, LANG: 'C' }, maxBuffer: 64 * 1024 * 1024 };
        execFile(process.execPath, [cli, ...args, ...more, ...storage], options, (error, out) => {
          const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
          const samples = server.chats().filter(isForTests).length;
          resolve({ code, samples, ...lastVerdict(out) });
        });
      });
    } finally {
      await server.close();
    }
  }
});

/** What the last validation of a run said. */
function lastVerdict(out: string): object {
  const results = out.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { result } = JSON.parse(line) as { result?: { kind?: string; validation?: Verdict } };
    return result?.kind === 'validation' && result.validation ? [result.validation] : [];
  });
  const last = results.at(-1);
  const { status, tests = [], problem } = last ?? {};
  const passed = tests.filter((test) => test.passed).length;
  return { status, passed, ...(problem !== undefined && { problem }) };
}

interface Verdict {
  readonly status: string;
  readonly tests: readonly { readonly passed: boolean }[];
  readonly problem?: string;
}

function replyTo({ messages, format }: ReceivedChat, { tests, code }: Answers): string {
  if (format) return JSON.stringify(objectOf(format));
  if (isForTests({ messages })) return tests;
  const asked = messages.at(-1)?.content ?? '';
  return /Write the (?:corrected )?code file/.test(asked) ? code : 'It does what the task asks.';
}

function isForTests({ messages }: Pick<ReceivedChat, 'messages'>): boolean {
  return messages.at(-1)?.content.includes('Write the tests for the task now.') ?? false;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly enum?: readonly string[];
}

/** An object that says nothing, of the shape that is asked for. */
function objectOf(schema: Schema): unknown {
  if (schema.properties) {
    const entries = Object.entries(schema.properties);
    return Object.fromEntries(entries.map(([key, one]) => [key, objectOf(one)]));
  }
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'array') return ['Do it.'];
  if (schema.type === 'boolean') return false;
  return schema.type === 'number' || schema.type === 'integer' ? 0.9 : 'nothing';
}
