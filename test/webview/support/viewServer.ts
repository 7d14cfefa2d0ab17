import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { webviewBundle } from '../../../esbuild.options.js';
import { webviewHtml } from '../../../src/vscode/webviewHtml.ts';
import { themeCss, themes, type ThemeName } from './themes.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const nonce = 'caravan-test';
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.ttf': 'font/ttf',
};

/** What stands in for VS Code inside the page. */
const fakeApi = `
  window.posted = [];
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      window.posted.push(structuredClone(message));
      window.onPosted?.(message);
    },
    getState: () => JSON.parse(sessionStorage.getItem('view') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('view', JSON.stringify(state)),
  });`;

/** The bundled view behind a real HTTP server, under the policy it has in VS Code. */
export interface ViewServer {
  readonly origin: string;
  dispose(): Promise<void>;
}

/** Bundles the view into a temporary folder and serves it at `/?theme=NAME`. */
export async function startViewServer(): Promise<ViewServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'caravan-view-'));
  await bundle(folder);
  const server = await serveView(folder);
  return {
    origin: server.origin,
    dispose: async () => {
      await server.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function bundle(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    ...webviewBundle,
    outdir: folder,
    logLevel: 'silent',
  });
  const font = 'codicon.ttf';
  await cp(path.join(root, 'node_modules/@vscode/codicons/dist', font), path.join(folder, font));
}

/** Serves a built view: main.js, main.css and codicon.ttf lie in the folder. */
export async function serveView(folder: string): Promise<ViewServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://view');
    const theme = url.searchParams.get('theme') as ThemeName | null;
    void contentOf(folder, url.pathname, theme ?? 'dark').then((content) => {
      // Nothing to say to a browser that asks for its favourite icon.
      response.writeHead(content ? 200 : 204, { 'content-type': content?.type ?? 'text/plain' });
      response.end(content?.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dispose: () => close(server),
  };
}

async function contentOf(
  folder: string,
  pathname: string,
  theme: ThemeName,
): Promise<{ type: string; body: string | Buffer } | undefined> {
  if (pathname === '/') return { type: 'text/html', body: pageHtml(theme) };
  const themed = /^\/theme-([\w-]+)\.css$/.exec(pathname)?.[1];
  if (themed) return { type: 'text/css', body: themeCss(themed as ThemeName) };
  const file = path.basename(pathname);
  const type = types[path.extname(file)];
  return type ? { type, body: await readFile(path.join(folder, file)) } : undefined;
}

/** The product's own page, with what VS Code puts into it. */
function pageHtml(theme: ThemeName): string {
  const page = webviewHtml({
    scriptUri: 'main.js',
    styleUri: 'main.css',
    cspSource: "'self'",
    nonce,
    language: 'en',
    title: 'Caravan',
  });
  return page
    .replace('<title>', `<link rel="stylesheet" href="theme-${theme}.css">\n<title>`)
    .replace('<body>', `<body class="${themes[theme].bodyClass}">`)
    .replace('<script', () => `<script nonce="${nonce}">${fakeApi}</script>\n<script`);
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
