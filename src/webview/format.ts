import { tokensPerSecond } from './foldStream.ts';
import type { Phase, Stream } from './run.ts';
import type { Language, Translate } from './text.ts';

/** Milliseconds as people say them: 40ms, 0.4s, 12s, 3m 05s. */
export function formatElapsed(t: Translate, milliseconds: number): string {
  if (milliseconds < 100) return t('{0}ms', Math.max(0, Math.round(milliseconds)));
  const seconds = milliseconds / 1000;
  if (seconds < 10) return t('{0}s', (Math.floor(seconds * 10) / 10).toFixed(1));
  if (seconds < 60) return t('{0}s', Math.floor(seconds));
  const minutes = Math.floor(seconds / 60);
  return t('{0}m {1}s', minutes, String(Math.floor(seconds) % 60).padStart(2, '0'));
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
    const shown = speed < 10 ? speed.toFixed(1) : language.count(Math.round(speed));
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
  }
}
