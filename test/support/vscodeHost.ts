import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import type * as vscode from 'vscode';
import { CompanionClient, companionVsix } from './companionClient.ts';
import { processesWithEnvironment, until } from './processes.ts';
import { desktopVsCode, startDesktop } from './vscodeHostDesktop.ts';
import { startServer } from './vscodeHostServer.ts';

const root = join(import.meta.dirname, '../..');

export interface VsCodeHostOptions {
  /** Folder to open; default a new empty one, removed on dispose. */
  readonly folder?: string;
  /** Files to write into the folder first, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** User settings, over defaults that keep the window quiet. Read when the window loads. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Extra environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** False leaves workspace trust on, so that the folder opens restricted. */
  readonly trusted?: boolean;
  /** Paths of .vsix files; default out/caravan.vsix (`npm run package`). */
  readonly extensions?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
  /** True keeps VS Code's own Git extension, which no other test needs. */
  readonly withGit?: boolean;
  readonly say?: (text: string) => void;
}

/** A real VS Code with a page to drive it by and a way into its extension host. */
export interface VsCodeHost {
  /** Which VS Code this is, in words. */
  readonly kind: string;
  /** The workspace folder, absolute. */
  readonly folder: string;
  readonly page: Page;
  /** Runs a function inside the extension host; it sees its two arguments only. */
  call<A, R>(
    body: (api: typeof vscode, argument: A) => R | PromiseLike<R>,
    argument?: A,
  ): Promise<R>;
  /** The document inside the (first) webview of the side bar. */
  view(): FrameLocator;
  /** Reloads the window and waits for the new extension host. */
  reload(): Promise<void>;
  /** Kills the extension host (SIGKILL); VS Code starts a new one, which is waited for. */
  killExtensionHost(): Promise<void>;
  extensionHostPid(): Promise<number>;
  /** Errors the page printed that concern Caravan or a webview, policy violations among them. */
  pageErrors(): readonly string[];
  /** What VS Code printed, for a failed test's report. */
  log(): string;
  /** Ends everything it started and fails if something is left. */
  dispose(): Promise<void>;
}

/** A started VS Code without the parts that both kinds share. */
export interface RunningVsCode {
  readonly kind: string;
  readonly page: Page;
  reload(): Promise<void>;
  log(): string;
  /** Resolves when its processes are gone. */
  end(): Promise<void>;
}

/** What a kind of VS Code needs to start. */
export interface StartVsCode {
  readonly home: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly extensions: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly withGit: boolean;
  readonly reloadWindow: () => Promise<void>;
  readonly say: (text: string) => void;
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'workbench.editor.useModal': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
};

/** Tells what concerns Caravan from what VS Code prints by itself. */
const ourErrors = /Content Security Policy|caravan\.caravan|vscode-webview/;

/** Starts VS Code with Caravan installed on a folder and waits until its extension host answers. */
export async function startVsCodeHost(options: VsCodeHostOptions = {}): Promise<VsCodeHost> {
  const say = options.say ?? ((text: string) => console.log(`      ${text}`));
  const home = await realpath(await mkdtemp(join(tmpdir(), 'caravan-host-')));
  const folder = options.folder ?? join(home, 'workspace');
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const companion = new CompanionClient(join(home, 'companion.json'));
  const start: StartVsCode = {
    home,
    folder,
    env: { ...process.env, ...companion.environment, ...options.env },
    extensions: [await companionVsix(), ...(options.extensions ?? [caravanVsix()])],
    settings: {
      ...quietSettings,
      'security.workspace.trust.enabled': options.trusted === false,
      ...options.settings,
    },
    viewport: options.viewport ?? { width: 1280, height: 900 },
    withGit: options.withGit ?? false,
    reloadWindow: async () => {
      await companion.call((api) => {
        void api.commands.executeCommand('workbench.action.reloadWindow');
      });
    },
    say,
  };
  const desktop = await desktopVsCode(say);
  const running = await (desktop ? startDesktop(desktop, start) : startServer(start));
  const errors: string[] = [];
  running.page.on('console', (message) => {
    if (message.type() === 'error')
      errors.push(`${message.text().slice(0, 500)} ${message.location().url}`);
  });
  running.page.on('pageerror', (error) => errors.push(error.message));

  const restarted = async (act: () => Promise<unknown>): Promise<void> => {
    const before = await companion.state();
    await act();
    await companion.waitForNext(before, 60_000);
  };
  const dispose = async (): Promise<void> => {
    await running.end();
    const left = await until(
      'every process to end',
      async () => {
        const pids = await processesWithEnvironment('CARAVAN_COMPANION_TOKEN', companion.token);
        return pids.length === 0 ? 'none' : undefined;
      },
      10_000,
    ).catch(() => 'some');
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    if (left === 'some') throw new Error('VS Code left processes behind.');
  };
  try {
    await companion.waitForNext(undefined, 90_000);
    await running.page.locator('.part.activitybar').waitFor({ timeout: 60_000 });
  } catch (error) {
    const log = running.log().slice(-4000);
    await dispose();
    throw new Error(`VS Code did not start:\n${log}`, { cause: error });
  }
  return {
    kind: running.kind,
    folder,
    page: running.page,
    call: (body, argument) => companion.call(body, argument),
    view: () =>
      running.page
        .frameLocator('iframe.webview.ready[src*="purpose=webviewView"]')
        .frameLocator('iframe#active-frame'),
    reload: () => restarted(() => running.reload()),
    killExtensionHost: () =>
      restarted(async () => process.kill((await companion.state())!.pid, 'SIGKILL')),
    extensionHostPid: async () => (await companion.state())!.pid,
    pageErrors: () => errors.filter((text) => ourErrors.test(text)),
    log: () => running.log(),
    dispose,
  };
}

function caravanVsix(): string {
  const path = process.env['CARAVAN_VSIX'] ?? join(root, 'out/caravan.vsix');
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run package first.`);
  return path;
}
