import { join } from 'node:path';
import { z } from 'zod';
import { askTool, findOnPath, realFolder, type Tool, type ToolSearch } from './findTool.ts';

// First version with `go -C` (go1.20).
const minMinor = 20;
const answerSchema = z.object({
  GOROOT: z.string().min(1),
  GOVERSION: z.string(),
  GOMODCACHE: z.string(),
  GOCACHE: z.string(),
});

/** Go on PATH, with the modules and build results that are on this machine to read from. */
export async function findGo(search: ToolSearch): Promise<Tool | undefined> {
  const args = ['env', '-json', 'GOROOT', 'GOVERSION', 'GOMODCACHE', 'GOCACHE'];
  for (const program of await findOnPath('go', search)) {
    const asked: Tool = { ...bare, program, env: { GOTOOLCHAIN: 'local' } };
    const found = answerSchema.safeParse(await askTool(asked, args, search, '')).data;
    const [, minor = '0'] = /^go1\.(\d+)/.exec(found?.GOVERSION ?? '') ?? [];
    if (!found || Number(minor) < minMinor) continue;
    const root = await realFolder(found.GOROOT);
    if (root === undefined) continue;
    const modules = await realFolder(found.GOMODCACHE);
    const cache = await realFolder(found.GOCACHE);
    return {
      ...bare,
      program: join(root, 'bin', process.platform === 'win32' ? 'go.exe' : 'go'),
      version: found.GOVERSION,
      mounts: [root, modules, cache].filter((path) => path !== undefined),
      env: {
        ...(modules !== undefined && { GOMODCACHE: modules }),
        ...(cache !== undefined && { GOCACHE: cache }),
      },
    };
  }
  return undefined;
}

const bare = { program: '', version: '', mounts: [], env: {}, shown: 'go test' };
