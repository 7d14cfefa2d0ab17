import { join } from 'node:path';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText } from '../base/userText.ts';
import { storedProposalSchema } from './proposalSchema.ts';
import type { Proposal } from './types.ts';

/**
 * What the user has said: `kept` is applied for good, `undone` applied and every file put back since.
 */
export type ProposalState = 'open' | 'applied' | 'kept' | 'discarded' | 'undone';

/** A proposal with what became of it. */
export interface StoredProposal {
  readonly proposal: Proposal;
  readonly state: ProposalState;
}

/** Proposals on disk, one file a run, readable by the user alone. */
export interface ProposalStore {
  /** Keeps a run's proposal as `open`, in place of an earlier one. */
  save(proposal: Proposal): Promise<void>;
  /**
   * The run's proposal, or undefined if it has none.
   * @throws CaravanError `state-corrupt` once for an unreadable file, which is moved aside.
   */
  load(runId: string): Promise<StoredProposal | undefined>;
  /** @throws CaravanError `invalid-argument` when the run has no proposal. */
  setState(runId: string, state: ProposalState): Promise<void>;
}

/** What the store needs. */
export interface ProposalStoreOptions {
  readonly fileSystem: FileSystem;
  /** Absolute folder of its own, outside the workspace. */
  readonly folder: string;
  /** Wall-clock milliseconds, for the name of a file moved aside. */
  readonly wallNow?: () => number;
}

/** Makes a store of proposals. */
export function createProposalStore({
  fileSystem,
  folder,
  wallNow = Date.now,
}: ProposalStoreOptions): ProposalStore {
  async function write({ proposal, state }: StoredProposal): Promise<void> {
    const file = placeOf(folder, proposal.runId);
    await fileSystem.createDirectory(folder);
    const text = JSON.stringify({ version: 1, state, proposal });
    await fileSystem.writeFileAtomic(file, new TextEncoder().encode(text), { mode: 0o600 });
  }

  async function load(runId: string): Promise<StoredProposal | undefined> {
    const file = placeOf(folder, runId);
    if ((await fileSystem.lstat(file)) === undefined) return undefined;
    const stored = parse(await fileSystem.readFile(file));
    if (stored?.proposal.runId === runId) return stored;
    const aside = `${file}.corrupt-${wallNow()}`;
    await fileSystem.rename(file, aside);
    throw new CaravanError('state-corrupt', {
      text: userText('The proposal of this run could not be read.'),
      kept: userText('A copy is kept in {0}.', aside),
      next: userText('Run the task again.'),
    });
  }

  return {
    save: (proposal) => write({ proposal, state: 'open' }),
    load,
    async setState(runId, state) {
      const stored = await load(runId);
      if (!stored) {
        throw new CaravanError('invalid-argument', {
          text: userText('This run has no proposal.'),
        });
      }
      await write({ proposal: stored.proposal, state });
    },
  };
}

function parse(bytes: Uint8Array): StoredProposal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const { data } = storedProposalSchema.safeParse(value);
  return data && { proposal: data.proposal, state: data.state };
}

function placeOf(folder: string, runId: string): string {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(runId)) {
    throw new CaravanError('invalid-argument', {
      text: userText('"{0}" is not the name of a run.', runId),
    });
  }
  return join(folder, `${runId}.json`);
}
