import MiniSearch from 'minisearch';
import { tokenize, usefulToken } from './tokens.ts';

const indexedCharacters = 40_000;
const sliceMs = 8;

interface Document {
  readonly id: string;
  readonly path: string;
  readonly symbols: string;
  readonly text: string;
}

/** A hit: path or id, and its BM25 score. */
export interface Hit {
  readonly id: string;
  readonly score: number;
}

/**
 * BM25 over paths, defined names and text. Adding yields to the event loop every few milliseconds,
 * so that a large folder does not hold up the editor.
 */
export class SearchIndex {
  readonly #index = new MiniSearch<Document>({
    fields: ['path', 'symbols', 'text'],
    tokenize,
    processTerm: (term) => usefulToken(term) ?? null,
    searchOptions: { boost: { path: 3, symbols: 2 }, combineWith: 'OR' },
  });
  #sliceStart = performance.now();

  async add(id: string, text: string): Promise<void> {
    const head = text.slice(0, indexedCharacters);
    this.#index.add({ id, path: id, symbols: definedNames(head), text: head });
    if (performance.now() - this.#sliceStart < sliceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#sliceStart = performance.now();
  }

  /** Best first; hits far behind the best are left out. */
  search(query: string, limit: number): readonly Hit[] {
    const hits = this.#index.search(query).map(({ id, score }) => ({ id: String(id), score }));
    const floor = (hits[0]?.score ?? 0) * 0.2;
    return hits.filter((hit) => hit.score >= floor).slice(0, limit);
  }
}

function definedNames(text: string): string {
  const pattern =
    /\b(?:function\*?|class|const|let|var|interface|type|enum|def|fn|func|struct|trait)\s+([A-Za-z_$][\w$]*)/g;
  return [...text.matchAll(pattern)].map((match) => match[1]).join(' ');
}
