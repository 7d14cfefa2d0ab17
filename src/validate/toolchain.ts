import type { UserText } from '../base/userText.ts';
import type { Tool, ToolSearch } from './findTool.ts';
import type { ProcessResult } from './runProcess.ts';
import type { InsidePaths, RunFolders } from './sandbox.ts';
import type { Validator } from './validator.ts';

/** What is asked to be validated. */
export type ValidationRequest = Parameters<Validator['validate']>[0];

/** How the tests of a language are run by the project's own command, and how its report is read. */
export interface Toolchain {
  readonly framework: 'go' | 'cargo' | 'maven';
  /** The tool on this machine, with all it must see of it. */
  readonly find: (search: ToolSearch) => Promise<Tool | undefined>;
  /** What is said where there is none. */
  readonly missing: () => UserText;
  /** A command that only tells the tool's version. */
  readonly versionArgs: (tool: Tool) => readonly string[];
  /** The environment that the tool runs in. */
  readonly environment: (tool: Tool, place: RunPlace) => Readonly<Record<string, string>>;
  /** What is to be run of a copy that lies there; or why nothing can. */
  readonly plan: (
    request: ValidationRequest,
    place: RunPlace,
    tool: Tool,
  ) => Promise<TestPlan | { readonly reason: UserText }>;
}

/** Where a run is. */
export interface RunPlace {
  readonly folders: RunFolders;
  readonly inside: InsidePaths;
  /** False without a sandbox: nothing keeps the tool from writing into the user's own folders. */
  readonly isConfined: boolean;
  /** Milliseconds that the tests may take, building them apart. */
  readonly wallMs: number;
}

/** Commands of one run and how to read what they say. */
export interface TestPlan {
  /** Builds the tests where that is a command of its own; its failure ends the run. */
  readonly build?: readonly string[];
  /** Runs the tests. */
  readonly args: readonly string[];
  /** What the tool prints as tests begin, where it builds them before: then their own time begins. */
  readonly mark?: string;
  /** As a person would type it. */
  readonly shown: string;
  /** Reads what the last command said; `built` is what the first one did. */
  readonly read: (result: ProcessResult, built?: ProcessResult) => Promise<ToolReport>;
  /** Why the tool could not begin, where that is not the code's fault. */
  readonly notReady: (report: ToolReport) => UserText | undefined;
  /** The tool to try once more with, after what it said. */
  readonly instead?: (report: ToolReport) => Tool | undefined;
}

/** A tool's report in the lines of Caravan's own runners. */
export interface ToolReport {
  /** Lines for `parseTestReport`, which have no secret yet. */
  readonly lines: readonly string[];
  /** What the compiler and the tool itself said: no test can write into it. */
  readonly build: string;
  /** What tests printed. */
  readonly output: string;
}
