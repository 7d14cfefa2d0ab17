// Runs a task without an editor: npm run ask -- --task "…" --folder DIR
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, root, setUp } from './setUp.mjs';

await setUp();
// Standard output belongs to the command alone: with --json it is one event a line.
if (await buildIfStale('cli', 'dist/cli/cli.js', ['ignore', 2, 2])) process.exit(1);
// npm runs scripts in the project's folder; relative paths are meant from the caller's.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
const cli = join(root, 'dist/cli/cli.js');
await import(pathToFileURL(cli).href);
