import * as vscode from 'vscode';
import type { Proposal, ProposedFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { decodeText } from '../base/textFile.ts';
import { proposalScheme } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { renderError } from './texts.ts';

/** The text a file has, or the one it is to get. */
export type ProposalSide = 'before' | 'after';

/** A side of a file in a proposal, as its address names it. */
export interface ProposalPlace {
  readonly runId: string;
  readonly path: string;
  readonly side: ProposalSide;
}

/**
 * Files of proposals, as documents of their own: both sides of a diff come from the proposal the core
 * holds, so what is shown is what is written. The side after can be edited while the proposal is open;
 * saving makes its text part of the proposal and writes nothing to the workspace.
 */
export class ProposalFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #core: LazyCore;
  readonly #isOpen: (runId: string) => boolean;
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #registration: vscode.Disposable;
  /** By address: the editor takes over a newer text only when its time is newer too. */
  readonly #versions = new Map<string, { readonly hash: string; readonly mtime: number }>();
  #saving: Promise<unknown> = Promise.resolve();

  readonly onDidChangeFile = this.#changes.event;

  constructor(core: LazyCore, isOpen: (runId: string) => boolean) {
    this.#core = core;
    this.#isOpen = isOpen;
    this.#registration = vscode.workspace.registerFileSystemProvider(proposalScheme, this, {
      isCaseSensitive: true,
    });
  }

  /** Tells open editors that a proposal, or what may be done with it, has changed. */
  refresh(runId: string): void {
    const shown = vscode.workspace.textDocuments.filter(({ uri }) => placeOf(uri)?.runId === runId);
    this.#changes.fire(shown.map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })));
  }

  /** Makes texts that were edited and not saved part of the proposal. False when one could not be. */
  async saveAll(runId: string): Promise<boolean> {
    for (const document of vscode.workspace.textDocuments) {
      if (!document.isDirty || placeOf(document.uri)?.runId !== runId) continue;
      if (!(await document.save())) return false;
    }
    return true;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { place, file, text } = await this.#find(uri);
    const key = uri.toString();
    const hash = place.side === 'after' ? file.hash : (file.beforeHash ?? '');
    const known = this.#versions.get(key);
    const mtime =
      known?.hash === hash ? known.mtime : Math.max(Date.now(), (known?.mtime ?? 0) + 1);
    this.#versions.set(key, { hash, mtime });
    const isFixed =
      place.side === 'before' ||
      file.decision.decision === 'deny' ||
      !this.#isOpen(place.runId) ||
      !vscode.workspace.isTrusted;
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime,
      size: Buffer.byteLength(text),
      ...(isFixed && { permissions: vscode.FilePermission.Readonly }),
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode((await this.#find(uri)).text);
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const save = this.#saving.then(() => this.#write(uri, content));
    // Saved one after the other: each names the proposal that the one before it made.
    this.#saving = save.catch(() => undefined);
    return save;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changes.dispose();
    this.#versions.clear();
  }

  async #write(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const { place, proposal } = await this.#find(uri);
    const isFixed = place.side === 'before' || !vscode.workspace.isTrusted;
    if (isFixed) throw vscode.FileSystemError.NoPermissions(uri);
    try {
      const text = decodeText(content, place.path);
      const caravan = await this.#core.get();
      await caravan.editProposal(place.runId, proposal.id, place.path, text);
    } catch (error) {
      if (!(error instanceof CaravanError)) throw error;
      throw vscode.FileSystemError.Unavailable(renderError(error.toInfo()));
    }
  }

  async #find(uri: vscode.Uri): Promise<{
    readonly place: ProposalPlace;
    readonly proposal: Proposal;
    readonly file: ProposedFile;
    readonly text: string;
  }> {
    const place = placeOf(uri);
    const proposal = place && (await (await this.#core.get()).proposal(place.runId));
    const file = proposal?.files.find(({ path }) => path === place?.path);
    if (!place || !proposal || !file) throw vscode.FileSystemError.FileNotFound(uri);
    return {
      place,
      proposal,
      file,
      text: (place.side === 'before' ? file.before : file.after) ?? '',
    };
  }
}

/** Address of one side of a file. */
export function proposalUri({ runId, path, side }: ProposalPlace): vscode.Uri {
  return vscode.Uri.from({
    scheme: proposalScheme,
    path: `/${path}`,
    query: new URLSearchParams({ run: runId, side }).toString(),
  });
}

/** What an address names, or undefined when it is no address of a proposal. */
export function placeOf(uri: vscode.Uri): ProposalPlace | undefined {
  if (uri.scheme !== proposalScheme) return undefined;
  const values = new URLSearchParams(uri.query);
  const side = values.get('side');
  const runId = values.get('run');
  if (runId === null || (side !== 'before' && side !== 'after')) return undefined;
  return { runId, path: uri.path.slice(1), side };
}
