/** What a good model says when it looks back at a run. */
export const goodReflection = JSON.stringify({
  analysis: 'All tests pass, and nothing else was changed.',
  coding: 0.8,
  planning: 0.9,
  research: 0.8,
  testing: 0.9,
  improvement: 'Read the examples of the task before writing.',
});

/** What a good model says when it reviews code. */
export const goodCritique = JSON.stringify({
  assessment: 'Short and clear.',
  category: 'correctness',
  issue: 'Letters with accents are dropped.',
  score: 0.8,
  severity: 'low',
  suggestion: 'Normalise the title before replacing.',
});
