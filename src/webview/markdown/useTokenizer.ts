import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Tokenizer } from './codeChunks.ts';

/** How far out of sight code may be to get its colours, so that it has them when it is seen. */
const scrollMargin = '400px';

interface Loaded {
  readonly language: string;
  readonly create: () => Tokenizer | undefined;
}

/**
 * Makes tokenizers for a language once the element is about to be seen: the parsers are a script of
 * their own, and a long conversation is not taken apart before anyone looks at it.
 */
export function useTokenizer(
  language: string,
  element: RefObject<Element | null>,
): (() => Tokenizer | undefined) | undefined {
  const [isNear, setNear] = useState(false);
  const [loaded, setLoaded] = useState<Loaded>();
  const isWanted = language !== '';
  useEffect(() => {
    if (!isWanted || isNear || !element.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { scrollMargin },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isWanted, isNear]);
  useEffect(() => {
    if (!isWanted || !isNear) return undefined;
    let isGone = false;
    import('./tokenizer.ts').then(
      ({ createTokenizer }) => {
        if (!isGone) setLoaded({ language, create: () => createTokenizer(language) });
      },
      (error: unknown) => console.warn('The code stays without colours.', error),
    );
    return () => {
      isGone = true;
    };
  }, [isWanted, isNear, language]);
  return loaded?.language === language ? loaded.create : undefined;
}
