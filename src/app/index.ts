// The core's one public face: everything the edges may use of it.
export type { Plan, UsageTotals } from '../agents/types.ts';
export type { Mode } from '../base/task.ts';
export type { ErrorCode, ErrorInfo } from '../base/errors.ts';
export type { Experience, SourceFile } from '../base/task.ts';
export type { L10nBundle, UserText } from '../base/userText.ts';
export type { HostStatus, ModelInfo, PullProgress } from '../llm/modelCatalog.ts';
export type { ModelPhase } from '../agents/types.ts';
export type { Validator } from '../validate/validator.ts';
export type {
  NodeName,
  NodeResult,
  ProposalSummary,
  ProposedFileSummary,
  RunEvent,
  RunOutcome,
} from '../workflow/events.ts';
export { nodeNames } from '../workflow/events.ts';
export type { InterruptAnswer, PlanEdit, RunInterrupt } from '../workflow/interrupts.ts';
export type { CreateWorkflowEngine } from '../workflow/run.ts';
export type { ProposalConflict } from '../workspace/proposalConflicts.ts';
export type { RestorableFile, RestoreResult } from '../workspace/restoreFiles.ts';
export type { FileHunks } from '../workspace/reviseProposal.ts';
export type { Hunk } from '../workspace/hunks.ts';
export type { RestorePoint } from '../workspace/restorePoint.ts';
export type { ApprovedEdit, Proposal, ProposedFile, WorkspaceWriter } from '../workspace/types.ts';
export type { ModelCall } from './callLog.ts';
export type * from './caravan.ts';
export type * from './pastRun.ts';
export { keyOf, type AskConsent, type ConsentRequest } from './consent.ts';
export { hostBadge } from './hostBadge.ts';
export { isOnThisMachine, originOf, shownHost } from './hostSettings.ts';
export { isSecretFile } from '../context/skippedPaths.ts';
export type { NamedFile } from './namedFiles.ts';
export { namedPathLimit } from './namedPathLimit.ts';
export { readSettings, type ReadSettings } from './readSettings.ts';
export { settingKeys, type SettingKey } from './settingKeys.ts';
export { defaultSettings, type Settings, type SettingsSource } from './settings.ts';
export type { ProcessOwner } from './runRecords.ts';
