import type { ProcessOwner } from '../app/index.ts';

/** This process as the owner of runs. */
export const nodeProcessOwner: ProcessOwner = {
  pid: process.pid,
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // EPERM: it lives, but belongs to somebody else.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};
