import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readSettings, settingKeys, type Settings, type SettingKey } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

const section = 'caravan.';

/**
 * Reads settings from a JSON file, by the names they have in VS Code (`caravan.maxConcurrent`).
 * Settings of others are left alone; without a host in the file there is none in the result.
 * @throws CaravanError `invalid-argument` naming the file or the setting.
 */
export async function readSettingsFile(file: string): Promise<Partial<Settings>> {
  const values = await readObject(file);
  const own = Object.keys(values).filter((name) => name.startsWith(section));
  const isKnown = (name: string): boolean => settingKeys.some((key) => section + key === name);
  const unknown = own.find((name) => !isKnown(name));
  if (unknown !== undefined) throw unknownSetting(unknown, file);
  const get = (key: SettingKey): unknown => values[section + key];
  const folder = path.dirname(path.resolve(file));
  const readText = (name: string): string => readFileSync(path.resolve(folder, name), 'utf8');
  const { settings, problems } = readSettings(get, readText);
  const [problem] = problems;
  if (problem) throw new CaravanError(problem.code, problem);
  const { host, ...rest } = settings;
  const namesHost = ['host', 'hosts'].some((key) => section + key in values);
  return namesHost ? { host, ...rest } : rest;
}

async function readObject(file: string): Promise<Readonly<Record<string, unknown>>> {
  let cause: unknown;
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch (error) {
    cause = error;
  }
  throw new CaravanError('invalid-argument', {
    text: userText('{0} is not a readable JSON file with settings.', file),
    next: userText('Write it like {"caravan.maxConcurrent": "auto"}, without comments.'),
    cause,
  });
}

function unknownSetting(name: string, file: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There is no setting “{0}” ({1}).', name, file),
    next: userText('Settings are {0}.', settingKeys.map((key) => section + key).join(', ')),
  });
}
