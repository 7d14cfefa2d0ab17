import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

const program = '/usr/bin/sandbox-exec';

/**
 * What tests may do on macOS, in the language of sandbox-exec(1): read the system, the tool and our
 * runner, change their copy and their own home, start processes that are held to the same. No
 * network, not even to themselves: the loopback address is the host's there.
 */
export function seatbeltProfile(mounts: number): string {
  const tools = Array.from({ length: mounts }, (_, index) => `(subpath (param "MOUNT${index}"))`);
  return `(version 1)
(deny default)
(allow process-fork process-exec)
(allow signal (target same-sandbox))
(allow process-info* (target same-sandbox))
(allow sysctl-read)
(allow file-read-metadata)
(allow file-read*
  (literal "/") (literal "/dev/null") (literal "/dev/zero") (literal "/dev/random")
  (literal "/dev/urandom") (literal "/private/etc/localtime")
  (subpath "/usr") (subpath "/bin") (subpath "/sbin") (subpath "/System")
  (subpath "/Library/Frameworks") (subpath "/Library/Developer/CommandLineTools")
  (subpath "/private/var/db/timezone") (subpath "/private/var/db/dyld")
  (subpath (param "RUNNER")) (subpath (param "DEPENDENCIES")) ${tools.join(' ')})
(allow file-write-data (literal "/dev/null") (literal "/dev/zero"))
(allow file-read* file-write* (subpath (param "TREE")) (subpath (param "HOME")))
(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))
(deny network*)
`;
}

/** Sandbox by macOS itself, where it has it. */
export async function findSeatbelt(
  platform: NodeJS.Platform = process.platform,
): Promise<Sandbox | undefined> {
  if (platform !== 'darwin') return undefined;
  try {
    await fs.access(program, fs.constants.X_OK);
  } catch {
    return undefined;
  }
  return seatbelt;
}

/** Runs a command under the profile; exported for tests on other systems. */
export const seatbelt: Sandbox = {
  linksDependencies: true,
  inside: ({ tree, runner, home }) => ({ tree, runner, home }),
  command: (host, run) => ({
    program,
    cwd: host.tree,
    env: {
      PATH: '/usr/bin:/bin',
      HOME: host.home,
      TMPDIR: host.home,
      LANG: 'en_US.UTF-8',
      ...run.env,
    },
    args: [
      ...['-p', seatbeltProfile(run.mounts.length)],
      ...['-D', `TREE=${host.tree}`, '-D', `RUNNER=${host.runner}`, '-D', `HOME=${host.home}`],
      ...['-D', `DEPENDENCIES=${host.dependencies ?? join(host.runner, 'none')}`],
      ...run.mounts.flatMap((path, index) => ['-D', `MOUNT${index}=${path}`]),
      run.program,
      ...run.args({ tree: host.tree, runner: host.runner, home: host.home }),
    ],
  }),
};
