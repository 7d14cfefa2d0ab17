import { CaravanError, type ErrorCode } from '../base/errors.ts';
import { userText, type UserText } from '../base/userText.ts';
import { parseRetryAfter } from './retryAfter.ts';
import { serverText } from './serverText.ts';

/** Whom an error is about. */
export interface CallTarget {
  /** The host as shown to the user. */
  readonly host: string;
  readonly model?: string;
}

const tryAgain = (): UserText => userText('Try again.');

/** The error for an HTTP status that is not 200. `wallNow` is for a Retry-After that is a date. */
export function statusError(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  target: CallTarget,
  wallNow: number,
): CaravanError {
  // Packed words are no words.
  const said = 'content-encoding' in headers ? '' : serverText(body);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], wallNow);
  const data = {
    host: target.host,
    status,
    ...(said !== '' && { said }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const make = (
    code: ErrorCode,
    text: UserText,
    next: UserText,
    isRetryable = false,
  ): CaravanError => new CaravanError(code, { text, next, data, isRetryable });
  if (status >= 300 && status < 400) {
    return make(
      'host-redirect',
      userText('{0} redirects to {1}.', target.host, String(headers['location'] ?? '?')),
      userText('Set that address in caravan.host if you trust it.'),
    );
  }
  switch (status) {
    case 401:
      return make(
        'host-refused',
        userText('{0} rejected the access key.', target.host),
        userText('Enter the key again.'),
      );
    case 403:
      return make(
        'host-refused',
        userText('{0} refuses requests to this host name.', target.host),
        userText('Set OLLAMA_HOST or OLLAMA_ORIGINS on the server.'),
      );
    case 404:
      return /model|not found, try/i.test(said) && target.model !== undefined
        ? modelMissing(target, data)
        : notAModelServer(target, `404 ${said}`.trim());
    case 407:
      return make(
        'host-refused',
        userText('The proxy before {0} wants a user name and a password.', target.host),
        userText('Write them into the address of the proxy, in the settings.'),
      );
    case 413:
      return make(
        'context-overflow',
        userText('The request is too large for {0}.', target.host),
        userText('Shorten the task.'),
      );
    case 408:
    case 499:
      return make(
        'host-failed',
        userText('{0} gave up waiting.', target.host),
        userText('Try again.'),
        true,
      );
    case 429:
    case 503:
      return make(
        'host-busy',
        userText('{0} is busy: {1}', target.host, said || String(status)),
        userText('Wait a little and try again, or use another host.'),
        true,
      );
  }
  if (status >= 500) return serverFailure(said || String(status), target, status);
  return make(
    'request-rejected',
    userText('{0} rejected the request: {1}', target.host, said || String(status)),
    userText('Check the model and its options.'),
  );
}

/** An error the server reports itself: a 5xx, or an `{"error": …}` line inside a stream. */
export function serverFailure(said: string, target: CallTarget, status = 200): CaravanError {
  const data = { host: target.host, status };
  if (/out of memory|more system memory|cudaMalloc|insufficient memory/i.test(said)) {
    return new CaravanError('host-failed', {
      text: userText('{0} has not enough memory for the model: {1}', target.host, said),
      next: userText('Take a smaller model or a smaller context length.'),
      data: { ...data, memory: true },
    });
  }
  if (/busy|maximum pending requests|overloaded/i.test(said)) {
    return new CaravanError('host-busy', {
      text: userText('{0} is busy: {1}', target.host, said),
      next: userText('Wait a little and try again, or use another host.'),
      data,
      isRetryable: true,
    });
  }
  if (/context (length|size|window)|exceeds? .*context|prompt too long/i.test(said)) {
    return new CaravanError('context-overflow', {
      text: userText('The request did not fit into the context of the model: {0}', said),
      next: userText('Shorten the task or raise the setting caravan.contextLength.'),
      data,
    });
  }
  // Ollama answers 500 for a bad option or schema too: only what speaks of a crash may be retried.
  const crashed = /runner|unexpected EOF|terminated|crash|while running the model|aborted/i;
  return new CaravanError('host-failed', {
    text: userText('{0} failed: {1}', target.host, said),
    next: userText('Look into the log of the server, or take a smaller model.'),
    data,
    isRetryable: status === 502 || status === 504 || crashed.test(said),
  });
}

/** The error for a stream that ended cleanly without `done`. */
export function incompleteError(target: CallTarget, tokens: number): CaravanError {
  return new CaravanError('stream-incomplete', {
    text: userText('The answer of {0} ended without a finish mark.', target.host),
    next: tryAgain(),
    data: { host: target.host, tokens },
    isRetryable: true,
  });
}

/** The error for bytes that are not the protocol. The bytes go to the log only, by the caller. */
export function protocolError(target: CallTarget, cause?: unknown): CaravanError {
  return new CaravanError('protocol-error', {
    text: userText('{0} sent a reply that cannot be read.', target.host),
    next: userText('Check that a model server answers at this address, and that it is up to date.'),
    cause,
    data: { host: target.host },
    isRetryable: true,
  });
}

/** The error for an answer that does not end. `limit` in bytes. */
export function endlessAnswer({ host }: CallTarget, limit: number): CaravanError {
  return new CaravanError('reply-too-large', {
    text: userText('The answer of {0} was stopped at {1} MB.', host, Math.round(limit / 1e6)),
    next: userText('Check that a model server answers at this address, and that it is up to date.'),
    data: { host, limit },
  });
}

/** The error for an answer of more tokens than any answer needs. */
export function overlongAnswer({ host }: CallTarget, limit: number): CaravanError {
  return new CaravanError('reply-too-large', {
    text: userText('The answer of {0} was stopped at {1} tokens: it did not end.', host, limit),
    next: userText('Ask for less at once, or take another model.'),
    data: { host, limit },
  });
}

/** The error for a body in an encoding that was refused in the request: it is never unpacked. */
export function encodedReply(target: CallTarget, encoding: string): CaravanError {
  return new CaravanError('protocol-error', {
    text: userText('{0} sent compressed data though none was asked for.', target.host),
    next: userText('Switch compression off in the server, or in the proxy before it.'),
    data: { host: target.host, encoding: encoding.slice(0, 100) },
  });
}

/** The error for something else listening at the address. `got`: what it sent, if that has a name. */
export function notAModelServer(target: CallTarget, got?: string, cause?: unknown): CaravanError {
  return new CaravanError('not-a-model-server', {
    text:
      got === undefined
        ? userText('What answers at {0} is not a model server.', target.host)
        : userText('What answers at {0} is not Ollama (got {1}).', target.host, got),
    next: userText('Check the address in the setting caravan.host.'),
    cause,
    data: { host: target.host },
  });
}

/** The error for a model that was replaced while a conversation or run was using it. */
export function modelChanged({ host, model = '' }: CallTarget): CaravanError {
  return new CaravanError('model-changed', {
    text: userText('The model {0} on {1} is no longer the one this work began with.', model, host),
    next: userText('Try again to go on with the new one, or take another model.'),
    data: { host, model },
  });
}

function modelMissing(target: CallTarget, data: CaravanError['data']): CaravanError {
  const model = target.model ?? '';
  return new CaravanError('model-missing', {
    text: userText('The model {0} is not installed on {1}.', model, target.host),
    next: userText('Run "ollama pull {0}", or pick another model.', model),
    data: { ...data, model },
  });
}
