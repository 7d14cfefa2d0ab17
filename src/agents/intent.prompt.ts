/** Role instruction of the intent agent; used only when words alone do not decide. */
export const intentPrompt = `Decide what the user wants with the task above.
kind is one of these words:
- explain: a question, or talk; no file has to change
- create: new code
- modify: a change to code that exists
- debug: something is broken and must be fixed
- optimize: make code faster or smaller
- test: only tests are wanted
- refactor: better structure, same behaviour
confidence is a number from 0 to 1.`;
