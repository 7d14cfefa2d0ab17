import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { SourceFile } from '../base/task.ts';
import { askTool, type Tool, type ToolSearch } from './findTool.ts';
import { removeFolder } from './removeFolder.ts';
import { runProcess } from './runProcess.ts';

// Both only parse what they read on standard input: nothing of it runs.
const nodeScript = String.raw`
const { stripTypeScriptTypes } = require('node:module');
const [kind] = process.argv.slice(1);
const source = require('node:fs').readFileSync(0, 'utf8');
let found = null;
try {
  const plain = stripTypeScriptTypes(source, { mode: 'strip', sourceUrl: 'file:///checked' });
  if (kind === 'js' && !plain.startsWith(source)) {
    const line = source.split('\n').findIndex((text, at) => text !== plain.split('\n')[at]) + 1;
    found = { line, message: 'This is TypeScript syntax in a JavaScript file' };
  }
} catch (error) {
  const line = Number(/checked:(\d+)/.exec(error.stack)?.[1]);
  if (error.code === 'ERR_INVALID_TYPESCRIPT_SYNTAX') found = { line, message: error.message };
}
process.stdout.write(JSON.stringify({ found }));
`;
const pythonScript = `
import json, sys, warnings
warnings.simplefilter("ignore")
found = None
try:
    compile(sys.stdin.buffer.read(), "checked", "exec", dont_inherit=True)
except SyntaxError as error:
    found = {"line": error.lineno or 1, "message": error.msg}
except ValueError as error:
    found = {"line": 1, "message": str(error)}
print(json.dumps({"found": found}))
`;
const answerSchema = z.object({
  found: z.object({ line: z.int().positive().catch(1), message: z.string() }).nullable(),
});

/**
 * Parses a file with Python's own compiler, Node's TypeScript parser, gofmt, rustfmt or javac, without running any of it:
 * `path:line: what is wrong`, with the line, or undefined when it parses or the tool cannot tell.
 */
export async function checkSyntax(
  file: SourceFile,
  tool: Tool,
  search: ToolSearch,
): Promise<string | undefined> {
  if (/x$/.test(file.path)) return undefined;
  if (file.path.endsWith('.go')) return checkGo(file, tool, search);
  if (file.path.endsWith('.rs')) return checkRust(file, tool, search);
  if (file.path.endsWith('.java')) return checkJava(file, tool, search);
  const isPython = file.path.endsWith('.py');
  const kind = /\.[cm]?ts$/.test(file.path) ? 'ts' : 'js';
  const args = isPython ? ['-I', '-c', pythonScript] : ['-e', nodeScript, kind];
  const answer = answerSchema.safeParse(await askTool(tool, args, search, file.content));
  const found = answer.data?.found;
  if (!found) return undefined;
  return problemAt(file, found.line, found.message);
}

function problemAt({ path, content }: SourceFile, at: number, message: string): string {
  const line = content.split('\n')[at - 1]?.trim().slice(0, 160) ?? '';
  return `${path}:${at}: SyntaxError: ${message}${line === '' ? '.' : `, in: ${line}`}`;
}

/** What gofmt, which only parses, says first; it comes with go(1), beside it. */
async function checkGo(file: SourceFile, tool: Tool, search: ToolSearch) {
  const told = await complaintsOf(file.content, ['-e', '-l'], beside(tool, 'gofmt'), search);
  const [, line, message] = /^<standard input>:(\d+):\d+: (.*)$/m.exec(told) ?? [];
  return line === undefined ? undefined : problemAt(file, Number(line), message ?? '');
}

/** What rustfmt, which only parses, says first; it comes with most toolchains, beside cargo. */
async function checkRust(file: SourceFile, tool: Tool, search: ToolSearch) {
  const told = await complaintsOf(
    file.content,
    ['--check', '--edition', '2021'],
    beside(tool, 'rustfmt'),
    search,
  );
  const [, message, line] = /^error: (.*)\n +--> <stdin>:(\d+):\d+$/m.exec(told) ?? [];
  return line === undefined ? undefined : problemAt(file, Number(line), message ?? '');
}

/** What javac says first, told to stop when it has parsed; it reads no standard input. */
async function checkJava(file: SourceFile, tool: Tool, search: ToolSearch) {
  const folder = await fs.mkdtemp(join(tmpdir(), 'caravan-parse-'));
  try {
    const path = join(folder, 'Checked.java');
    await fs.writeFile(path, file.content);
    const stop = ['-XDshould-stop.ifError=PARSE', '-XDshould-stop.ifNoError=PARSE'];
    const args = ['-proc:none', ...stop, '-encoding', 'UTF-8', '-d', folder, path];
    const told = await complaintsOf('', args, beside(tool, 'javac'), search);
    const [, line, message] = /Checked\.java:(\d+): error: (.*)$/m.exec(told) ?? [];
    return line === undefined ? undefined : problemAt(file, Number(line), message ?? '');
  } finally {
    await removeFolder(folder);
  }
}

function beside({ program }: Tool, name: string): string {
  return join(dirname(program), process.platform === 'win32' ? `${name}.exe` : name);
}

/** What a program that gets a text writes to standard error; nothing where it is not there. */
async function complaintsOf(
  input: string,
  args: readonly string[],
  program: string,
  { clock, signal }: ToolSearch,
): Promise<string> {
  const command = { program, args, cwd: dirname(program), env: {} };
  const bounds = { reportBytes: 65_536, outputBytes: 65_536, keptOutputBytes: 65_536 };
  const options = { ...bounds, wallMs: 10_000, clock, signal, input };
  const result = await runProcess(command, options).catch(() => undefined);
  signal.throwIfAborted();
  return result?.stderr ?? '';
}
