import { join, sep } from 'node:path';
import type { FileSystem } from '../base/fileSystem.ts';
import type { ResearchContext, SourceFile } from '../base/task.ts';
import { describeProject } from './describeProject.ts';
import { excerpt } from './excerpt.ts';
import type { ContextProvider } from './ports.ts';
import { SearchIndex } from './searchIndex.ts';
import { isSecretFile } from './skippedPaths.ts';
import { tokenize, usefulToken } from './tokens.ts';
import { isUnreadable, walkFolder } from './walkFolder.ts';

const charactersPerToken = 3.5;
const maxResults = 6;

/** How much of a folder is looked at. */
export interface ContextLimits {
  /** Files that are listed and indexed at most. */
  readonly files: number;
  /** Bytes a file may have. */
  readonly fileBytes: number;
  /** Bytes that are read for the index at most. */
  readonly totalBytes: number;
}

/** How much of a folder is read at most. */
export const defaultContextLimits: ContextLimits = {
  files: 2_000,
  fileBytes: 256 * 1024,
  totalBytes: 6 * 1024 * 1024,
};

/** Where a context provider reads, and how much. */
export interface ContextProviderOptions {
  readonly fileSystem: FileSystem;
  /** Absolute folder, or undefined when none is open: then there is nothing to find. */
  readonly folder: string | undefined;
  readonly limits?: ContextLimits;
}

/**
 * Finds what a task needs in a folder. The folder is listed and indexed once per provider, on first
 * use, so that what it says stays the same within a run; single files are read fresh.
 */
export function createContextProvider(options: ContextProviderOptions): ContextProvider {
  return new FolderContext(options);
}

class FolderContext implements ContextProvider {
  readonly #fileSystem: FileSystem;
  readonly #folder: string | undefined;
  readonly #limits: ContextLimits;
  #paths: Promise<readonly string[]> | undefined;
  #index: Promise<SearchIndex> | undefined;

  constructor({ fileSystem, folder, limits = defaultContextLimits }: ContextProviderOptions) {
    this.#fileSystem = fileSystem;
    this.#folder = folder;
    this.#limits = limits;
  }

  async research(query: string, budget: number, signal: AbortSignal): Promise<ResearchContext> {
    const index = await this.#searchIndex(signal);
    const hits = index.search(query, maxResults);
    const terms = tokenize(query).flatMap((token) => usefulToken(token) ?? []);
    const general = await this.#overview(query, signal);
    const paths = [...new Set([...general, ...hits.map((hit) => hit.id)])];
    const files: SourceFile[] = [];
    let room = Math.floor(budget * charactersPerToken);
    for (const path of paths) {
      if (room < 200) break;
      const content = await this.read(path, signal);
      if (content === undefined || content.trim() === '') continue;
      const share = files.length === 0 ? room * 0.7 : room;
      const cut = excerpt(content, terms, Math.floor(share));
      files.push({ path, content: cut });
      room -= cut.length;
    }
    return { files, recommendations: [], summary: files.map((file) => file.path).join(', ') };
  }

  async describe(signal: AbortSignal): Promise<string> {
    const paths = await this.#allPaths(signal);
    return describeProject(paths, await this.#projectName(paths, signal));
  }

  async paths(limit: number, signal: AbortSignal): Promise<readonly string[]> {
    return (await this.#allPaths(signal)).slice(0, limit);
  }

  async read(path: string, signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted();
    const folder = this.#folder;
    if (folder === undefined || !isInside(path)) return undefined;
    try {
      const real = await this.#fileSystem.realPath(join(folder, path));
      const root = await this.#fileSystem.realPath(folder);
      if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
      if (isSecretFile(real.slice(real.lastIndexOf(sep) + 1))) return undefined;
      const stat = await this.#fileSystem.stat(real);
      if (stat?.kind !== 'file' || stat.size > this.#limits.fileBytes) return undefined;
      return textOf(await this.#fileSystem.readFile(real));
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  }

  /** README and manifest, when a question is about the project as a whole. */
  async #overview(query: string, signal: AbortSignal): Promise<readonly string[]> {
    if (!/\b(?:project|repository|repo|codebase|workspace)\b|проект|репозитори/iu.test(query)) {
      return [];
    }
    const paths = await this.#allPaths(signal);
    return paths.filter((path) => /^(?:readme\.\w+|package\.json|pyproject\.toml)$/i.test(path));
  }

  async #projectName(paths: readonly string[], signal: AbortSignal): Promise<string | undefined> {
    const manifest = ['package.json', 'pyproject.toml'].find((file) => paths.includes(file));
    const text = manifest && (await this.read(manifest, signal));
    return /["']?\bname["']?\s*[:=]\s*["']([^"'\n]{1,80})["']/.exec(text ?? '')?.[1];
  }

  #allPaths(signal: AbortSignal): Promise<readonly string[]> {
    if (this.#folder === undefined) return Promise.resolve([]);
    this.#paths ??= this.#keep(
      walkFolder(this.#fileSystem, this.#folder, this.#limits.files, signal),
      () => (this.#paths = undefined),
    );
    return this.#paths;
  }

  #searchIndex(signal: AbortSignal): Promise<SearchIndex> {
    this.#index ??= this.#keep(this.#build(signal), () => (this.#index = undefined));
    return this.#index;
  }

  async #build(signal: AbortSignal): Promise<SearchIndex> {
    const index = new SearchIndex();
    let bytes = 0;
    for (const path of await this.#allPaths(signal)) {
      if (bytes > this.#limits.totalBytes) break;
      const content = await this.read(path, signal);
      if (content === undefined) continue;
      bytes += content.length;
      await index.add(path, content);
    }
    return index;
  }

  /** Shares a result among callers, but not a failure: an aborted walk is walked again. */
  #keep<T>(work: Promise<T>, forget: () => void): Promise<T> {
    return work.catch((error: unknown) => {
      forget();
      throw error;
    });
  }
}

function isInside(path: string): boolean {
  return path !== '' && !/^[/\\]|^[A-Za-z]:|\0/.test(path) && !path.split(/[/\\]/).includes('..');
}

/** The text, or undefined for binary content and for anything that is not UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 8_192).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
