import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** True where bubblewrap works, so that what it promises can be tested. */
export function hasSandbox(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const args = ['--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', 'true'];
    execFileSync('bwrap', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** True while a process of this machine, inside or outside of a sandbox, has the text in its command. */
export function isRunning(mark: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    });
}
