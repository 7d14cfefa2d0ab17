import { compiledByName } from './compiled/compiledLanguages.ts';
import type { Intent } from './types.ts';

/** Role instruction of the chat answer. */
export function answerPrompt(intent: Intent): string {
  const what =
    intent.mode === 'analyze'
      ? 'Analyse what the user asks about, using the material above: what it does, how it is built, what is wrong or risky. Change nothing.'
      : intent.otherLanguage
        ? `Do what the user asks, in ${intent.otherLanguage}: whole code in fenced blocks, then at most three sentences about it.`
        : 'Answer the user, using the material above where it helps.';
  return `${what} Be short and concrete. If the material does not say, say so. Answer in the language of the user's message.`;
}

/** The greeting, in the language it was given in; needs no model. */
export function greetingText(task: string): string {
  return isRussian(task)
    ? 'Здравствуйте! Я Caravan. Опишите задачу, например: «Напиши функцию slugify(title) с тестами», — или задайте вопрос о проекте.'
    : 'Hello! I am Caravan. Describe a task, for example "Write a function slugify(title) with tests", or ask a question about your project.';
}

/** Said before an answer that holds code of a language whose files and tests are not made. */
export function otherLanguageText(task: string, language: string): string {
  const needs = compiledByName(language)?.needs;
  return isRussian(task)
    ? `Файлы с тестами я делаю на TypeScript, JavaScript и Python${needs ? `, на ${language} — только в папке с ${needs.join(' и ')}` : `, но не на ${language}`}: вот ответ, ничего не проверено.\n\n`
    : `I make files with tests in TypeScript, JavaScript and Python, ${needs ? `in ${language} only in a folder with a ${needs.join(' and a ')}` : `not in ${language}`}: here is an answer, nothing of it was tested.\n\n`;
}

/** Said after an answer that does not end by itself, in the language of the question. */
export function cutText(task: string, why: 'length' | 'repeating'): string {
  if (why === 'length') {
    return isRussian(task)
      ? 'Ответ обрывается здесь: он достиг предела длины. Попросите продолжить или ответить короче.'
      : 'The answer breaks off here, at the limit of its length. Ask for the rest, or for a shorter one.';
  }
  return isRussian(task)
    ? 'Ответ обрывается здесь: модель начала повторяться.'
    : 'The answer breaks off here: the model began to repeat itself.';
}

/** What Caravan can do, in the language it was asked in; needs no model. */
export function helpText(task: string): string {
  return isRussian(task)
    ? [
        'Вот что я умею:',
        '- **Код с тестами**: опишите функцию или изменение; я составлю план, напишу тесты и код, запущу тесты, исправлю ошибки и предложу файлы: на TypeScript, JavaScript, Python, а в проектах Go, Cargo и Maven — на Go, Rust и Java. Ничего не записывается, пока вы не нажмёте «Применить», если вы не отключили это в настройках.',
        '- **Вопросы**: спросите о проекте или о коде.',
        '- **План**: режим «план» останавливается после плана.',
        '- **Анализ**: режим «анализ» только читает.',
      ].join('\n')
    : [
        'What I can do:',
        '- **Code with tests**: describe a function or a change; I plan, write tests and code, run the tests, fix what fails and propose the files: in TypeScript, JavaScript, Python, and in Go, Rust and Java where the project is one of Go, Cargo or Maven. Nothing is written until you press Apply, unless you have turned that off in the settings.',
        '- **Questions**: ask about the project or about code.',
        '- **Plan**: plan mode stops after the plan.',
        '- **Analysis**: analyze mode only reads.',
      ].join('\n');
}

/** Is the message in Russian? By its letters: Cyrillic ones outnumber Latin ones or begin it. */
function isRussian(text: string): boolean {
  const cyrillic = text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return cyrillic > latin || /^\s*\p{Script=Cyrillic}/u.test(text);
}
