import { originOf } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** Where a process without an editor finds the keys to model servers. */
export const accessKeyVariable = 'CARAVAN_ACCESS_KEY';

/**
 * Keys by origin, from a bare key for the first host or `https://host=KEY` pairs between spaces.
 * @throws CaravanError `invalid-argument` without repeating any of it.
 */
export function readAccessKeys(
  text: string | undefined,
  firstHost: string,
): (origin: string) => Promise<string | undefined> {
  const keys = new Map<string, string>();
  for (const part of (text ?? '').split(/\s+/).filter((each) => each !== '')) {
    const [, url = firstHost, key = ''] = /^(?:(https?:\/\/[^=]*)=)?(.+)$/is.exec(part) ?? [];
    const origin = originOf(url);
    if (origin === undefined || keys.has(origin)) throw unreadable();
    keys.set(origin, key);
  }
  return async (origin) => keys.get(origin);
}

function unreadable(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('The access keys in {0} are not understood.', accessKeyVariable),
    next: userText('Give one key for the first host, or https://host=KEY for each, with spaces.'),
  });
}
