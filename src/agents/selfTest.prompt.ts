/** The file that the self-test has changed. */
export const testFile = {
  path: 'last.js',
  content: 'export function last(items) {\n  return items[items.length];\n}\n',
} as const;

const shown = `FILE: ${testFile.path}\n\`\`\`javascript\n${testFile.content}\`\`\``;

/** Asks for a whole file. */
export const wholeFilePrompt = `Write a JavaScript file with an exported function double(value) that returns twice its number.
Answer in exactly this form and nothing else:
FILE: double.js
\`\`\`javascript
(the whole file)
\`\`\``;

/** Shows a mistake and what it leads to. */
export const fixPrompt = `${shown}

The code above fails its test. last([1, 2, 3]) should give 3, but gives undefined.
Write the corrected file. Answer in exactly this form and nothing else:
FILE: ${testFile.path}
\`\`\`javascript
(the whole file)
\`\`\``;

/** Asks for the same change as a search/replace block. */
export const blockPrompt = `${shown}

Change the function so that last([1, 2, 3]) gives 3. Answer with one edit and nothing else: the lines to be replaced exactly as they stand in the file, then the new lines, in this form:
FILE: ${testFile.path}
<<<<<<< SEARCH
(old lines)
=======
(new lines)
>>>>>>> REPLACE`;

/** Asks for a small decision. */
export const objectPrompt = `Which kind of task is “Make sort() faster”? Kinds: question, bug, speed.`;
