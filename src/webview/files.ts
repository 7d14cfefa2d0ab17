import { createContext } from 'preact';
import { useContext, useEffect, useMemo } from 'preact/hooks';
import { namesAtOnce } from '../protocol/fileNames.ts';
import type { FromView } from '../protocol/messages.ts';
import type { KnownFiles } from './knownFiles.ts';

/** What is known of files, and a way to ask for more. */
export interface Files {
  readonly known: KnownFiles;
  readonly ask: (name: string) => void;
}

/** Files of the tree; none outside a provider. */
export const FilesContext = createContext<Files>({ known: new Map(), ask: () => undefined });

/** Puts the questions of many components into few messages. */
export class FileQuestions {
  readonly #post: (message: FromView) => void;
  readonly #later: (callback: () => void) => void;
  readonly #names = new Set<string>();

  /** @param later calls back once all that is drawn together has asked. */
  constructor(post: (message: FromView) => void, later: (callback: () => void) => void) {
    this.#post = post;
    this.#later = later;
  }

  ask(name: string): void {
    if (this.#names.size === 0) this.#later(() => this.#send());
    this.#names.add(name);
  }

  #send(): void {
    const names = [...this.#names];
    this.#names.clear();
    for (let first = 0; first < names.length; first += namesAtOnce) {
      this.#post({ type: 'find-files', names: names.slice(first, first + namesAtOnce) });
    }
  }
}

/** Files as the state knows them, for the provider. */
export function useKnownFiles(known: KnownFiles, post: (message: FromView) => void): Files {
  const questions = useMemo(
    () => new FileQuestions(post, (callback) => void requestAnimationFrame(callback)),
    [post],
  );
  return useMemo(() => ({ known, ask: (name) => questions.ask(name) }), [known, questions]);
}

/** The file a name means, once the host has said so; undefined while it has not, or knows none. */
export function useFile(name: string | undefined): string | undefined {
  const { known, ask } = useContext(FilesContext);
  const isOpen = name !== undefined && !known.has(name);
  useEffect(() => {
    if (isOpen) ask(name);
  }, [isOpen, name]);
  return name === undefined ? undefined : known.get(name);
}
