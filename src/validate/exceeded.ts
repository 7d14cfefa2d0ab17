import { userText, type UserText } from '../base/userText.ts';

/** Bounds that a sandbox holds a run to. */
export interface RunBounds {
  /** Processes and threads at a time. */
  readonly processes: number;
  readonly memoryBytes: number;
}

/** What the system says a run was held back from. */
export type Exceeded = 'processes' | 'memory';

// What Node, Python and shells say of a process or thread that could not be started.
const noProcess =
  /\bspawn\S* .*\bEAGAIN\b|\b(?:fork|clone|pthread_create|uv_thread_create)\b.*(?:EAGAIN|Resource temporarily unavailable)|BlockingIOError: \[Errno 11\]|can't start new thread/;
const noMemory =
  /\bMemoryError\b|\bENOMEM\b|heap out of memory|Failed to allocate memory|Array buffer allocation failed|[Cc]annot allocate memory/;
const noRoom = /\bEFBIG: file too large|\bENOSPC: no space left|\[Errno (?:27|28)\]/;

/**
 * Says which bound a failed run met: by what the system counted, else by what the tests printed.
 * @param fileBytes largest file the tests may write, and size of their temporary folder.
 */
export function exceededBound(
  text: string,
  bounds: RunBounds & { readonly fileBytes: number },
  counted: Exceeded | undefined,
): UserText | undefined {
  if (counted === 'processes' || (!counted && noProcess.test(text))) {
    return userText(
      'A test started too many processes: {0} processes and threads may run at a time.',
      bounds.processes,
    );
  }
  if (counted === 'memory' || noMemory.test(text)) {
    return userText('The tests exceeded the {0} GB of memory they may use.', gigabytes(bounds));
  }
  if (!noRoom.test(text)) return undefined;
  return userText(
    'The tests wrote more than they may: {0} MB is the limit for a file and for all temporary files.',
    Math.round(bounds.fileBytes / 1024 ** 2),
  );
}

function gigabytes({ memoryBytes }: RunBounds): number {
  return Math.round((memoryBytes / 1024 ** 3) * 10) / 10;
}
