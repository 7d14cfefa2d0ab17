import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** The error for an answer of nothing but white space. */
export function emptyAnswer(model: string): CaravanError {
  return new CaravanError('answer-empty', {
    text: userText('The model {0} returned nothing.', model),
    next: userText('Try again, word the task differently, or take another model.'),
    data: { model },
    isRetryable: true,
  });
}

/** The error for an answer that is only thinking. `cut`: the reply limit ended it. */
export function thinkingOnlyAnswer(model: string, cut: boolean): CaravanError {
  return new CaravanError('answer-thinking-only', {
    text: userText('The model {0} only thought and gave no answer.', model),
    next: userText('Try again, or take a model that thinks less.'),
    data: { model, cut },
    isRetryable: true,
  });
}

/** The error for an answer that does not fit the schema after all repairs. */
export function malformedAnswer(model: string, problem: string): CaravanError {
  return new CaravanError('answer-malformed', {
    text: userText('The model {0} did not keep the format: {1}', model, problem),
    next: userText('Try again, or take another model.'),
    data: { model },
    isRetryable: true,
  });
}

/** The error for an answer that goes round in circles. */
export function repeatingAnswer(model: string): CaravanError {
  return new CaravanError('answer-repeating', {
    text: userText('The model {0} repeats itself without end.', model),
    next: userText('Try again, or take another model.'),
    data: { model },
    isRetryable: true,
  });
}
