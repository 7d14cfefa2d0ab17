import { obviousType } from './intentRules.ts';

// JavaScript's \b knows only Latin letters.
const words = (list: string): RegExp =>
  new RegExp(`(?:^|[^\\p{L}\\p{N}_])(?:${list})(?![\\p{L}\\p{N}_])`, 'iu');
const pronoun = words('it|its|them|their|е[её]|его|их|ей|ему|им|в н[её]м|в ней|в них');
const pointing = words(
  '(?:make|fix|change|rename|rewrite|convert|extend|simplify|refactor|test|explain|do) (?:this|that|these|those)|это|этого|этому|этот код|эту функцию',
);
const lead =
  /^(?:(?:ok(?:ay)?|great|good|fine|thanks|and|but|хорошо|отлично|спасибо|а|и|но)[\s,.!]+)*(?:now|also|then|instead|теперь|также|ещё|еще|тогда|вместо этого)(?![\p{L}])/iu;
const path = /[\w-]\.(?:[mc]?[jt]sx?|py)(?!\w)/;

/** Characters beyond which a task says itself what it is about. */
const longest = 400;

/**
 * Does a message speak of what the conversation made before ("now make it async")? Told by words
 * alone, in English and Russian; a message that names a file of its own does not.
 */
export function isFollowUp(task: string): boolean {
  const text = task.trim();
  if (text.length > longest || path.test(text)) return false;
  const type = obviousType(text);
  if (type === 'greeting' || type === 'help') return false;
  const pointsBack = pronoun.test(text) || pointing.test(text);
  // "Create a parser. It must …" speaks of what is to be made.
  return type === 'create' ? pointsBack && lead.test(text) : pointsBack || lead.test(text);
}
