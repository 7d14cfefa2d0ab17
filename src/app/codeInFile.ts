import { applyEdits } from '../agents/applyEdits.ts';
import { readEdits } from '../agents/editBlocks.ts';
import { spliceRegions } from '../agents/spliceRegions.ts';
import { languageOfExtension } from '../agents/taskLanguage.ts';

/** Share of a file's lines that code must have to be taken for the whole file. */
const wholeFrom = 0.5;

/**
 * A file's text with the code of an answer in it: edits in their places, whole declarations in place
 * of those of the same name, else the code as the whole file. Undefined when it is none of these.
 * `before`: undefined when there is no such file.
 */
export function codeInFile(
  path: string,
  before: string | undefined,
  code: string,
): string | undefined {
  const fresh = `${code.trimEnd()}\n`;
  const { blocks, problem } = readEdits(code);
  if (problem !== undefined) return undefined;
  if (blocks.length > 0) {
    const applied = applyEdits(before ?? '', blocks);
    return 'text' in applied ? applied.text : undefined;
  }
  if (before === undefined || before.trim() === '') return fresh;
  const language = languageOfExtension(path);
  const spliced = language && spliceRegions(before, code, language).text;
  if (spliced !== undefined) return spliced;
  return linesOf(code) >= linesOf(before) * wholeFrom ? fresh : undefined;
}

function linesOf(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
