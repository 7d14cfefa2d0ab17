import { CaravanError, type ErrorInfo } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { hasCredentials, readHosts, shownHost, type ReadTextFile } from './hostSettings.ts';
import { durationPattern, modelRoles, settingRanges, type SettingKey } from './settingKeys.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** What came of the user's settings. */
export interface ReadSettings {
  readonly settings: Settings;
  /** One for each value that is not taken as it stands; the other settings work all the same. */
  readonly problems: readonly ErrorInfo[];
}

/**
 * Builds the settings from what the user wrote, whatever it is: a value of the wrong type falls
 * back to its default, a number out of range goes to the nearest limit, and each is reported.
 * @param get the user's value, undefined where there is none.
 */
export function readSettings(
  get: (key: SettingKey) => unknown,
  readFile: ReadTextFile,
): ReadSettings {
  const problems: ErrorInfo[] = [];
  const report = (problem: CaravanError): void => void problems.push(problem.toInfo());
  const read = new SettingReader(get, report);
  const { timeouts } = defaultSettings;
  const roles = read.roles();
  const [first, ...others] = readHosts(read.list('hosts'), readFile, report);
  const { url, ...access } = first ?? { url: read.host() };
  const settings: Settings = {
    host: url,
    ...(Object.keys(access).length > 0 && { access }),
    ...(others.length > 0 && { moreHosts: others }),
    model: read.text('model', defaultSettings.model),
    ...(Object.keys(roles).length > 0 && { roles }),
    maxConcurrent:
      get('maxConcurrent') === 'auto'
        ? 'auto'
        : read.number('maxConcurrent', Number(defaultSettings.maxConcurrent)),
    ...(read.flag('reserveInteractive') && { reserved: 1 }),
    contextLength: read.number('contextLength', 'auto'),
    maxAttempts: read.number('maxAttempts', defaultSettings.maxAttempts),
    approvePlan: read.flag('approvePlan'),
    approveWrites: read.flag('approveWrites', defaultSettings.approveWrites),
    secondRound: read.flag('secondRound'),
    wholeGraph: read.flag('wholeGraph'),
    memory: read.flag('memory', defaultSettings.memory),
    temperature: read.number('temperature', defaultSettings.temperature, false),
    timeouts: {
      connect: read.number('timeouts.connect', timeouts.connect),
      firstByte: read.number('timeouts.firstByte', timeouts.firstByte),
      idle: read.number('timeouts.idle', timeouts.idle),
      total: read.number('timeouts.total', timeouts.total),
    },
    allowUnsandboxedTests: read.flag('allowUnsandboxedTests'),
    keepAlive: read.keepAlive(),
    tracePrompts: read.flag('tracePrompts'),
  };
  return { settings, problems };
}

/** Reads one value at a time and reports what is wrong with it. */
class SettingReader {
  readonly #get: (key: SettingKey) => unknown;
  readonly #report: (problem: CaravanError) => void;

  constructor(get: (key: SettingKey) => unknown, report: (problem: CaravanError) => void) {
    this.#get = get;
    this.#report = report;
  }

  number<Fallback extends number | 'auto'>(
    key: keyof typeof settingRanges,
    fallback: Fallback,
    whole = true,
  ): number | Fallback {
    const value = this.#get(key);
    if (value === undefined || value === fallback) return fallback;
    const [least, most] = settingRanges[key];
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    const near = isNumber ? Math.min(most, Math.max(least, whole ? Math.round(value) : value)) : 0;
    const used = isNumber ? near : fallback;
    if (used !== value) this.#report(badNumber(key, least, most, used));
    return used;
  }

  text(key: SettingKey, fallback: string): string {
    const value = this.#get(key);
    if (typeof value === 'string') return value.trim();
    if (value !== undefined) this.#report(wrongType(key, 'text'));
    return fallback;
  }

  flag(key: SettingKey, byDefault = false): boolean {
    const value = this.#get(key);
    if (value !== undefined && typeof value !== 'boolean') this.#report(wrongType(key, 'flag'));
    return typeof value === 'boolean' ? value : byDefault;
  }

  list(key: SettingKey): readonly unknown[] {
    const value = this.#get(key);
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.#report(wrongType(key, 'list'));
    return [];
  }

  /** An address that cannot be read stays as it is: each use of it fails and says so. */
  host(): string {
    const host = this.text('host', '') || defaultSettings.host;
    if (!hasCredentials(host)) return host;
    this.#report(
      new CaravanError('invalid-argument', {
        text: userText(
          'The address in caravan.host holds a user or a password; they are left out.',
        ),
        next: userText(
          'Take them out, and enter the key with the command “Caravan: Set Access Key”.',
        ),
      }),
    );
    return shownHost(host);
  }

  keepAlive(): string {
    const value = this.text('keepAlive', defaultSettings.keepAlive);
    if (durationPattern.test(value)) return value;
    this.#report(
      new CaravanError('invalid-argument', {
        text: userText('caravan.keepAlive is no time, so {0} is used.', defaultSettings.keepAlive),
        next: userText('Write a time such as 90s, 30m or 2h, or -1 for ever.'),
      }),
    );
    return defaultSettings.keepAlive;
  }

  roles(): Readonly<Record<string, string>> {
    const value = this.#get('modelRoles') ?? {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.#report(wrongType('modelRoles', 'table'));
      return {};
    }
    const roles: Record<string, string> = {};
    for (const [role, model] of Object.entries(value)) {
      const isRole = modelRoles.some((each) => each === role);
      if (isRole && typeof model === 'string') roles[role] = model.trim();
      else this.#report(badRole(role));
    }
    return roles;
  }
}

function badNumber(key: string, least: number, most: number, used: number | 'auto'): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText(
      'caravan.{0} must be a number from {1} to {2}; {3} is used.',
      key,
      least,
      most,
      used,
    ),
    next:
      key === 'maxConcurrent'
        ? userText('Give a number, or "auto" to let Caravan find out.')
        : userText('Correct it in your user settings.'),
  });
}

function wrongType(key: string, wanted: 'text' | 'flag' | 'list' | 'table'): CaravanError {
  const texts = {
    text: userText('caravan.{0} must be text; its default is used.', key),
    flag: userText('caravan.{0} must be true or false; its default is used.', key),
    list: userText('caravan.{0} must be a list; it is left out.', key),
    table: userText('caravan.{0} must be a table; it is left out.', key),
  };
  return new CaravanError('invalid-argument', {
    text: texts[wanted],
    next: userText('Correct it in your user settings.'),
  });
}

function badRole(role: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('caravan.modelRoles: “{0}” is no role with the name of a model.', role),
    next: userText('Roles are {0}.', modelRoles.join(', ')),
  });
}
