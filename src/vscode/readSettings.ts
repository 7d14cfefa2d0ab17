import { defaultSettings, type Settings } from '../app/index.ts';
import type { SettingKey } from './ids.ts';

/** Limits of the numeric settings, inclusive; the manifest states the same (held by a test). */
export const settingRanges = {
  maxConcurrent: [1, 16],
  contextLength: [1_024, 262_144],
  maxAttempts: [0, 10],
  temperature: [0, 2],
  'timeouts.connect': [0, 600_000],
  'timeouts.firstByte': [0, 3_600_000],
  'timeouts.idle': [0, 3_600_000],
  'timeouts.total': [0, 86_400_000],
} as const satisfies Partial<Record<SettingKey, readonly [number, number]>>;

/** Go's duration format as Ollama takes it in `keep_alive`, or a plain number of seconds. */
export const durationPattern = /^-?(\d+|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/;

/**
 * Builds the settings from what the user wrote, whatever it is: a value of the wrong type falls
 * back to its default, a number out of range goes to the nearest limit.
 */
export function readSettings(get: (key: SettingKey) => unknown): Settings {
  const number = (key: keyof typeof settingRanges, fallback: number, whole = true): number => {
    const value = get(key);
    if (typeof value !== 'number' || !Number.isFinite(value)) return fallback;
    const [least, most] = settingRanges[key];
    return Math.min(most, Math.max(least, whole ? Math.round(value) : value));
  };
  const text = (key: SettingKey, fallback: string): string => {
    const value = get(key);
    return typeof value === 'string' ? value.trim() : fallback;
  };
  const keepAlive = text('keepAlive', defaultSettings.keepAlive);
  const { timeouts } = defaultSettings;
  return {
    host: text('host', '') || defaultSettings.host,
    model: text('model', defaultSettings.model),
    maxConcurrent: number('maxConcurrent', defaultSettings.maxConcurrent),
    contextLength: number('contextLength', defaultSettings.contextLength),
    maxAttempts: number('maxAttempts', defaultSettings.maxAttempts),
    temperature: number('temperature', defaultSettings.temperature, false),
    timeouts: {
      connect: number('timeouts.connect', timeouts.connect),
      firstByte: number('timeouts.firstByte', timeouts.firstByte),
      idle: number('timeouts.idle', timeouts.idle),
      total: number('timeouts.total', timeouts.total),
    },
    allowUnsandboxedTests: get('allowUnsandboxedTests') === true,
    keepAlive: durationPattern.test(keepAlive) ? keepAlive : defaultSettings.keepAlive,
  };
}
