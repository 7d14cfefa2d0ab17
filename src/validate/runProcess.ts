import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { CapturedOutput } from './capturedOutput.ts';

/** A command: program by absolute path, arguments verbatim; there is no shell in between. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Bounds and input of one process. */
export interface ProcessOptions {
  readonly input: string;
  readonly wallMs: number;
  /** From when standard output holds this mark on, the process has so many milliseconds. */
  readonly afterMark?: { readonly mark: string; readonly wallMs: number };
  /** Bytes of standard output, and of standard error, after which the process is ended. */
  readonly reportBytes: number;
  readonly outputBytes: number;
  readonly keptOutputBytes: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How a process went. */
export interface ProcessResult {
  readonly stdout: string;
  /** Standard error without terminal codes, beginning and end. */
  readonly stderr: string;
  /** Exit code, or undefined when it was killed. */
  readonly code: number | undefined;
  readonly pid: number | undefined;
  /** True when standard output held the mark. */
  readonly isMarked?: boolean;
  /** Why we ended it, if we did. */
  readonly ended: 'time' | 'output' | 'abort' | undefined;
}

// How long pipes may stay open after the process itself and its group are gone.
const closeGraceMs = 500;

/**
 * Runs a process in a group of its own and kills the whole group at its end, whatever ends it.
 * @throws the system's error when the program cannot be started.
 */
export function runProcess(command: Command, options: ProcessOptions): Promise<ProcessResult> {
  const { clock, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, [...command.args], {
      cwd: command.cwd,
      env: { ...command.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      shell: false,
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    let stdoutBytes = 0;
    const stderr = new CapturedOutput(options.keptOutputBytes);
    let ended: ProcessResult['ended'];
    const end = (reason: NonNullable<ProcessResult['ended']>): void => {
      ended ??= reason;
      killGroup(child);
    };
    let wall = clock.setTimeout(() => end('time'), options.wallMs);
    let unmarked = options.afterMark;
    let seen = '';
    const abort = onAbort(signal, () => end('abort'));
    child.stdout.on('data', (chunk: Buffer) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes > options.reportBytes) end('output');
      else stdout.push(chunk);
      if (!unmarked) return;
      // The mark may lie across two pieces.
      seen = seen.slice(-unmarked.mark.length) + chunk.toString('latin1');
      if (!seen.includes(unmarked.mark)) return;
      wall.dispose();
      wall = clock.setTimeout(() => end('time'), unmarked.wallMs);
      unmarked = undefined;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.add(chunk);
      if (stderr.total > options.outputBytes) end('output');
    });
    // A process that ends without reading its input is judged by its report, not by EPIPE.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
    let grace: { dispose(): void } | undefined;
    const release = (): void => {
      wall.dispose();
      abort.dispose();
      grace?.dispose();
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('exit', () => {
      killGroup(child);
      grace = clock.setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, closeGraceMs);
    });
    child.once('close', (code) => {
      release();
      resolve({
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: stderr.toText(),
        code: code ?? undefined,
        pid: child.pid,
        isMarked: options.afterMark !== undefined && !unmarked,
        ended,
      });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    const program = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    const killer = spawn(program, ['/T', '/F', '/PID', String(child.pid)], { windowsHide: true });
    // Without taskkill at least the process itself goes.
    killer.once('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the group is empty already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
