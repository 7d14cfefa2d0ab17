import { compiledLanguages, compiledOfPath } from './compiled/compiledLanguages.ts';
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
const asked =
  /\b(?:an?|the) (?:\w+ )?(Golang|Go|Rust|Java|Kotlin|Swift|Ruby|PHP|C#|C\+\+) (?:function|method|class|struct|enum|trait|interface|type|module|package|crate|library|program)\b/;
const saidInRussian =
  /(?:^|[^\p{L}])на (?:(golang|go|го)|(rust|раст[еу]?)|(java|джав[аеу]))(?![\p{L}])/iu;

/**
 * The language a task wants that is none of those whose files are made in any folder, by what it says,
 * else by what most files of the folder are in; undefined when it is one of them, or nobody can tell.
 */
export function otherLanguage(task: string, known: readonly string[]): string | undefined {
  const named = names.get(path.exec(task)?.[1] ?? '');
  if (named !== undefined) return named;
  if (saidLanguage(task) !== undefined) return undefined;
  const word = (said.exec(task) ?? asked.exec(task))?.[1];
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
  if (most && most.count > own) return most.name;
  return own === 0 ? begun(known) : undefined;
}

/** A project without code yet is of the language that its first file of all is for. */
function begun(known: readonly string[]): string | undefined {
  const project = compiledLanguages.find(({ needs: [manifest] }) =>
    known.some((path) => path === manifest || path.endsWith(`/${manifest}`)),
  );
  return project?.name;
}
