import type { ValidationResult } from '../base/task.ts';
import { translate, userText, type UserText } from '../base/userText.ts';
import type { ValidatorOptions } from './createValidator.ts';
import type { Tool } from './findTool.ts';
import type { ValidationLimits } from './limits.ts';
import { runProcess, type Command } from './runProcess.ts';
import { findSandbox, unconfined, type Sandbox } from './sandbox.ts';
import type { Toolchain } from './toolchain.ts';

/** Languages whose tests one tool runs. */
export type Family = 'node' | 'python' | Toolchain['framework'];
/** A tool with the sandbox it has been seen to start in, by language family; found once. */
export type Found = Map<Family, { readonly tool: Tool; readonly sandbox: Sandbox }>;
/** A validator's options with what it knows by now. */
export type Wired = ValidatorOptions & {
  readonly limits: ValidationLimits;
  readonly found: Found;
  /** The user's word on running without a sandbox. */
  readonly mayRunBare: () => Promise<boolean>;
};

/** A sandbox counts only when the tool has been seen to start in it, by a command that only asks its version. */
export async function chooseSandbox(
  probeFor: (sandbox: Sandbox) => Command,
  options: Wired,
  signal: AbortSignal,
): Promise<{ readonly sandbox: Sandbox } | { readonly reason: UserText }> {
  const sandbox = await findSandbox(options.bubblewrap);
  let detail = process.platform === 'darwin' ? 'sandbox-exec: not found' : 'bubblewrap: not found';
  if (sandbox) {
    const probe = await runProcess(probeFor(sandbox), {
      input: '',
      wallMs: 10_000,
      reportBytes: 65_536,
      outputBytes: 65_536,
      keptOutputBytes: 2_048,
      clock: options.clock,
      signal,
    });
    signal.throwIfAborted();
    if (probe.code === 0) return { sandbox };
    detail = probe.stderr.trim().split('\n').at(-1) ?? 'it did not start';
  }
  if (await options.mayRunBare()) return { sandbox: unconfined };
  return {
    reason: userText(
      'The tests were not run: no sandbox works here ({0}). Install bubblewrap (Linux), or allow tests without a sandbox in the settings.',
      detail,
    ),
  };
}

/** The result of tests that could not be run. */
export function unverified(reason: UserText, durationMs: number): ValidationResult {
  const problem = translate(reason);
  return { status: 'unverified', tests: [], problem, reason, output: '', durationMs };
}
