import { tokensPerSecond } from './foldStream.ts';
import type { Phase, Stream } from './run.ts';
import type { Language, Translate } from './text.ts';

/** What formatting a time needs of a language. */
type Numbers = Pick<Language, 't' | 'decimal'>;

/** Milliseconds as people say them: 40ms, 0.4s, 12s, 3m 05s. */
export function formatElapsed({ t, decimal }: Numbers, milliseconds: number): string {
  if (milliseconds < 100) return t('{0}ms', Math.max(0, Math.round(milliseconds)));
  const seconds = milliseconds / 1000;
  if (seconds < 10) return t('{0}s', decimal(Math.floor(seconds * 10) / 10));
  if (seconds < 60) return t('{0}s', Math.floor(seconds));
  const minutes = Math.floor(seconds / 60);
  return t('{0}m {1}s', minutes, String(Math.floor(seconds) % 60).padStart(2, '0'));
}

/** Tokens per second without its unit: one digit after the point below ten. */
export function formatSpeed({ decimal, count }: Language, speed: number): string {
  return speed < 10 ? decimal(speed) : count(Math.round(speed));
}

/** How long ago a wall-clock time was, in words; a date when it was more than a week ago. */
export function formatAgo(locales: readonly string[], now: number, at: number): string {
  const minutes = Math.round((at - now) / 60_000);
  const days = Math.round(minutes / 1440);
  if (days < -6) {
    const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    const style = { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) };
    return new Intl.DateTimeFormat([...locales], style as Intl.DateTimeFormatOptions).format(at);
  }
  const words = new Intl.RelativeTimeFormat([...locales], { style: 'short', numeric: 'auto' });
  if (minutes >= 0) return words.format(0, 'second');
  if (minutes > -60) return words.format(minutes, 'minute');
  return minutes > -1440
    ? words.format(Math.ceil(minutes / 60), 'hour')
    : words.format(days, 'day');
}

/** What a model call is busy with, in words; with the speed while text comes. */
export function phaseText(language: Language, stream: Stream): string {
  const { t } = language;
  const { phase, position, rate } = stream;
  if (phase === 'queued' && position !== undefined) {
    return waitingText(t, position);
  }
  const speed = rate && tokensPerSecond(rate);
  if (phase === 'writing' && rate && speed !== undefined) {
    const shown = formatSpeed(language, speed);
    return rate.estimated ? t('writing ~{0} tok/s', shown) : t('writing {0} tok/s', shown);
  }
  return phase ? phaseName(t, phase) : '';
}

function waitingText(t: Translate, position: number): string {
  if (position === 1) return t('waiting (1st)');
  if (position === 2) return t('waiting (2nd)');
  if (position === 3) return t('waiting (3rd)');
  return t('waiting ({0}th)', position);
}

/** What a model call is busy with, without figures: what a screen reader is told. */
export function phaseName(t: Translate, phase: Phase): string {
  switch (phase) {
    case 'queued':
      return t('waiting');
    case 'connecting':
      return t('connecting');
    case 'loading':
      return t('loading model');
    case 'prompt':
      return t('reading prompt');
    case 'thinking':
      return t('thinking');
    case 'writing':
      return t('writing');
    case 'retrying':
      return t('trying again');
    case 'running-tests':
      return t('running tests');
    case 'testing-model':
      return t('testing the model (once)');
  }
}
