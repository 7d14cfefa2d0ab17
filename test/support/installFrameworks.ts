import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cacheFolder.ts';
import { installOnce } from './installOnce.ts';

const exec = promisify(execFile);
const packages = { jest: '30.5.2', mocha: '12.0.3', vitest: '4.1.12' };
const pytest = '9.2.0';

/** Installs vitest, jest and mocha once, exact versions; gives their `node_modules`. */
export async function installScriptFrameworks(): Promise<string> {
  const versions = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const folder = await installOnce(
    join(cacheFolder(), `frameworks-${versions.join('-')}`),
    async (work) => {
      await writeFile(join(work, 'package.json'), '{"name":"frameworks","private":true}\n');
      const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
      await exec('npm', ['install', ...flags, ...versions], { cwd: work, timeout: 240_000 });
    },
  );
  return join(folder, 'node_modules');
}

/** Makes a virtual environment with pytest once; gives its folder. */
export async function installPytest(): Promise<string> {
  return installOnce(join(cacheFolder(), `pytest-${pytest}`), async (work) => {
    await exec('python3', ['-m', 'venv', work], { timeout: 120_000 });
    const pip = join(work, process.platform === 'win32' ? 'Scripts/pip.exe' : 'bin/pip');
    await exec(pip, ['install', '--disable-pip-version-check', '-q', `pytest==${pytest}`], {
      timeout: 240_000,
    });
  });
}
