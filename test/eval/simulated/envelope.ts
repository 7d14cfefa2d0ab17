import type { Dice } from './dice.ts';
import type { Profile } from './profiles.ts';

/** An answer as it goes out. */
export interface Wrapped {
  readonly text: string;
  /** The reply limit ended it. */
  readonly cut: boolean;
  readonly noise: readonly string[];
}

/** What is to be sent. */
export interface Content {
  readonly code: string;
  readonly path: string;
  readonly language: string;
  readonly symbol: string;
  readonly isTests: boolean;
}

/** Puts code into an answer the way small models do. */
export function wrap(content: Content, profile: Profile, dice: Dice): Wrapped {
  const { envelope } = profile;
  const noise: string[] = [];
  const is = (kind: keyof Profile['envelope'], name: string): boolean => {
    const happens = dice.chance(envelope[kind]);
    if (happens) noise.push(name);
    return happens;
  };
  const isPython = content.language === 'python';
  const hasProse = is('prose', 'prose');
  const tag = is('wrongTag', 'wrong-tag') ? wrongTag(content) : content.language;
  const hasFileLine = !is('noFileLine', 'no-file-line');
  const isBare = is('noFence', 'no-fence');
  const isOpen = is('openFence', 'open-fence');
  const hasSecond = is('secondBlock', 'second-block');
  const hasLostExport = !isPython && !content.isTests && is('noExport', 'no-export');
  const isCut = is('cut', 'cut');
  const at = 0.4 + dice.next() * 0.55;
  const code = (
    hasLostExport
      ? content.code.replace(new RegExp(`^export (?=.*\\b${content.symbol}\\b)`, 'm'), '')
      : content.code
  ).trimEnd();
  const lines = [
    ...(hasProse
      ? [`Here is the ${content.isTests ? 'test file' : 'code'} you asked for:`, '']
      : []),
    ...(hasFileLine ? [`FILE: ${content.path}`] : []),
    ...(isBare ? [code] : [`\`\`\`${tag}`, code, ...(isOpen ? [] : ['```'])]),
    ...(hasSecond && !isOpen && !isBare
      ? ['', 'You can use it like this:', `\`\`\`${tag}`, usage(content, isPython), '```']
      : []),
    ...(hasProse && !isOpen ? ['', 'This handles the cases of the task. Let me know!'] : []),
  ];
  const text = lines.join('\n');
  return { text: isCut ? text.slice(0, Math.ceil(text.length * at)) : text, cut: isCut, noise };
}

function wrongTag({ language, isTests }: Content): string {
  if (language === 'typescript') return isTests ? 'python' : 'javascript';
  return language === 'python' ? 'py' : 'js';
}

function usage({ symbol }: Content, isPython: boolean): string {
  return isPython ? `print(${symbol})` : `console.log(${symbol});`;
}
