import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cacheFolder.ts';
import { onPath } from './chromium.ts';
import { startProcessGroup, until, type ProcessGroup } from './processes.ts';
import { provideModel } from './realOllamaModel.ts';

const exec = promisify(execFile);

/** The newest release that `go install` can build: later modules lack vendored headers. */
const builtVersion = 'v0.11.4';
const defaultHost = 'http://127.0.0.1:11434';

export interface RealOllamaOptions {
  /** Server to use if it answers, after $OLLAMA_HOST and before Ollama's own address. */
  readonly host?: string;
  /** Model to use; default any installed one, else one that can be had. */
  readonly model?: string;
  /** A server of our own with models in the cache folder unless $OLLAMA_HOST: what tests do. */
  readonly isolated?: boolean;
  /** Calls that a server started here works on at once, default 2. */
  readonly slots?: number;
  readonly say?: (text: string) => void;
  /** Redraws one line while something long goes on. */
  readonly progress?: (text: string) => void;
}

export interface RealOllama {
  readonly url: string;
  readonly model: string;
  /** How the server was found, in words. */
  readonly how: string;
  /** Ends the server if it was started here. */
  end(): Promise<void>;
}

/** Finds or sets up a model server and a model. Rejects with what to do when there is no way. */
export async function realOllama(options: RealOllamaOptions = {}): Promise<RealOllama> {
  const say = options.say ?? ((text: string) => console.log(`      ${text}`));
  const progress = options.progress ?? (() => undefined);
  const server = await provideServer(options, say, progress);
  try {
    const model = await provideModel(server.url, server.binary, options.model, say, progress);
    return { url: server.url, model, how: server.how, end: () => server.end() };
  } catch (error) {
    await server.end();
    throw error;
  }
}

interface Server {
  readonly url: string;
  readonly how: string;
  readonly binary: string | undefined;
  end(): Promise<void>;
}

async function provideServer(
  options: RealOllamaOptions,
  say: (text: string) => void,
  progress: (text: string) => void,
): Promise<Server> {
  const named = process.env['OLLAMA_HOST'];
  const hosts = options.isolated ? [named] : [named, options.host, defaultHost];
  for (const host of hosts) {
    if (!host) continue;
    const url = baseUrl(host);
    if (await answers(url)) {
      const binary = onPath('ollama') ?? cachedBinary();
      return { url, how: 'already running', binary, end: () => Promise.resolve() };
    }
    if (host === named) say(`Nothing answers at ${url}.`);
  }
  const installed = onPath('ollama');
  const built = cachedBinary();
  const binary =
    installed ?? (built && (await works(built)) ? built : await buildOllama(say, progress));
  // A user's own Ollama keeps its models where it always has them.
  const useCache = options.isolated || binary !== installed;
  const group = await serve(binary, useCache, options.slots ?? 2);
  return {
    url: group.url,
    how: `started ${binary === installed ? 'from PATH' : `from ${binary}`}`,
    binary,
    end: () => group.group.end(10_000),
  };
}

function cachedBinary(): string | undefined {
  const path = join(cacheFolder(), 'bin', process.platform === 'win32' ? 'ollama.exe' : 'ollama');
  return existsSync(path) ? path : undefined;
}

async function works(binary: string): Promise<boolean> {
  return exec(binary, ['--version']).then(
    () => true,
    () => false,
  );
}

async function serve(
  binary: string,
  useCache: boolean,
  slots: number,
): Promise<{ readonly url: string; readonly group: ProcessGroup }> {
  const models = join(cacheFolder(), 'models');
  if (useCache) await mkdir(models, { recursive: true });
  const group = startProcessGroup(binary, ['serve'], {
    env: {
      ...process.env,
      OLLAMA_HOST: '127.0.0.1:0',
      OLLAMA_NUM_PARALLEL: String(slots),
      ...(useCache ? { OLLAMA_MODELS: models } : {}),
    },
  });
  try {
    const match = await group.waitForOutput(/Listening on 127\.0\.0\.1:(\d+)/, 20_000);
    const url = `http://127.0.0.1:${match[1]}`;
    await until('Ollama to answer', () => answers(url), 20_000);
    return { url, group };
  } catch (error) {
    await group.end(5_000);
    throw error;
  }
}

async function buildOllama(
  say: (text: string) => void,
  progress: (text: string) => void,
): Promise<string> {
  const go = onPath('go') ?? ['/usr/local/go/bin/go'].find((path) => existsSync(path));
  if (!go) throw new Error(noServer('There is no Ollama and no Go toolchain to build it with.'));
  say(`Building Ollama ${builtVersion} with Go (once, two to four minutes) …`);
  const bin = join(cacheFolder(), 'bin');
  await mkdir(bin, { recursive: true });
  const work = await mkdtemp(join(bin, 'part-'));
  const flags = await fastCpuFlags();
  const started = Date.now();
  const ticker = setInterval(() => {
    progress(`  building for ${Math.round((Date.now() - started) / 1000)} s`);
  }, 1_000);
  try {
    const build = startProcessGroup(go, ['install', `github.com/ollama/ollama@${builtVersion}`], {
      env: { ...process.env, CGO_ENABLED: '1', GOBIN: work, GOFLAGS: '', ...flags },
    });
    const [code] = (await once(build.child, 'exit')) as [number | null];
    await build.end(0);
    if (code !== 0) throw new Error(build.output());
    const name = process.platform === 'win32' ? 'ollama.exe' : 'ollama';
    await chmod(join(work, name), 0o755);
    await rename(join(work, name), join(bin, name));
    return join(bin, name);
  } catch (error) {
    const detail = (error as Error).message.split('\n').slice(-3).join(' ').slice(0, 500);
    throw new Error(noServer(`Ollama could not be built: ${detail}`), { cause: error });
  } finally {
    clearInterval(ticker);
    progress('');
    await rm(work, { recursive: true, force: true });
  }
}

function noServer(why: string): string {
  return `${why}\nInstall Ollama from https://ollama.com/download, start it, and run this again.`;
}

/** Without these flags a small model runs at a third of the speed; they need a CPU since 2013. */
async function fastCpuFlags(): Promise<Record<string, string>> {
  const info = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const features = new Set(/^flags\s*:(.*)$/m.exec(info)?.[1]?.trim().split(/\s+/) ?? []);
  if (!['avx2', 'fma', 'f16c'].every((feature) => features.has(feature))) return {};
  const flags = '-O3 -march=x86-64-v3';
  return { CGO_CFLAGS: flags, CGO_CXXFLAGS: flags };
}

/** Ollama's own notation: the scheme and the port may be missing. */
function baseUrl(host: string): string {
  const url = new URL(host.includes('://') ? host : `http://${host}`);
  if (!url.port && url.protocol === 'http:' && !/:80(\/|$)/.test(host)) url.port = '11434';
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  return url.origin;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/version`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}
