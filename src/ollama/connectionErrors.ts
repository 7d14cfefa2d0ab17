import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { notAModelServer, type CallTarget } from './errors.ts';

/** How far a call had come when it failed. */
export type CallStage = 'connecting' | 'waiting' | 'streaming';

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
      next: userText('Start it with "ollama serve", or change the setting caravan.host.'),
      cause,
      data,
      isRetryable: true,
    });
  }
  if (code.startsWith('HPE_')) return notAModelServer(target, undefined, cause);
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
    next: userText('Try again.'),
    cause,
    data: { ...data, tokens },
    isRetryable: true,
  });
}

/** The error for a connection that shows no life after the machine has slept. */
export function lostInSleep({ host }: CallTarget, tokens: number): CaravanError {
  return new CaravanError('stream-interrupted', {
    text: userText(
      'The connection to {0} was lost while this computer slept; tokens received: {1}.',
      host,
      tokens,
    ),
    next: userText('Try again.'),
    data: { host, tokens, slept: true },
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
        next: userText('Try again.'),
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
