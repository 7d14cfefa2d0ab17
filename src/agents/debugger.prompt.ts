/** Role instruction of the debugger. */
export function debuggerPrompt(kind: string, line: string): string {
  return `The code failed. Kind of failure: ${kind}. First failure: ${line}
Find why, and say what to change in the code file. The tests stay as they are.
- cause: the mistake in the code, one sentence.
- confidence: a number from 0 to 1.
- fix: what to change, one or two sentences, no code.`;
}
