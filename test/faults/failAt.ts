import { hookCalls } from './hookCalls.ts';

/** How a call to the file system fails. A write has made half of it by then: it was short. */
export interface CallFault {
  readonly code: string;
  /** Only the chosen call, or also every later one that needs room, as on a disk that is full. */
  readonly lasts: boolean;
}

/** A disk on which calls can be made to fail. */
export interface FaultyDisk {
  /** From now on, call number `at` fails. */
  arm(at: number, fault: CallFault): void;
  /** Makes the disk whole again. Returns the call that failed first; undefined: none was reached. */
  disarm(): string | undefined;
}

/** Makes the disk of this process one on which calls can be made to fail. */
export async function openFaultyDisk(): Promise<FaultyDisk> {
  let armed: { readonly at: number; readonly fault: CallFault } | undefined;
  let count = 0;
  let failed: string | undefined;
  await hookCalls(({ name, target, writeHalf }) => {
    if (!armed) return;
    count += 1;
    const { at, fault } = armed;
    const needsRoom = writeHalf !== undefined || name === 'mkdir';
    if (count !== at && !(fault.lasts && count > at && needsRoom)) return;
    failed ??= `${name} ${target}`;
    writeHalf?.();
    const { code } = fault;
    throw Object.assign(new Error(`${code}: scripted, ${name} '${target}'`), { code });
  });
  return {
    arm: (at, fault) => {
      armed = { at, fault };
      count = 0;
      failed = undefined;
    },
    disarm: () => {
      armed = undefined;
      return failed;
    },
  };
}
