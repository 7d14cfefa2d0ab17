import type { StdioOptions } from 'node:child_process';

export declare const root: string;
export declare function setUp(): Promise<void>;
export declare function buildIfStale(
  target: string,
  result: string,
  stdio?: StdioOptions,
): Promise<number>;
export declare function packageIfStale(stdio?: StdioOptions): Promise<number>;
