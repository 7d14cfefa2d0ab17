import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { SourceFile } from '../base/task.ts';
import { askTool, type Tool, type ToolSearch } from './findTool.ts';
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
 * Parses a file with Python's own compiler, Node's TypeScript parser or gofmt, without running any of it:
 * `path:line: what is wrong`, with the line, or undefined when it parses or the tool cannot tell.
 */
export async function checkSyntax(
  file: SourceFile,
  tool: Tool,
  search: ToolSearch,
): Promise<string | undefined> {
  if (/x$/.test(file.path)) return undefined;
  if (file.path.endsWith('.go')) return checkGo(file, tool, search);
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
async function checkGo(
  file: SourceFile,
  { program }: Tool,
  { clock, signal }: ToolSearch,
): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'gofmt.exe' : 'gofmt';
  const folder = dirname(program);
  const command = { program: join(folder, name), args: ['-e', '-l'], cwd: folder, env: {} };
  const bounds = { reportBytes: 65_536, outputBytes: 65_536, keptOutputBytes: 65_536 };
  const options = { ...bounds, wallMs: 10_000, clock, signal, input: file.content };
  const result = await runProcess(command, options).catch(() => undefined);
  signal.throwIfAborted();
  const [, line, message] = /^<standard input>:(\d+):\d+: (.*)$/m.exec(result?.stderr ?? '') ?? [];
  return line === undefined ? undefined : problemAt(file, Number(line), message ?? '');
}
