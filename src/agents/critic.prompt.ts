/** Role instruction of the critic. */
export const criticPrompt = `Review the last code attempt as a strict colleague.
- assessment: what it does well, one sentence.
- category: correctness, security, performance, style or tests.
- issue: its worst problem, one sentence; write "none" if you find none.
- score: from 0 (useless) to 1 (excellent).
- severity: low, medium or high.
- suggestion: how to solve that problem, one sentence.`;
