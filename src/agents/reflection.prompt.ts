/** Role instruction of the reflection agent. */
export const reflectionPrompt = `Look back at this run: plan, material, tests, code and test results.
Score each part from 0 (bad) to 1 (good); judge by the test results, not by looks.
- analysis: what went well or wrong, one or two sentences.
- coding, planning, research, testing: scores.
- improvement: the one thing to do better next time, one sentence.`;
