import * as fs from 'node:fs/promises';
import { join, posix } from 'node:path';
import { userText, type UserText } from '../base/userText.ts';
import { findGo } from './findGo.ts';
import type { Tool } from './findTool.ts';
import { readGoReport, type GoPlaces } from './goReport.ts';
import { shownCommands } from './runnerFolders.ts';
import type { RunPlace, TestPlan, Toolchain, ToolReport } from './toolchain.ts';

// What go(1) says of a folder that is mounted read-only, here and on macOS.
const unwritable = /read-only file system|operation not permitted/;

/**
 * `go test` for the packages of the test files: all tests of a package count, its older ones with
 * the new. Modules come from this machine, build results are read from the user's own cache.
 */
export const goToolchain: Toolchain = {
  framework: 'go',
  find: findGo,
  missing: () =>
    userText(
      'Go 1.20 or newer was not found on PATH, so the tests were not run. Install it from go.dev.',
    ),
  versionArgs: () => ['version'],
  environment: goEnvironment,
  async plan({ testPaths }, place, tool): Promise<TestPlan | { reason: UserText }> {
    const packages = [...new Set(testPaths.map((path) => posix.dirname(path)))];
    const places = await placesOf(place.folders.tree, packages, place.inside.tree);
    if (!places) return { reason: withoutModule() };
    const shown = packages.map((path) => (path === '.' ? path : `./${path}`));
    return {
      args: testArgs(packages, places.root, place.wallMs),
      shown: `${shownCommands.go} ${shown.join(' ')}`,
      read: (result) => Promise.resolve(readGoReport(result, packages.length, places)),
      notReady,
      // A Go that insists on writing into its cache gets one of its own.
      instead: ({ build }) => (unwritable.test(build) ? withoutCache(tool) : undefined),
    };
  },
};

// Few compilers at a time, so that many cores do not come to the sandbox's bound on processes.
function testArgs(packages: readonly string[], root: string, wallMs: number): readonly string[] {
  const own = packages.map((path) => `./${posix.relative(root || '.', path)}`);
  const timeout = `-timeout=${Math.ceil(wallMs / 1_000)}s`;
  return ['-C', root || '.', 'test', '-json', '-count=1', '-p=4', timeout, ...own];
}

function goEnvironment(tool: Tool, { folders, isConfined }: RunPlace): Record<string, string> {
  const { GOCACHE, ...env } = tool.env;
  // Without a sandbox nothing keeps the user's own cache from being written to.
  const cache = isConfined ? GOCACHE : join(folders.home, 'go-build');
  return {
    ...{ ...env, GOENV: 'off', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '' },
    // Its index of packages is the one part of a cache that cannot be read only (GODEBUG, go.dev).
    GODEBUG: 'goindex=0',
    ...(cache !== undefined && { GOCACHE: cache }),
  };
}
function withoutCache(tool: Tool): Tool {
  const env = Object.entries(tool.env).filter(([name]) => name !== 'GOCACHE');
  return { ...tool, env: Object.fromEntries(env) };
}

/** The module of the packages and the tests they hold; undefined where there is no `go.mod`. */
async function placesOf(
  copy: string,
  packages: readonly string[],
  tree: string,
): Promise<GoPlaces | undefined> {
  const holders = new Map<string, string>();
  for (const path of packages) {
    const folder = path === '.' ? '' : path;
    for (const name of await fs.readdir(join(copy, path))) {
      if (!name.endsWith('_test.go')) continue;
      const code = await fs.readFile(join(copy, path, name), 'utf8');
      for (const [, test = ''] of code.matchAll(/^func ((?:Test|Example|Fuzz)\w*)\(/gm)) {
        holders.set(`${folder} ${test}`, posix.join(folder, name));
      }
    }
  }
  for (let root = packages[0] ?? '.'; ; root = posix.dirname(root)) {
    const manifest = await fs.readFile(join(copy, root, 'go.mod'), 'utf8').catch(() => undefined);
    const [, module] = /^\s*module\s+"?([^\s"]+)/m.exec(manifest ?? '') ?? [];
    if (module !== undefined) return { module, root: root === '.' ? '' : root, tree, holders };
    if (root === '.') return undefined;
  }
}

/** Why go(1) could not begin, where that is not the code's fault. */
function notReady({ build }: ToolReport): UserText | undefined {
  if (/requires go >= [\d.]+|GOTOOLCHAIN=local/.test(build)) {
    return userText(
      'The project needs a newer Go than the one here, so its tests were not run. Install it from go.dev.',
    );
  }
  if (/lookup disabled by GOPROXY=off|missing go\.sum entry|inconsistent vendoring/.test(build)) {
    return userText(
      'Modules of the project are not on this machine, so its tests were not run. Run “go mod download” first.',
    );
  }
  return undefined;
}

function withoutModule(): UserText {
  return userText(
    'There is no go.mod for these tests, so they were not run. Run “go mod init” first.',
  );
}
