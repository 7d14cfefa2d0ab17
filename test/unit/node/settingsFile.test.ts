import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nodeSettings } from '../../../src/node/nodeSettings.ts';
import { readSettingsFile } from '../../../src/node/settingsFile.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('a settings file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(() => removeTemporaryFolder(folder));

  async function file(text: string): Promise<string> {
    const name = path.join(folder, 'settings.json');
    await writeFile(name, text);
    return name;
  }

  it('says what the settings of the editor say, by the same names', async () => {
    await writeFile(path.join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n');
    const settings = await readSettingsFile(
      await file(
        JSON.stringify({
          'editor.fontSize': 12,
          'caravan.hosts': ['a:1', { url: 'https://b', caFile: 'ca.pem' }],
          'caravan.maxConcurrent': 'auto',
          'caravan.modelRoles': { coder: 'big' },
        }),
      ),
    );
    const { value } = nodeSettings({}, { OLLAMA_HOST: 'unused' }, settings);
    assert.equal(value.host, 'http://a:1');
    assert.deepEqual(value.moreHosts, [{ url: 'https://b', ca: '-----BEGIN CERTIFICATE-----\n' }]);
    assert.equal(value.maxConcurrent, 'auto');
    assert.deepEqual(value.roles, { coder: 'big' });
  });

  it('gives way to the command line, and leaves the host to the environment if it names none', async () => {
    const hosts = await readSettingsFile(await file('{"caravan.hosts": ["a:1", "b:1"]}'));
    const given = nodeSettings({ host: 'c:1', model: 'm' }, {}, hosts).value;
    assert.deepEqual([given.host, given.moreHosts, given.model], ['http://c:1', undefined, 'm']);
    const plain = await readSettingsFile(await file('{"caravan.contextLength": 4096}'));
    const { value } = nodeSettings({}, { OLLAMA_HOST: '1.2.3.4' }, plain);
    assert.deepEqual([value.host, value.contextLength], ['http://1.2.3.4:11434', 4096]);
  });

  it('is refused, by name of the file or the setting, when something is wrong with it', async () => {
    const cases: readonly (readonly [text: string, named: RegExp])[] = [
      ['{', /settings\.json/],
      ['[]', /settings\.json/],
      ['{"caravan.contextLength": "much"}', /caravan\.contextLength/],
      ['{"caravan.hots": []}', /“caravan\.hots”.*settings\.json/],
    ];
    for (const [text, named] of cases) {
      await assert.rejects(readSettingsFile(await file(text)), (error: Error) => {
        assert.equal((error as { code?: string }).code, 'invalid-argument');
        assert.ok((error as { next?: unknown }).next, text);
        assert.match(error.message, named);
        return true;
      });
    }
    await assert.rejects(readSettingsFile(path.join(folder, 'missing')), /missing/);
  });
});
