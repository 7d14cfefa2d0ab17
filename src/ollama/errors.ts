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

/** How far a call had come when it failed. */
export type CallStage = 'connecting' | 'waiting' | 'streaming';

const startOrChange = (): UserText =>
  userText('Start it with "ollama serve", or change the setting caravan.host.');
const tryAgain = (): UserText => userText('Try again; what had arrived is kept.');

/** Turns what the socket or undici raised into an error with a cause and a next step. */
export function connectionError(
  cause: Error,
  target: CallTarget,
  stage: CallStage,
  tokens = 0,
): CaravanError {
  const code = codeOf(cause);
  const data = { host: target.host, system: code };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new CaravanError('host-not-found', {
      text: userText('The host {0} cannot be found.', target.host),
      next: userText('Check the address in the setting caravan.host.'),
      cause,
      data,
      isRetryable: code === 'EAI_AGAIN',
    });
  }
  if (isTlsCode(code)) {
    return new CaravanError('host-tls', {
      text: userText('The certificate of {0} was not accepted: {1}.', target.host, cause.message),
      next: userText('Repair the certificate, or use an address it is valid for.'),
      cause,
      data,
    });
  }
  if (stage === 'connecting') {
    return new CaravanError('host-unreachable', {
      text: userText('Ollama is not running at {0}.', target.host),
      next: startOrChange(),
      cause,
      data,
      isRetryable: true,
    });
  }
  if (code.startsWith('HPE_')) return notAModelServer(target, 'no HTTP', cause);
  if (stage === 'waiting') {
    return new CaravanError('stream-interrupted', {
      text: userText('{0} closed the connection before it answered.', target.host),
      next: userText('Try again; if it happens again, look into the log of the server.'),
      cause,
      data,
      isRetryable: true,
    });
  }
  return new CaravanError('stream-interrupted', {
    text: userText('The connection to {0} was lost; tokens received: {1}.', target.host, tokens),
    next: tryAgain(),
    cause,
    data: { ...data, tokens },
    isRetryable: true,
  });
}

/** The error for a clock that ran out. `ms` is its setting. */
export function timeoutError(
  clock: 'connect' | 'firstByte' | 'idle' | 'total',
  ms: number,
  target: CallTarget,
  tokens = 0,
): CaravanError {
  const seconds = ms / 1000;
  const data = { host: target.host, clock, ms, tokens };
  switch (clock) {
    case 'connect':
      return new CaravanError('host-timeout', {
        text: userText('No connection to {0} within {1} s.', target.host, seconds),
        next: userText('Check the address, the firewall and the VPN.'),
        data,
        isRetryable: true,
      });
    case 'firstByte':
      return new CaravanError('host-timeout', {
        text: userText('{0} did not begin to answer within {1} s.', target.host, seconds),
        next: userText('Wait longer (setting caravan.timeouts.firstByte) or take a smaller model.'),
        data,
        isRetryable: true,
      });
    case 'idle':
      return new CaravanError('stream-stalled', {
        text: userText(
          'The model on {0} stopped answering; tokens received: {1}.',
          target.host,
          tokens,
        ),
        next: tryAgain(),
        data,
        isRetryable: true,
      });
    case 'total':
      return new CaravanError('host-timeout', {
        text: userText('The answer of {0} took longer than {1} s.', target.host, seconds),
        next: userText('Raise the limit for a whole answer in the setting caravan.timeouts.total.'),
        data,
      });
  }
}

/** The error for an HTTP status that is not 200. `wallNow` is for a Retry-After that is a date. */
export function statusError(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  target: CallTarget,
  wallNow: number,
): CaravanError {
  const said = serverText(body);
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

/** The error for something else listening at the address. */
export function notAModelServer(target: CallTarget, got: string, cause?: unknown): CaravanError {
  return new CaravanError('not-a-model-server', {
    text: userText('What answers at {0} is not Ollama (got {1}).', target.host, got),
    next: userText('Check the address in the setting caravan.host.'),
    cause,
    data: { host: target.host },
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

function codeOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code ?? causeCode(error.cause);
  return typeof code === 'string' ? code : error.name;
}

function causeCode(cause: unknown): unknown {
  return cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
}

function isTlsCode(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/.test(
    code,
  );
}
