import type { TaskType } from '../base/task.ts';
import type { Complexity } from './types.ts';

// JavaScript's \b knows only Latin letters, so Russian words get their own borders. A word in a name,
// as in add_days, is no word.
const start = '(?:^|[^\\p{L}\\p{N}_])';
const end = '(?![\\p{L}\\p{N}_])';
const words = (list: string): RegExp => new RegExp(`${start}(?:${list})${end}`, 'iu');

const greeting =
  /^(?:hi|hello|hey|hey there|hi there|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|привет(?:ик|ствую)?|здравствуй(?:те)?|добр(?:ый|ое|ой) (?:день|утро|вечер|ночи)|хай|салют|спасибо|пока|bye)(?:[\s,]+(?:caravan|караван|there|all|everyone|всем|you))?[\s!.,)?:]*$/iu;
const help =
  /^(?:\/?help|\/?помощь|помоги(?:те)?|what can you do|how do you work|how (?:do|can) i use (?:you|this|caravan)|что ты (?:умеешь|можешь)|что вы (?:умеете|можете)|как (?:тобой|этим|караваном) пользоваться)[\s!.?]*$/iu;

const verbs: readonly (readonly [TaskType, RegExp])[] = [
  [
    'debug',
    words(
      'fix|debug|repair|broken|crashes|crash|bug|fails|failing|исправь(?:те)?|почини(?:те)?|отлад\\p{L}*|баг|ошибк\\p{L}*|не работает|падает',
    ),
  ],
  [
    'refactor',
    words(
      'refactor|rename|restructure|clean up|simplify|рефактор\\p{L}*|переименуй(?:те)?|упрости(?:те)?',
    ),
  ],
  ['optimize', words('optimi[sz]e|speed up|faster|оптимизируй(?:те)?|ускорь(?:те)?')],
  [
    'create',
    words(
      'write|create|implement|build|generate|develop|make a|make an|code a|code an|add a function|add function|напиши(?:те)?|создай(?:те)?|сделай(?:те)?(?!\\s+(?:е[её]|его|их|это)(?!\\p{L}))|реализуй(?:те)?|сгенерируй(?:те)?|разработай(?:те)?',
    ),
  ],
  [
    'modify',
    words(
      'add|change|modify|update|extend|convert|replace|remove|make it|make the|rewrite|сделай(?:те)?\\s+(?:е[её]|его|их|это)|добавь(?:те)?|измени(?:те)?|обнови(?:те)?|удали(?:те)?|перепиши(?:те)?|поменяй(?:те)?|замени(?:те)?',
    ),
  ],
  ['test', words('test|tests|cover|протестируй(?:те)?|покрой(?:те)?')],
];
const testsOnly =
  /^\s*(?:please\s+)?(?:(?:write|add|create|generate)\s+(?:(?:some|more|unit|the)\s+)*tests?\b|test\b|cover\b)|^\s*(?:напиши(?:те)?|добавь(?:те)?|создай(?:те)?)\s+(?:юнит-?)?тест/iu;
const question =
  /^(?:what|why|how|when|where|who|which|is|are|does|do|can|could|should|explain|describe|tell me|summari[sz]e|что|почему|зачем|как|когда|где|кто|какой|какая|какие|сколько|объясни(?:те)?|расскажи(?:те)?|опиши(?:те)?|поясни(?:те)?)(?![\p{L}])/iu;
const codeNoun = words(
  'function|class|method|module|script|program|component|parser|api|cli|функци\\p{L}*|класс\\p{L}*|метод\\p{L}*|скрипт\\p{L}*|программ\\p{L}*|модул\\p{L}*',
);
const wish =
  /^(?:i|we) (?:need|want)(?! to know)(?![\p{L}])|^(?:мне|нам) нуж(?:ен|на|но|ны)(?![\p{L}])/iu;
const politeRequest = /^(?:can|could|would|will) you (?:please )?(?!explain|tell|describe)/i;

/** Kind of a task where words alone decide it; undefined when a model should. */
export function obviousType(task: string): TaskType | undefined {
  const text = withoutPaths(task.trim());
  if (text === '' || greeting.test(text)) return 'greeting';
  if (help.test(text)) return 'help';
  if (/^\/(explain|fix|test|refactor|optimize)\b/.test(text)) return slashType(text);
  if (testsOnly.test(text) && !codeNoun.test(text.replace(/for .*/is, ''))) return 'test';
  if (question.test(text) && !politeRequest.test(text)) return 'explain';
  const found = verbs.find(([type, pattern]) => type !== 'test' && pattern.test(text))?.[0];
  if (found) return firstVerb(text) ?? found;
  if (text.endsWith('?')) return 'explain';
  if (wish.test(text)) return 'create';
  return codeNoun.test(text) && text.split(/\s+/).length >= 3 ? 'create' : undefined;
}

/** A file called test_add.py asks for nothing. */
function withoutPaths(task: string): string {
  return task.replace(/[\w./\\-]*[\w-]+\.(?:[mc]?[jt]sx?|py)(?!\w)/g, 'file');
}

/**
 * The type whose verb comes first in the task wins: "Write a parser that fixes…" is a creation. Tests
 * are mentioned more often than they are asked for: "The tests fail, fix the code".
 */
function firstVerb(text: string): TaskType | undefined {
  const hits = verbs
    .filter(([type]) => type !== 'test')
    .map(([type, pattern]) => ({ type, at: text.search(pattern) }))
    .filter((hit) => hit.at >= 0)
    .sort((a, b) => a.at - b.at);
  return hits[0]?.type;
}

function slashType(text: string): TaskType {
  const types: Record<string, TaskType> = {
    explain: 'explain',
    fix: 'debug',
    test: 'test',
    refactor: 'refactor',
    optimize: 'optimize',
  };
  return types[/^\/(\w+)/.exec(text)?.[1] ?? ''] ?? 'explain';
}

/** Rough size of a task by its length and the number of things asked for. */
export function obviousComplexity(task: string): Complexity {
  const length = task.trim().length;
  const parts = task.split(/[.;\n]|\band\b|(?<=\s)и(?=\s)/iu).filter((part) => part.trim()).length;
  if (length > 600 || parts > 8) return 'complex';
  return length > 200 || parts > 4 ? 'medium' : 'simple';
}
