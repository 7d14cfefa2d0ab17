import type { Language } from '../base/task.ts';
import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { scanPython } from './scanPython.ts';
import { scanScript } from './scanScript.ts';

/** What scanning code for balance found; undefined when brackets, strings and comments all close. */
export type ScanProblem = string | undefined;

/**
 * Cheap check that text is code that ends where it should: brackets, strings and comments closed,
 * blocks with a body, and at least one declaration, assignment or call. Not a parser: the tests
 * decide; this only turns away what was cut off or is prose.
 */
export function isPlausibleCode(code: string, language: Language): boolean {
  return codeProblem(code, language) === undefined;
}

/** Why the text is no plausible code, as a sentence for the model, or undefined. */
export function codeProblem(code: string, language: Language): ScanProblem {
  if (code.trim() === '') return 'The file was empty.';
  const compiled = compiledLanguage(language);
  if (compiled) return compiled.scan(code);
  if (language === 'python') {
    return scanPython(code) ?? (pythonShape.test(code) ? undefined : 'The file held no code.');
  }
  return scanScript(code) ?? (scriptShape.test(code) ? undefined : 'The file held no code.');
}

const scriptShape =
  /(?:^|\*\/|;)\s*(?:export|import|const|let|var|(?:async\s+)?function|class|interface|type|module\.)|[\w$)\]]\s*\(|=>/m;
const pythonShape = /^\s*(?:def|class|import|from|async\s+def|@\w+|[A-Za-z_]\w*\s*=)|^\w[\w.]*\(/m;
