import * as fs from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { askText, findOnPath, realFolder, type Tool, type ToolSearch } from './findTool.ts';

// First version whose report is read here: it names the files of unit tests.
const minMinor = 63;

/**
 * Cargo of the toolchain that rustc says it belongs to, not rustup's stand-in for it, with the
 * crates that are on this machine to read from. Its credentials are never shown to it.
 */
export async function findRust(search: ToolSearch): Promise<Tool | undefined> {
  const { environment } = search;
  const user = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  const cargoHome = environment['CARGO_HOME'] ?? join(user, '.cargo');
  const PATH = [environment['PATH'] ?? '', join(cargoHome, 'bin')].join(delimiter);
  const wide = { ...search, environment: { ...environment, PATH } };
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const rustc of await findOnPath('rustc', wide)) {
    const answer = await askText(rustc, ['--print', 'sysroot'], wide);
    const root = await realFolder(answer?.trim() ?? '');
    if (root === undefined) continue;
    const program = await firstFile([
      join(root, 'bin', `cargo${suffix}`),
      join(dirname(rustc), `cargo${suffix}`),
    ]);
    if (program === undefined) continue;
    const version = (await askText(program, ['--version'], wide)) ?? '';
    const [, number = '', minor = '0'] = /^cargo (1\.(\d+)\.\d+)/.exec(version) ?? [];
    if (Number(minor) < minMinor) continue;
    const crates = [
      await realFolder(join(cargoHome, 'registry')),
      await realFolder(join(cargoHome, 'git')),
    ];
    return {
      program,
      version: number,
      mounts: [root, program, ...crates.filter((path) => path !== undefined)],
      env: { CARGO_HOME: cargoHome, PATH: [join(root, 'bin'), '/usr/bin', '/bin'].join(delimiter) },
      shown: 'cargo test',
    };
  }
  return undefined;
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const stat = await fs.stat(path).catch(() => undefined);
    if (stat?.isFile()) return path;
  }
  return undefined;
}
