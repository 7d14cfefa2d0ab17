import { compiledOfPath } from './compiled/compiledLanguages.ts';
import { languageOfExtension, saidLanguage } from './taskLanguage.ts';

const names: ReadonlyMap<string, string> = new Map([
  ['go', 'Go'],
  ['rs', 'Rust'],
  ['java', 'Java'],
  ['kt', 'Kotlin'],
  ['swift', 'Swift'],
  ['rb', 'Ruby'],
  ['php', 'PHP'],
  ['cs', 'C#'],
  ['cpp', 'C++'],
]);
const extensions = [...names.keys()].join('|');
const path = new RegExp(`[\\w-]\\.(${extensions})(?![\\w/])`);
// Case decides between the language and the verb: "in Go", never "go".
const said = /\b(?:in|using) (Golang|Go|Rust|Java|Kotlin|Swift|Ruby|PHP|C#|C\+\+)(?![\w+#-])/;
const saidInRussian =
  /(?:^|[^\p{L}])на (?:(golang|go|го)|(rust|раст[еу]?)|(java|джав[аеу]))(?![\p{L}])/iu;

/**
 * The language a task wants that is none of those whose files and tests are made, by what it says,
 * else by what most files of the folder are in; undefined when it is one of them, or nobody can tell.
 */
export function otherLanguage(task: string, known: readonly string[]): string | undefined {
  const named = names.get(path.exec(task)?.[1] ?? '');
  if (named !== undefined) return named;
  if (saidLanguage(task) !== undefined) return undefined;
  const word = said.exec(task)?.[1];
  if (word !== undefined) return word === 'Golang' ? 'Go' : word;
  const [, go, rust, java] = saidInRussian.exec(task) ?? [];
  const russian = go ? 'Go' : rust ? 'Rust' : java ? 'Java' : undefined;
  return russian ?? mostly(known);
}

/** Is it code of a language in which files are always made? */
function isOwn(file: string): boolean {
  return languageOfExtension(file) !== undefined && compiledOfPath(file) === undefined;
}

function mostly(known: readonly string[]): string | undefined {
  const own = known.filter(isOwn).length;
  const counts = [...names].map(([extension, name]) => ({
    name,
    count: known.filter((file) => file.endsWith(`.${extension}`)).length,
  }));
  const [most] = counts.sort((a, b) => b.count - a.count);
  return most && most.count > own ? most.name : undefined;
}
