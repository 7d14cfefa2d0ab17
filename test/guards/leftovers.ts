import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Milliseconds the kernel may take to end what was killed. */
const patience = 30_000;

/**
 * Processes that know a folder by their command, environment or working folder; a sandbox clears the
 * environment of what it runs, its own command still names the folder. Linux only, else none.
 */
export function processesOf(folder: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => traces(pid).some((text) => text.includes(folder)))
    .map(Number);
}

/** Kills what a run without one of its guards left behind; gives how many processes there were. */
export async function killProcessesOf(folder: string): Promise<number> {
  const seen = new Set<number>();
  const deadline = Date.now() + patience;
  for (let left = processesOf(folder); left.length > 0; left = processesOf(folder)) {
    if (Date.now() > deadline) throw new Error(`Processes ${left.join(', ')} do not end`);
    for (const pid of left) {
      seen.add(pid);
      kill(pid);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return seen.size;
}

function traces(pid: string): readonly string[] {
  return [
    () => readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    () => readFileSync(`/proc/${pid}/environ`, 'utf8'),
    () => readlinkSync(`/proc/${pid}/cwd`),
  ].map((read) => {
    try {
      return read();
    } catch {
      // Gone, or a process of another user.
      return '';
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
