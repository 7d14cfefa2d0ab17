import { randomBytes } from 'node:crypto';
import type { ValidationResult } from '../base/task.ts';
import { chooseSandbox, unverified, type Wired } from './chooseSandbox.ts';
import { copyChanges, copyState } from './copyChanges.ts';
import { fillCopy } from './copyFolder.ts';
import { mountsOf, type Tool } from './findTool.ts';
import { judge } from './judge.ts';
import { makeFolders } from './runnerFolders.ts';
import { runProcess, type Command, type ProcessResult } from './runProcess.ts';
import { unconfined, type Sandbox } from './sandbox.ts';
import type { RunPlace, Toolchain, ToolReport, ValidationRequest } from './toolchain.ts';

// Times the bound of the tests that building them may take besides, where nothing is built yet.
const buildShare = 2;

/**
 * Runs a project's own test command over the private copy, in the sandbox. What the tests need
 * comes from this machine, read-only: nothing of the user's is written to.
 */
export async function validateByToolchain(
  toolchain: Toolchain,
  base: string,
  request: ValidationRequest,
  options: Wired,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<ValidationResult> {
  const { folder, clock, limits, environment = process.env } = options;
  const { framework } = toolchain;
  const known = options.found.get(framework);
  const search = { workspace: folder, environment, clock, signal };
  const tool = known?.tool ?? (await toolchain.find(search));
  if (!tool) return unverified(toolchain.missing(), elapsed());
  const folders = await makeFolders(base, folder, framework);
  const placeIn = (sandbox: Sandbox): RunPlace => ({
    ...{ folders, inside: sandbox.inside(folders), wallMs: limits.wallMs },
    isConfined: sandbox !== unconfined,
  });
  const commandFor = (sandbox: Sandbox, one: Tool, args: readonly string[]): Command =>
    sandbox.command(folders, {
      program: one.program,
      mounts: mountsOf(one, environment),
      env: toolchain.environment(one, placeIn(sandbox)),
      fileBytes: limits.fileBytes,
      args: () => args,
    });
  const choice =
    known ??
    (await chooseSandbox(
      (one) => commandFor(one, tool, toolchain.versionArgs(tool)),
      options,
      signal,
    ));
  if (!('sandbox' in choice)) return unverified(choice.reason, elapsed());
  const { sandbox } = choice;
  options.found.set(framework, { tool, sandbox });

  await fillCopy(folders.tree, folder, request.files, limits, signal);
  const place = placeIn(sandbox);
  const plan = await toolchain.plan(request, place, tool);
  if ('reason' in plan) return unverified(plan.reason, elapsed());
  const mostFiles = 2 * limits.copyFiles;
  const before = await copyState(folders.tree, mostFiles);
  const start = async (one: Tool, args: readonly string[], shares: number) => {
    const { reportBytes, outputBytes, keptOutputBytes } = limits;
    const bounds = {
      ...{ reportBytes, outputBytes, keptOutputBytes, wallMs: limits.wallMs * shares },
      ...(plan.mark !== undefined && { afterMark: { mark: plan.mark, wallMs: limits.wallMs } }),
    };
    const command = commandFor(sandbox, one, args);
    const result = await runProcess(command, { ...bounds, input: '', clock, signal });
    signal.throwIfAborted();
    return result;
  };
  const run = async (one: Tool): Promise<readonly [ProcessResult, ToolReport, number]> => {
    const built = plan.build && (await start(one, plan.build, buildShare));
    if (built && built.code !== 0) return [built, await plan.read(built, built), buildShare];
    const shares = built ? 1 : 1 + buildShare;
    const result = await start(one, plan.args, shares);
    return [result, await plan.read(result, built), result.isMarked ? 1 : shares];
  };
  let [result, report, shares] = await run(tool);
  const other = plan.instead?.(report);
  if (other) [result, report, shares] = await run(other);
  const reason = result.ended === undefined ? plan.notReady(report) : undefined;
  if (reason) return unverified(reason, elapsed());
  const secret = `${randomBytes(16).toString('hex')} `;
  const changed = copyChanges(before, await copyState(folders.tree, mostFiles));
  const met = result.pid === undefined ? undefined : await sandbox.bounds?.exceeded?.(result.pid);
  const verdict = judge(
    {
      ...result,
      stdout: report.lines.map((line) => secret + line).join('\n'),
      stderr: `${report.build}${report.output}`,
    },
    {
      ...{ secret, tree: place.inside.tree, changed },
      limits: { ...limits, wallMs: limits.wallMs * shares },
      testFiles: request.files.filter(({ path }) => request.testPaths.includes(path)),
      ...(sandbox.bounds && { bounds: { ...sandbox.bounds, met } }),
    },
  );
  return { ...verdict, durationMs: elapsed(), command: plan.shown };
}
