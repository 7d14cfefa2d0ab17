import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { collectL10nKeys } from '../support/l10nKeys.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { keys, unreadable } = collectL10nKeys(root);
const russian = readJson('l10n/bundle.l10n.ru.json');
const manifestEnglish = readJson('package.nls.json');
const manifestRussian = readJson('package.nls.ru.json');

describe('localisation', () => {
  it('finds every sentence as a literal', () => {
    assert.deepEqual(unreadable, []);
    assert.ok(keys.length > 50, `only ${keys.length} sentences found`);
  });

  it('has a Russian text for every sentence, and no others', () => {
    const wanted = new Set(keys.map(({ message }) => message));
    assert.deepEqual([...wanted].filter((key) => !(key in russian)).sort(), [], 'missing');
    assert.deepEqual(
      Object.keys(russian)
        .filter((key) => !wanted.has(key))
        .sort(),
      [],
      'unused',
    );
  });

  it('keeps every hole of a sentence in its translation', () => {
    const wrong = Object.entries(russian).filter(([key, text]) => holes(key) !== holes(text));
    assert.deepEqual(wrong, []);
  });

  it('keeps code, icons and names of settings', () => {
    const wrong = Object.entries(russian).filter(([key, text]) => code(key) !== code(text));
    assert.deepEqual(wrong, []);
  });

  it('translates the manifest completely', () => {
    assert.deepEqual(Object.keys(manifestRussian).sort(), Object.keys(manifestEnglish).sort());
    const used = new Set(
      [...readText('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key),
    );
    assert.deepEqual(
      [...used].filter((key) => !(key! in manifestEnglish)),
      [],
      'missing',
    );
    assert.deepEqual(
      Object.keys(manifestEnglish).filter((key) => !used.has(key)),
      [],
      'unused',
    );
  });

  it('writes the Russian texts in Russian', () => {
    const names = /^[\W\d_]*$|^(Caravan|Ollama|OK|\{0\})/;
    const wrong = Object.entries({ ...russian, ...manifestRussian }).filter(
      ([, text]) => !/[а-яё]/i.test(text) && !names.test(text),
    );
    assert.deepEqual(wrong, []);
  });
});

function holes(text: string): string {
  return [...new Set(text.match(/\{\d+\}/g) ?? [])].sort().join();
}

function code(text: string): string {
  const spans = /`[^`]*`|\$\([\w-]+\)|--\w+|\b(?:caravan\.\w+|ollama \w+|OLLAMA_\w+|https?:\S+\d)/g;
  return (text.match(spans) ?? []).sort().join();
}

function readText(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function readJson(file: string): Record<string, string> {
  return JSON.parse(readText(file)) as Record<string, string>;
}
