import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

describe('The bundles', function () {
  this.timeout(30_000);
  let out: string;

  before(async () => {
    out = await mkdtemp(join(tmpdir(), 'caravan-build-'));
    await run(process.execPath, ['esbuild.js', `--out=${out}`, 'extension', 'cli'], { cwd: root });
  });

  after(() => rm(out, { recursive: true, force: true }));

  async function chunks(target: string): Promise<string[]> {
    const names = await readdir(join(out, target));
    return names.filter((name) => name.endsWith('.js')).map((name) => join(out, target, name));
  }

  it('hold no address that traces could be sent to', async () => {
    const files = [...(await chunks('extension')), ...(await chunks('cli'))];
    assert.ok(files.length >= 4, `only ${files.length} files were built`);
    for (const file of files) {
      assert.ok(!(await readFile(file, 'utf8')).includes('api.smith.langchain.com'), file);
    }
  });

  it('keep the graph engine and the HTTP client out of what activation loads', async () => {
    const entry = await readFile(join(out, 'extension/extension.js'), 'utf8');
    const loaded = new Set<string>();
    const load = async (name: string): Promise<void> => {
      if (loaded.has(name)) return;
      loaded.add(name);
      const text = await readFile(join(out, 'extension', name), 'utf8');
      for (const [, next] of text.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+)"/g))
        await load(next!);
    };
    await load('extension.js');
    const bytes = await Promise.all(
      [...loaded].map(async (name) => (await readFile(join(out, 'extension', name))).length),
    );
    assert.match(entry, /import\(/, 'nothing is loaded lazily');
    assert.ok(
      bytes.reduce((sum, size) => sum + size, 0) < 300_000,
      `activation loads ${bytes.join(' + ')} bytes: ${[...loaded].join(', ')}`,
    );
    for (const name of loaded) {
      const text = await readFile(join(out, 'extension', name), 'utf8');
      assert.ok(!text.includes('llhttp'), `undici is in ${name}`);
      assert.ok(!text.includes('lc_graph_name'), `LangGraph is in ${name}`);
    }
  });

  it("leave the process's fetch dispatcher alone", async () => {
    const files = (await chunks('cli')).filter((file) => !file.endsWith('cli.js'));
    assert.ok(files.length > 0);
    const imports = files.map((file) => `await import(${JSON.stringify(pathToFileURL(file))});`);
    const { stdout } = await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `${imports.join('\n')}
       const names = Object.getOwnPropertySymbols(globalThis).map(String);
       console.log(JSON.stringify(names.filter((name) => name.includes('globalDispatcher'))));`,
    ]);
    assert.deepEqual(JSON.parse(stdout.trim().split('\n').at(-1)!), []);
  });
});
