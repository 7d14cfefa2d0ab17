import type { FileSystem } from '../../src/base/fileSystem.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { sha256 } from '../../src/base/textFile.ts';
import type { UserText } from '../../src/base/userText.ts';
import { createNodeWriter } from '../../src/node/nodeWriter.ts';
import { applyProposal } from '../../src/workspace/applyProposal.ts';
import { Approvals, approvedWrite } from '../../src/workspace/approvals.ts';
import { createProposal } from '../../src/workspace/createProposal.ts';
import { recoverWrites, type Recovery } from '../../src/workspace/recoverWrites.ts';
import { restoreFiles, type RestoreResult } from '../../src/workspace/restoreFiles.ts';
import type { RestorePoint } from '../../src/workspace/restorePoint.ts';
import { RestorePointStore } from '../../src/workspace/restorePointStore.ts';
import { Transactions } from '../../src/workspace/transactions.ts';
import type { Proposal, ProposedFile, WorkspaceWriter } from '../../src/workspace/types.ts';
import { createWritePolicy } from '../../src/workspace/writePolicy.ts';

/** One process's view of a workspace: what it takes to propose, apply, restore and recover. */
export interface World {
  readonly notices: UserText[];
  readonly store: RestorePointStore;
  propose(contents: Readonly<Record<string, string>>): Promise<Proposal>;
  /** Applies all files of a proposal, those that need asking included. */
  apply(proposal: Proposal): Promise<readonly string[]>;
  restore(point: RestorePoint): Promise<RestoreResult>;
  recover(): Promise<Recovery>;
  points(): Promise<readonly RestorePoint[]>;
}

/** Where a world is and which process it stands for. */
export interface WorldOptions {
  readonly fileSystem: FileSystem;
  readonly root: string;
  readonly storage: string;
  readonly pid: number;
  readonly isAlive?: (pid: number) => boolean;
  /** What stands between the core and the plain writer, as an editor does. */
  readonly wrap?: (writer: WorkspaceWriter) => WorkspaceWriter;
  /** Bytes of texts that restore points may keep. */
  readonly quota?: number;
  readonly isActive?: (runId: string) => boolean;
}

/** Opens a world, as a fresh start of Caravan would. */
export function openWorld(options: WorldOptions): World {
  const { fileSystem, root, storage, pid, isAlive = () => false, wrap, quota } = options;
  let time = 1_000 * pid;
  const wallNow = (): number => ++time;
  const notices: UserText[] = [];
  const onNotice = (text: UserText): void => void notices.push(text);
  const policy = createWritePolicy({ fileSystem, deniedFolders: [storage] });
  const plain = createNodeWriter({ fileSystem });
  const writer = wrap ? wrap(plain) : plain;
  const store = new RestorePointStore({
    fileSystem,
    folder: storage,
    wallNow,
    onNotice,
    ...(quota !== undefined && { quota }),
  });
  const base = { fileSystem, store, writer, policy };
  const transactions = new Transactions({
    ...base,
    pid,
    wallNow,
    logger: silentLogger,
    ...(options.isActive && { isActive: options.isActive }),
  });
  const approvals = new Approvals();
  return {
    notices,
    store,
    propose: (contents) =>
      createProposal({
        runId: 'run-1',
        root,
        policy,
        writer,
        verification: 'verified',
        files: Object.entries(contents).map(([path, content]) => ({ path, content })),
      }),
    apply: (proposal) => {
      const writable = proposal.files.filter((file) => file.decision.decision !== 'deny');
      const granted = new Map(
        writable.map((file) => [file.path, approvals.grant(approvedWrite('run-1', file))]),
      );
      const paths = writable.map((file) => file.path);
      return applyProposal(proposal, {
        policy,
        transactions,
        approvals,
        granted,
        paths,
        task: 'test',
      });
    },
    restore: (point) => restoreFiles({ ...base, transactions }, point),
    recover: async () => {
      const owner = { pid, isAlive };
      const onWritten = async (): Promise<void> => undefined;
      const deps = { ...base, transactions, owner, wallNow, onWritten };
      const recovery = await recoverWrites(deps);
      notices.push(...recovery.notices);
      return recovery;
    },
    points: async () => (await store.list()).filter(({ state }) => state === 'written'),
  };
}

/** The same proposal with a file deleted by it, or moved: what agents do not propose by themselves. */
export function withDeletion(proposal: Proposal, file: ProposedFile, to?: string): Proposal {
  const { before = '', decision } = file;
  const none = { added: 0, removed: 0 };
  const gone: ProposedFile = { ...file, ...none, operation: 'delete', after: '', hash: sha256('') };
  const rest = proposal.files.filter(({ path }) => path !== file.path);
  if (to === undefined) return { ...proposal, files: [...rest, gone] };
  const realPath = decision.realPath.slice(0, -file.path.length) + to;
  const moved: ProposedFile = {
    path: to,
    operation: 'create',
    before: undefined,
    beforeHash: undefined,
    ...none,
    after: before,
    hash: sha256(before),
    decision: { ...decision, realPath },
  };
  return { ...proposal, files: [...rest, gone, moved] };
}
