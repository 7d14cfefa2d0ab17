import * as fs from 'node:fs/promises';
import { join, posix } from 'node:path';
import { userText, type UserText } from '../base/userText.ts';
import { sourcesOf } from './cargoConfig.ts';
import { readCargoReport } from './cargoReport.ts';
import { findRust } from './findRust.ts';
import type { Tool } from './findTool.ts';
import { listFiles } from './listFiles.ts';
import { shownCommands } from './runnerFolders.ts';
import type { RunPlace, TestPlan, Toolchain, ToolReport } from './toolchain.ts';

const mostFiles = 40_000;

/**
 * `cargo test` for the package of the test files: the integration tests that are named, and the
 * unit tests of the package with them. Crates come from this machine.
 */
export const rustToolchain: Toolchain = {
  framework: 'cargo',
  find: findRust,
  missing: () =>
    userText(
      'Rust 1.63 or newer was not found on PATH, so the tests were not run. Install it from rustup.rs.',
    ),
  versionArgs: () => ['--version'],
  environment: (tool, { inside }) => ({
    ...tool.env,
    CARGO_HOME: `${inside.runner}/cargo`,
    CARGO_TARGET_DIR: `${inside.tree}/target`,
    CARGO_NET_OFFLINE: 'true',
    CARGO_TERM_COLOR: 'never',
    // Built once and thrown away: nothing that serves a second build or a debugger.
    ...{ CARGO_INCREMENTAL: '0', CARGO_PROFILE_DEV_DEBUG: '0', CARGO_PROFILE_TEST_DEBUG: '0' },
    RUST_BACKTRACE: '0',
  }),
  async plan({ testPaths }, place, tool): Promise<TestPlan | { reason: UserText }> {
    const { tree } = place.folders;
    const roots = new Map<string, string>();
    for (const path of testPaths) {
      const found = await manifestAbove(tree, posix.dirname(path), /^\s*\[package\]/m);
      if (!found) return { reason: withoutManifest() };
      roots.set(found.root, found.text);
    }
    const [root = ''] = roots.keys();
    const workspace = await manifestAbove(tree, root || '.', /^\s*\[workspace\]/m);
    const files = await listFiles(tree, mostFiles);
    const sources = new Set(files.filter((name) => name.endsWith('.rs')));
    const args = [
      ...(root === '' ? [] : ['--manifest-path', `${root}/Cargo.toml`]),
      ...(roots.size > 1 ? [...roots.values()].flatMap((text) => ['-p', nameOf(text)]) : []),
      ...targets(testPaths, roots, sources),
    ];
    await provideCrates(place, tool);
    const places = {
      ...{ roots: [...roots.keys()], workspace: workspace?.root ?? root },
      ...{ tree: place.inside.tree, sources },
    };
    // Few compilers at a time, so that many cores do not come to the sandbox's bound on processes.
    const all = ['test', '--offline', '--jobs=4', '--message-format=short', ...args];
    return {
      build: [...all, '--no-run'],
      args: [...all, '--no-fail-fast'],
      shown: [shownCommands.cargo, ...args].join(' '),
      read: (result, built = result) => Promise.resolve(readCargoReport(result, built, places)),
      notReady,
    };
  },
};

/** The unit tests of the packages that have any, and the integration tests among the files. */
function targets(
  testPaths: readonly string[],
  roots: ReadonlyMap<string, string>,
  sources: ReadonlySet<string>,
): readonly string[] {
  const hasLibrary = [...roots].some(
    ([root, text]) => /^\s*\[lib\]/m.test(text) || sources.has(posix.join(root, 'src/lib.rs')),
  );
  const named = testPaths.flatMap((path) => {
    const [, name, inFolder] =
      /(?:^|\/)tests\/(?:([\w-]+)\.rs|([\w-]+)\/[^/]+\.rs)$/.exec(path) ?? [];
    const target = name ?? inFolder;
    return target === undefined ? [] : ['--test', target];
  });
  return [...(hasLibrary ? ['--lib'] : []), '--bins', ...named];
}

/** The nearest manifest at or above a folder that holds what is asked. */
async function manifestAbove(
  tree: string,
  from: string,
  pattern: RegExp,
): Promise<{ readonly root: string; readonly text: string } | undefined> {
  for (let root = from; ; root = posix.dirname(root)) {
    const text = await fs.readFile(join(tree, root, 'Cargo.toml'), 'utf8').catch(() => '');
    if (pattern.test(text)) return { root: root === '.' ? '' : root, text };
    if (root === '.') return undefined;
  }
}

function nameOf(manifest: string): string {
  const [, name = ''] = /^\s*name\s*=\s*["']([\w-]+)["']/m.exec(manifest) ?? [];
  return name;
}

/** A home for cargo that leads to the user's crates, and to nothing else of theirs. */
async function provideCrates({ folders }: RunPlace, { env }: Tool): Promise<void> {
  const home = join(folders.runner, 'cargo');
  const own = env['CARGO_HOME'] ?? '';
  await fs.mkdir(home);
  for (const name of ['registry', 'git']) {
    const real = await fs.realpath(join(own, name)).catch(() => undefined);
    if (real !== undefined) await fs.symlink(real, join(home, name), 'junction');
  }
  for (const name of ['config.toml', 'config']) {
    const config = await fs.readFile(join(own, name), 'utf8').catch(() => undefined);
    if (config === undefined) continue;
    await fs.writeFile(join(home, 'config.toml'), sourcesOf(config));
    return;
  }
}

/** Why cargo could not begin, where that is not the code's fault. */
function notReady({ build }: ToolReport): UserText | undefined {
  if (/could not compile/.test(build) && !/linker `[^`]*` not found/.test(build)) return undefined;
  if (/^error: linker `[^`]*` not found/m.test(build)) {
    return userText(
      'Rust needs a linker, which is not here, so the tests were not run. Install a C compiler.',
    );
  }
  if (
    /requires rustc [\d.]+ or newer|feature `edition\d+` is required|lock file version/.test(build)
  ) {
    return userText(
      'The project needs a newer Rust than the one here, so its tests were not run. Run “rustup update” first.',
    );
  }
  if (
    /you're using offline mode|but --offline was specified|can't be in offline mode/.test(build)
  ) {
    return userText(
      'Crates of the project are not on this machine, so its tests were not run. Run “cargo fetch” first.',
    );
  }
  return undefined;
}

function withoutManifest(): UserText {
  return userText(
    'There is no Cargo.toml for these tests, so they were not run. Run “cargo init” first.',
  );
}
