const shownPaths = 40;

/** Role instruction of the planner. */
export function plannerPrompt(knownPaths: readonly string[]): string {
  const files = knownPaths.slice(0, shownPaths).join('\n');
  return `Plan how to do the task with one code file and one test file.
${files ? `Files that exist:\n${files}` : 'The folder is empty.'}
- approach: one sentence.
- codePath: the file to write, relative to the folder. Name a file that exists only if the task changes it.
- functionName: the function or class the file exports.
- language: typescript, javascript or python.
- steps: two to five short steps.`;
}
