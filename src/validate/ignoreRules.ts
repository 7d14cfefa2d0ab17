import ignore, { type Ignore } from 'ignore';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/** The rules of one `.gitignore`, and the folder they count from (relative, `/` at the end). */
interface Rules {
  readonly base: string;
  readonly matcher: Ignore;
}

/** What the `.gitignore` files from the root of a folder down to one place say. */
export class IgnoreRules {
  readonly #rules: readonly Rules[];

  constructor(rules: readonly Rules[] = []) {
    this.#rules = rules;
  }

  /** These rules with those of a folder's own file; `path` is relative, with `/` at the end. */
  async within(folder: string, path: string): Promise<IgnoreRules> {
    let text: string;
    try {
      text = await fs.readFile(join(folder, '.gitignore'), 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'EISDIR') throw error;
      return this;
    }
    return new IgnoreRules([...this.#rules, { base: path, matcher: ignore().add(text) }]);
  }

  /** Is a path ignored? A folder's ends in `/`; the deeper rule decides. */
  isIgnored(path: string): boolean {
    let isOut = false;
    for (const { base, matcher } of this.#rules) {
      const { ignored, unignored } = matcher.test(path.slice(base.length));
      if (ignored) isOut = true;
      else if (unignored) isOut = false;
    }
    return isOut;
  }
}
